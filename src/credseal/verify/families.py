"""Families of credentials that were verified in full: the next one of a family differs from them in plain texts alone.

For such a one the canonical form is a compiled one, and whether its content is lossless and follows the schemas is
known. Families are learned from credentials of known issuers that were found intact, never from a stranger's. Whatever
is not quite like its family is judged in full, and so is a signature that does not fit.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from credseal.compiled import CompiledForm, Memory, UnfitSlot, marks_for
from credseal.compiled.shapes import read_shape, with_texts
from credseal.jsonld import canonicalize
from credseal.openbadge.plain import are_plain, is_plain
from credseal.verify.findings import Finding


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is known of a credential by its family: the finding CONTENT, and the bytes that its proof must sign."""

    content: Finding
    message: bytes


@dataclass(frozen=True, slots=True)
class _Slots:
    """Which texts of a shape vary within a family, and which tell families apart."""

    free: tuple[int, ...]
    fixed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Family:
    """The canonical forms of a document without its proof and of the options of the proof, and what was found."""

    document: CompiledForm
    options: CompiledForm
    border: int  # so many of the free texts are the document's
    content: Finding


_slots: Memory[_Slots] = Memory(512)
_families: Memory[_Family] = Memory(512)


def recognise(credential: dict[str, Any]) -> Recognised | None:
    """What its family says about ``credential``; None when nothing can be said."""
    halves = _halves(credential)
    if halves is None:
        return None
    shape, texts = read_shape(halves)
    slots = _slots.find(shape)
    family = None if slots is None else _families.find(_name(shape, slots, texts))
    if slots is None or family is None:
        return None
    values = [texts[position] for position in slots.free]
    if not are_plain(values):
        return None
    options, document = family.options.fill(values[family.border :]), family.document.fill(values[: family.border])
    if options is None or document is None:
        return None
    return Recognised(family.content, sha256(options).digest() + sha256(document).digest())


def learn(credential: dict[str, Any], content: Finding) -> None:
    """Remember the family of a credential that was found intact, lossless and well formed (at its second sight)."""
    halves = _halves(credential)
    if halves is None or json.dumps(halves[0]).count('"@context"') > 1:
        return
    shape, texts = read_shape(halves)
    slots = _slots.find(shape) or _slots.recall(shape, lambda: _fitting(halves, texts))
    if slots is not None:
        _families.recall(_name(shape, slots, texts), lambda: _compiled(halves, texts, slots, content), at_once=True)


def _halves(credential: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The document without its proof, and the options of its only proof with their context."""
    proof, contexts = credential.get("proof"), credential.get("@context")
    if type(proof) is not dict or type(contexts) is not list or not all(type(item) is str for item in contexts):
        return None
    document = {name: value for name, value in credential.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name not in ("proofValue", "@context")}
    return [document, options | {"@context": contexts}]


def _name(shape: Hashable, slots: _Slots, texts: list[str]) -> Hashable:
    return shape, tuple([texts[position] for position in slots.fixed])


def _fitting(halves: list[dict[str, Any]], texts: list[str]) -> _Slots | None:
    """The plain texts that reach the canonical form as they are."""
    free = [position for position, text in enumerate(texts) if is_plain(text)]
    while free:
        try:
            _forms(halves, texts, free)
        except UnfitSlot as error:
            free = [position for rank, position in enumerate(free) if rank not in error.positions]
        else:
            return _Slots(tuple(free), tuple(sorted(set(range(len(texts))) - set(free))))
    return None


def _forms(halves: list[dict[str, Any]], texts: list[str], free: Sequence[int]) -> list[CompiledForm]:
    """The two compiled forms. Raises UnfitSlot with ranks among ``free``."""
    marks = marks_for([texts[position] for position in free])
    marked = list(texts)
    for position, mark in zip(free, marks, strict=True):
        marked[position] = mark
    border = _border(halves, free)
    forms = []
    for half, first, last in zip(with_texts(halves, iter(marked)), (0, border), (border, len(marks)), strict=True):
        try:
            forms.append(CompiledForm(half, marks[first:last]))
        except UnfitSlot as error:
            raise UnfitSlot(first + position for position in error.positions) from error
    return forms


def _border(halves: list[dict[str, Any]], free: Sequence[int]) -> int:
    """How many of the free texts belong to the document."""
    own = len(read_shape(halves[0])[1])
    return sum(1 for position in free if position < own)


def _compiled(halves: list[dict[str, Any]], texts: list[str], slots: _Slots, content: Finding) -> _Family | None:
    """The family of this credential, proven on itself; None when it has none."""
    values = [texts[position] for position in slots.free]
    try:
        document, options = _forms(halves, texts, slots.free)
    except UnfitSlot:
        return None
    border = _border(halves, slots.free)
    proven = (
        are_plain(values)
        and document.fill(values[:border]) == canonicalize(halves[0]).encode()
        and options.fill(values[border:]) == canonicalize(halves[1]).encode()
    )
    return _Family(document, options, border, content) if proven else None
