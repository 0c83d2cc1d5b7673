"""Contexts come from copies inside this package, never from the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from credseal.errors import DocumentError, LimitError, UnknownContextError

_FOLDER = files("credseal") / "contexts"

KNOWN_CONTEXTS: Mapping[str, str] = json.loads((_FOLDER / "index.json").read_text("utf-8"))
"""Address of each pinned context → its file name in ``credseal/contexts``."""

MAX_CONTEXTS = 100
VC_V1 = "https://www.w3.org/2018/credentials/v1"
VC_V2 = "https://www.w3.org/ns/credentials/v2"
OB_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@cache
def pinned_context(address: str) -> Any:
    """The value of ``@context`` at this address; UnknownContextError when it is not pinned."""
    try:
        name = KNOWN_CONTEXTS[address]
    except KeyError:
        raise UnknownContextError(address) from None
    return json.loads((_FOLDER / name).read_text("utf-8"))["@context"]


def inline_contexts(value: Any) -> Any:
    """A copy of a document in which every context address, at any depth, is replaced by the pinned context.

    LimitError beyond 100 contexts: a short document that repeats an address would grow without bound.
    """
    return _Inliner().document(value)


def _with_direction(value: dict[str, Any]) -> dict[str, Any]:
    """A text with a base direction, as the datatype that stands for it in RDF (JSON-LD 1.1 API, ``i18n-datatype``).

    Peers sign it in this form; without it the direction would be dropped.
    """
    language = str(value.get("@language", "")).lower()
    return {"@value": value.get("@value"), "@type": f"https://www.w3.org/ns/i18n#{language}_{value['@direction']}"}


class _Inliner:
    def __init__(self) -> None:
        self.contexts = 0

    def document(self, value: Any) -> Any:
        if isinstance(value, dict):
            if "@direction" in value:
                value = _with_direction(value)
            return {
                key: self.context(member) if key == "@context" else self.document(member)
                for key, member in value.items()
            }
        if isinstance(value, list):
            return [self.document(member) for member in value]
        return value

    def context(self, context: Any) -> Any:
        self.contexts += 1
        if self.contexts > MAX_CONTEXTS:
            raise LimitError(f"the document names more than {MAX_CONTEXTS} JSON-LD contexts")
        if isinstance(context, str):
            return pinned_context(context)
        if isinstance(context, list):
            return [self.context(member) for member in context]
        if isinstance(context, dict):
            if "@import" in context:
                raise DocumentError("@import in a JSON-LD context is not accepted")
            return self.document(context)
        if context is None:
            return None
        raise DocumentError("a JSON-LD context is an address or an object")
