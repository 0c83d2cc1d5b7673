"""Proof that JSON-LD drops nothing from a document: what would be dropped is not covered by any signature.

Walks the document as the expansion algorithm does (JSON-LD 1.1 API, 5.1) and raises DataLossError at the first word,
type or identifier without meaning, instead of ignoring it. VC Data Integrity 1.0, 4.2.1 "Securing Data Losslessly".
"""

from __future__ import annotations

from typing import Any

from credseal.errors import DataLossError, DocumentError, LimitError
from credseal.jsonld.pinned import MAX_CONTEXTS
from credseal.jsonld.terms import ActiveContext, Term

_ROOT = ActiveContext()
_REFUSED = frozenset({"@included", "@nest", "@reverse", "@index", "@graph"})
_PLAIN = Term(iri=None)


def require_lossless(document: dict[str, Any], *, tolerate_null: bool = False) -> None:
    """Raise DataLossError unless every member of ``document`` reaches the RDF that is signed.

    ``tolerate_null`` accepts members whose value is null (other issuers write them; they say nothing).
    """
    if "@context" not in document:
        raise DocumentError("the document has no @context")
    _Walk(tolerate_null).node(document, _ROOT, _PLAIN, "$")


class _Walk:
    def __init__(self, tolerate_null: bool) -> None:
        self.tolerate_null = tolerate_null
        self.contexts = 0

    def value(self, value: Any, active: ActiveContext, term: Term, path: str) -> None:
        if term.coercion == "@json":
            return
        if value is None:
            if not self.tolerate_null:
                raise DataLossError(path, "a null value is dropped")
        elif isinstance(value, list):
            for rank, member in enumerate(value):
                self.value(member, active, term, f"{path}[{rank}]")
        elif isinstance(value, dict):
            self.mapping(value, active, term, path)
        else:
            _scalar(value, active.in_property(term) if term.has_scope else active, term, path)

    def mapping(self, value: dict[str, Any], active: ActiveContext, term: Term, path: str) -> None:
        if "@language" in term.containers and "@value" not in value:
            for name, member in value.items():
                self.value(member, active, _PLAIN, f"{path}.{name}")
        elif {"@index", "@id", "@type"} & set(term.containers):
            raise DataLossError(path, "this kind of JSON-LD container is not accepted")
        else:
            self.node(value, active, term, path)

    def node(self, node: dict[str, Any], active: ActiveContext, term: Term, path: str) -> None:
        active = self._context_of(node, active, term)
        if any(active.vocabulary_iri(name) == "@value" for name in node):
            _value_object(node, active, path)
            return
        for name, member in node.items():
            if name != "@context":
                self._member(name, member, active, f"{path}.{name}")

    def _context_of(self, node: dict[str, Any], active: ActiveContext, term: Term) -> ActiveContext:
        if active.previous is not None and not _keeps_context(node, active):
            active = active.previous
        if term.has_scope:
            active = active.in_property(term)
        if "@context" in node:
            self.contexts += 1
            if self.contexts > MAX_CONTEXTS:
                raise LimitError(f"the document holds more than {MAX_CONTEXTS} JSON-LD contexts")
            active = active.extended(node["@context"])
        scope = active
        for name in sorted(_types(node, active)):
            found = scope.terms.get(name)
            if found is not None and found.has_scope:
                active = active.in_type(name, found.scoped)
        return active

    def _member(self, name: str, member: Any, active: ActiveContext, path: str) -> None:
        iri = active.vocabulary_iri(name)
        if iri is None:
            raise DataLossError(path, f"the term {name!r} is not defined by the contexts")
        if iri in _REFUSED or (name.startswith("@") and iri not in ("@id", "@type", "@list", "@set")):
            raise DataLossError(path, f"{name!r} is not accepted here")
        if iri == "@id":
            _require_identifier(member, active, path)
        elif iri == "@type":
            _require_types(member, active, path)
        elif iri.startswith("@"):
            self.value(member, active, _PLAIN, path)
        elif ":" not in iri:
            raise DataLossError(path, f"the term {name!r} has no absolute meaning")
        else:
            self.value(member, active, active.terms.get(name, _PLAIN), path)


def _types(node: dict[str, Any], active: ActiveContext) -> set[str]:
    names: set[str] = set()
    for key, member in node.items():
        if key == "@type" or (key in active.terms and active.terms[key].iri == "@type"):
            names.update(item for item in (member if isinstance(member, list) else [member]) if isinstance(item, str))
    return names


def _keeps_context(node: dict[str, Any], active: ActiveContext) -> bool:
    meanings = [active.vocabulary_iri(name) for name in node]
    return "@value" in meanings or meanings == ["@id"]


def _require_identifier(value: Any, active: ActiveContext, path: str) -> None:
    if not isinstance(value, str):
        raise DataLossError(path, "an identifier must be text")
    if active.document_iri(value) is None:
        raise DataLossError(path, f"{value[:80]!r} is not an absolute identifier")


def _require_types(value: Any, active: ActiveContext, path: str) -> None:
    for name in value if isinstance(value, list) else [value]:
        if not isinstance(name, str):
            raise DataLossError(path, "a type must be text")
        iri = active.vocabulary_iri(name)
        if iri is None or ":" not in iri:
            raise DataLossError(path, f"the type {name[:80]!r} is not defined by the contexts")


def _scalar(value: Any, active: ActiveContext, term: Term, path: str) -> None:
    if not isinstance(value, str):
        return
    if term.coercion == "@id":
        _require_identifier(value, active, path)
    elif term.coercion == "@vocab":
        meaning = active.vocabulary_iri(value)
        if meaning is None or ":" not in meaning:
            raise DataLossError(path, f"{value[:80]!r} is not a known value")


def _value_object(node: dict[str, Any], active: ActiveContext, path: str) -> None:
    for name, member in node.items():
        meaning = active.vocabulary_iri(name)
        if meaning not in ("@value", "@type", "@language", "@direction"):
            raise DataLossError(f"{path}.{name}", f"{name!r} is not accepted beside a value")
        if member is None or isinstance(member, (dict, list)):
            raise DataLossError(f"{path}.{name}", "this part of a value is dropped")
        if meaning == "@direction" and (name != meaning or member not in ("ltr", "rtl") or "@type" in node):
            raise DataLossError(f"{path}.{name}", "a direction is ltr or rtl")
        if meaning == "@type":
            _require_types(member, active, f"{path}.{name}")
