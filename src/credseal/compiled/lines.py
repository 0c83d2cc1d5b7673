"""Statements in pieces: constant bytes, slots and blank nodes, and what can be told about them before filling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from typing import Any

import pyoxigraph as ox

from credseal.compiled.values import PART_RULE, iri_rule

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CLOSED = re.compile(rb"(#[^> ]*)?> ")
_PREFIX = re.compile(r"[a-z][a-z0-9+.-]*:(//)?")


class UnfitSlot(Exception):
    """The slots at these positions do not reach the canonical form as text: their values belong to the shape."""

    def __init__(self, positions: Iterable[int]) -> None:
        self.positions = frozenset(positions)
        super().__init__(sorted(self.positions))


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of the value at ``position``."""

    position: int


@dataclass(frozen=True, slots=True)
class Blank:
    """The place of a blank node's label; ``name`` is the parser's, of no meaning."""

    name: str


Piece = bytes | Slot | Blank
Line = tuple[Piece, ...]
"""One statement with its line feed; no two constants stand side by side."""


class LineReader:
    """Cuts statements at the marks and learns what each slot must look like."""

    def __init__(self, marks: Sequence[str]) -> None:
        self._marks = marks
        self._positions = {mark: rank for rank, mark in enumerate(marks)}
        self._cut = re.compile(f"({'|'.join(map(re.escape, marks))})") if marks else None
        self.rules: dict[tuple[int, str], str] = {}
        self.seen: set[int] = set()

    def read(self, quad: Any) -> Line:
        """The pieces of a quad. Raises UnfitSlot when a mark stands where only the shape may decide."""
        pieces: list[Piece] = []
        is_type = quad.predicate.value == _TYPE
        for role, term in zip("spog", quad, strict=True):
            if isinstance(term, ox.DefaultGraph):
                continue
            if isinstance(term, ox.BlankNode):
                pieces.append(Blank(term.value))
            else:
                pieces.extend(self._text(term, fixed=role == "p" or (role == "o" and is_type)))
            pieces.append(b" ")
        return merged([*pieces, b".\n"])

    def _text(self, term: Any, *, fixed: bool) -> list[Piece]:
        text = str(term)
        parts = self._cut.split(text) if self._cut is not None else [text]
        found = {self._positions[mark] for mark in parts[1::2]}
        if found and fixed:
            raise UnfitSlot(found)
        if isinstance(term, ox.NamedNode):
            for position in found:
                self._require(position, term.value)
        elif "".join(parts[1::2]) != "".join(self._cut.findall(term.value) if self._cut else ()):
            raise UnfitSlot(found)  # in a language tag or a datatype
        self.seen |= found
        return [Slot(self._positions[part]) if rank % 2 else part.encode() for rank, part in enumerate(parts)]

    def _require(self, position: int, iri: str) -> None:
        mark = self._marks[position]
        prefix = _PREFIX.match(mark)
        if iri == mark and prefix is not None:
            self.rules.setdefault((position, prefix.group()), iri_rule(prefix.group()))
        elif iri.startswith(f"{mark}#") and prefix is not None:
            # A part of what the slot names: the value may have no fragment of its own.
            self.rules[position, prefix.group()] = iri_rule(prefix.group(), fragment=False)
        elif prefix is None:
            self.rules[position, ""] = PART_RULE
        else:
            raise UnfitSlot({position})


def merged(pieces: Iterable[Piece]) -> Line:
    """The same pieces, with neighbouring constants made one."""
    result: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, bytes) and result and isinstance(result[-1], bytes):
            result[-1] += piece
        elif piece != b"":
            result.append(piece)
    return tuple(result)


def masked(line: Line, name: str) -> Line:
    """The statement as the first-degree hash of the blank node ``name`` sees it (RDFC-1.0, 4.6.3)."""
    return merged((b"_:a" if piece.name == name else b"_:z") if isinstance(piece, Blank) else piece for piece in line)


def is_constant(line: Line) -> bool:
    """True when nothing in the statement varies."""
    return len(line) == 1 and isinstance(line[0], bytes)


def in_fixed_order(lines: Sequence[Line]) -> list[Line] | None:
    """The lines in the order that holds whatever the values, or None when the values decide."""
    starts = [line[0] if isinstance(line[0], bytes) else b"" for line in lines]
    if any(one.startswith(other) or other.startswith(one) for one, other in combinations(starts, 2)):
        return None
    return [line for _, line in sorted(zip(starts, lines, strict=True), key=lambda pair: pair[0])]


def always_ordered(one: Line, other: Line) -> bool:
    """True when the labels of the blank nodes, and which subject comes first, settle which of two lines does."""
    subjects = own_subject(one), own_subject(other)
    if subjects[0] != subjects[1]:
        return True
    for here, there in zip(one, other, strict=False):
        if here == there:
            continue
        if isinstance(here, bytes) and isinstance(there, bytes):
            return not (here.startswith(there) or there.startswith(here))
        return isinstance(here, Blank) and isinstance(there, Blank)
    return False


def own_subject(line: Line) -> Line:
    """The pieces of a subject that is a blank node, one whole slot or a named part of it (``#...``); empty for a subject
    that is otherwise partly constant."""
    if isinstance(line[0], Blank):
        return line[:1]
    is_slot = len(line) > 2 and line[0] == b"<" and isinstance(line[1], Slot)
    return line[:2] if is_slot and isinstance(line[2], bytes) and _CLOSED.match(line[2]) else ()


def may_coincide(lines: Sequence[Line]) -> bool:
    """True when some values might make two of these statements one, though subjects that are whole slots differ from
    all others. Generous: a yes only costs a check at each filling."""
    subjects = [own_subject(line) for line in lines]
    varying = [rank for rank, line in enumerate(lines) if any(isinstance(piece, Slot) for piece in line)]
    return any(
        subjects[one] == subjects[other]
        and _compatible(lines[one][len(subjects[one]) :], lines[other][len(subjects[one]) :])
        for one in varying
        for other in range(len(lines))
        if one != other
    )


def _compatible(one: Line, other: Line) -> bool:
    """Not refuted by what is constant where they first differ, or at the end."""
    if not any(isinstance(piece, Slot) for piece in one + other):
        return False  # two statements of a set
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    if same == min(len(one), len(other)):
        return True
    return _ends_agree(one[same], other[same], bytes.startswith) and _ends_agree(one[-1], other[-1], bytes.endswith)


def _ends_agree(one: Piece, other: Piece, agrees: Callable[[bytes, bytes], bool]) -> bool:
    if isinstance(one, bytes) and isinstance(other, bytes):
        return agrees(one, other) or agrees(other, one)
    return True
