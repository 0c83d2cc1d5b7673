"""Canonical forms by template: what is constant in a family of documents is canonicalised once, not once per document.

Every answer is byte-identical to the full engine's (``credseal.jsonld.canonicalize``) or is None: "ask the full
engine". Nothing here decides what may be signed.
"""

from credseal.compiled.copies import copier
from credseal.compiled.form import CompiledForm, marks_for
from credseal.compiled.lines import UnfitSlot
from credseal.compiled.memory import Memory

__all__ = ["CompiledForm", "Memory", "UnfitSlot", "copier", "marks_for"]
