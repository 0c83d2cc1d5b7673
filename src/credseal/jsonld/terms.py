"""Active contexts: which words a JSON-LD document may use at one place, and what they mean (JSON-LD 1.1 API, ch. 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from credseal.errors import DocumentError
from credseal.jsonld.pinned import pinned_context

KEYWORDS = frozenset(
    "@base @container @context @direction @graph @id @included @index @json @language @list @nest @none @prefix"
    " @propagate @protected @reverse @set @type @value @version @vocab".split()
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")
_MAX_CONTEXTS = 64


def _is_absolute(value: str) -> bool:
    """Is it an absolute IRI to the engine that canonicalises? It drops what names no IRI to it (``https://a/%zz``)."""
    if not _ABSOLUTE.match(value):
        return False
    try:
        ox.NamedNode(value)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Term:
    """One word: the IRI or keyword it stands for (None = explicitly meaningless) and how its values are read."""

    iri: str | None
    coercion: str | None = None
    containers: tuple[str, ...] = ()
    scoped: Any = None
    has_scope: bool = False
    protected: bool = False

    def same_meaning(self, other: Term) -> bool:
        return (self.iri, self.coercion, self.containers, self.has_scope, self.scoped) == (
            other.iri, other.coercion, other.containers, other.has_scope, other.scoped,
        )  # fmt: skip


@dataclass(slots=True)
class ActiveContext:
    """Immutable once built; derived contexts are memoised because credentials repeat the same shapes."""

    terms: dict[str, Term] = field(default_factory=dict)
    vocab: str | None = None
    previous: ActiveContext | None = None
    _memo: dict[tuple[str, bool], ActiveContext] = field(default_factory=dict, repr=False)

    def extended(self, local: Any, *, override: bool = False, propagate: bool = True) -> ActiveContext:
        """The context that results from ``local`` (address, object, list or None) on top of this one."""
        result = self
        members = local if isinstance(local, list) else [local]
        if len(members) > _MAX_CONTEXTS:
            raise DocumentError("too many JSON-LD contexts")
        for member in members:
            if isinstance(member, str):
                result = result._with_pinned(member, override)
            elif member is None:
                result = result._cleared(override)
            elif isinstance(member, dict):
                result = _Definitions(result, member, override).build()
                propagate = propagate and member.get("@propagate", True) is True
            else:
                raise DocumentError("a JSON-LD context is an address or an object")
        if propagate or result.previous is not None:
            return result
        return ActiveContext(result.terms, result.vocab, self)

    def _with_pinned(self, address: str, override: bool) -> ActiveContext:
        key = (address, override)
        if key not in self._memo:
            self._memo[key] = self.extended(pinned_context(address), override=override)
        return self._memo[key]

    def _cleared(self, override: bool) -> ActiveContext:
        if not override and any(term.protected for term in self.terms.values()):
            raise DocumentError("a JSON-LD context tries to clear protected terms")
        return ActiveContext()

    def in_property(self, term: Term) -> ActiveContext:
        """This context inside a value of the property ``term``, which may override what is protected."""
        key = (f"property {id(term.scoped)}", True)
        if key not in self._memo:
            self._memo[key] = self.extended(term.scoped, override=True)
        return self._memo[key]

    def in_type(self, name: str, scoped: Any) -> ActiveContext:
        """This context inside a node of the type ``name``; not inherited by the nodes below it."""
        key = (f"type {name}", False)
        if key not in self._memo:
            self._memo[key] = self.extended(scoped, propagate=False)
        return self._memo[key]

    def vocabulary_iri(self, name: str) -> str | None:
        """What ``name`` means as a property or type: an absolute IRI, a keyword, or None when it means nothing."""
        if name in KEYWORDS:
            return name
        if name in self.terms:
            return self.terms[name].iri
        if ":" in name:
            return self.document_iri(name)
        return self.vocab + name if self.vocab is not None and not name.startswith("@") else None

    def document_iri(self, value: str) -> str | None:
        """An identifier as an absolute IRI; None for a relative one, because nothing here has a base address."""
        prefix, colon, rest = value.partition(":")
        term = self.terms.get(prefix)
        if colon and not rest.startswith("//") and term is not None and term.iri:
            return term.iri + rest
        if value.startswith("_:") and len(value) > 2:
            return value
        return value if _is_absolute(value) else None


class _Definitions:
    """Reads one context object on top of an active context."""

    def __init__(self, base: ActiveContext, local: dict[str, Any], override: bool) -> None:
        if "@import" in local:
            raise DocumentError("@import in a JSON-LD context is not accepted")
        self.base, self.local, self.override = base, local, override
        vocab = local.get("@vocab", base.vocab)
        if vocab is not None and not isinstance(vocab, str):
            raise DocumentError("@vocab must be an address")
        self.result = ActiveContext(dict(base.terms), vocab, base.previous)
        self.state: dict[str, bool] = {}

    def build(self) -> ActiveContext:
        for name in self.local:
            if name not in KEYWORDS:
                self._define(name)
        return self.result

    def _define(self, name: str) -> None:
        if name in self.state:
            if not self.state[name]:
                raise DocumentError(f"the JSON-LD term {name!r} is defined by itself")
            return
        self.state[name] = False
        term = self._term(name, self.local[name])
        before = self.base.terms.get(name)
        if before is not None and before.protected and not self.override:
            if not before.same_meaning(term):
                raise DocumentError(f"the protected JSON-LD term {name!r} may not be redefined")
            term = before
        self.result.terms[name] = term
        self.state[name] = True

    def _term(self, name: str, value: Any) -> Term:
        protected = self.local.get("@protected") is True
        if value is None or isinstance(value, str):
            value = {"@id": value}
        if not isinstance(value, dict) or "@reverse" in value or "@nest" in value:
            raise DocumentError(f"the JSON-LD term {name!r} is defined in a way that is not accepted")
        coercion = value.get("@type")
        containers = value.get("@container") or []
        return Term(
            iri=self._iri(value["@id"]) if "@id" in value and value["@id"] != name else self._own_iri(name, value),
            coercion=self._iri(coercion) if isinstance(coercion, str) else None,
            containers=tuple(containers if isinstance(containers, list) else [containers]),
            scoped=value.get("@context"),
            has_scope="@context" in value,
            protected=value.get("@protected", protected) is True,
        )

    def _own_iri(self, name: str, value: dict[str, Any]) -> str | None:
        if value.get("@id", name) is None:
            return None
        if ":" in name:
            return self._iri(name, itself=name)
        return self.result.vocab + name if self.result.vocab is not None else None

    def _iri(self, value: Any, itself: str | None = None) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise DocumentError("a JSON-LD term must be defined by an address")
        for needed in (value, value.partition(":")[0]):
            if needed in self.local and needed not in KEYWORDS and needed != itself:
                self._define(needed)
        return self.result.vocabulary_iri(value)
