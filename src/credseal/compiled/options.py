"""The canonical form of proof options: five texts, of which two vary, under contexts that repeat."""

from __future__ import annotations

from typing import Any

from credseal.compiled.form import CompiledForm, marks_for
from credseal.compiled.lines import UnfitSlot
from credseal.compiled.memory import Memory
from credseal.jsonld.pinned import KNOWN_CONTEXTS

_FIXED = ("type", "cryptosuite", "proofPurpose")
_FREE = ("created", "verificationMethod")
_MEMBERS = frozenset({"@context", *_FIXED, *_FREE})
_MOST_CONTEXTS = 4
_forms: Memory[CompiledForm] = Memory(64)


def canonical_options(config: dict[str, Any]) -> bytes | None:
    """The canonical form of the usual proof options (with their ``@context``); None: ask the full engine."""
    contexts = config.get("@context")
    if config.keys() != _MEMBERS or type(contexts) is not list or len(contexts) > _MOST_CONTEXTS:
        return None
    if not all(type(item) is str and item in KNOWN_CONTEXTS for item in contexts):
        return None
    fixed = tuple([config[name] for name in _FIXED])
    values = [config[name] for name in _FREE]
    if not all(type(value) is str for value in (*fixed, *values)):
        return None
    form = _forms.recall((*fixed, *contexts), lambda: _compiled(config))
    return None if form is None else form.fill(values)


def _compiled(config: dict[str, Any]) -> CompiledForm | None:
    marks = marks_for([config[name] for name in _FREE])
    try:
        return CompiledForm(config | dict(zip(_FREE, marks, strict=True)), marks)
    except UnfitSlot:
        return None
