"""One compiled canonical form: constant N-Quads with slots (RDFC-1.0 with SHA-256, W3C Recommendation, chapter 4).

Compiling parses one sample, in whose slots stand marks that occur nowhere else. Filling renders the varying statements
with the values, hashes anew the blank nodes that touch a slot (first-degree hash, 4.6), labels all blank nodes in the
order of their hashes and sorts. Two equal hashes need the full algorithm, and so does a value that JSON-LD might read
otherwise than the mark, or that makes two statements one: then the answer is None.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from hashlib import sha256
from operator import eq, itemgetter
from typing import Any

from credseal.compiled.layout import Layout
from credseal.compiled.lines import (
    Blank,
    Line,
    LineReader,
    Piece,
    Slot,
    UnfitSlot,
    in_fixed_order,
    is_constant,
    masked,
    may_coincide,
    merged,
)
from credseal.compiled.values import escaped, iri_rule
from credseal.jsonld.canonical import dataset_of

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(//)?")


def marks_for(samples: Sequence[str]) -> tuple[str, ...]:
    """One text per sample that occurs nowhere else and that JSON-LD reads likewise: as plain text or as an address."""
    nonce = secrets.token_hex(8)
    marks = []
    for rank, sample in enumerate(samples):
        scheme = _SCHEME.match(sample)
        prefix = scheme.group() if scheme is not None and iri_rule(scheme.group())(sample) else ""
        marks.append(f"{prefix}m{nonce}x{rank:04d}")
    return tuple(marks)


class CompiledForm:
    """The canonical form of all documents that differ in the values of their slots alone."""

    def __init__(self, document: dict[str, Any], marks: Sequence[str]) -> None:
        """Compile ``document``, in whose slots the ``marks`` stand.

        Raises UnfitSlot when some marks cannot be slots, DocumentError and LimitError like the full engine.
        """
        reader = LineReader(marks)
        lines = [reader.read(quad) for quad in dataset_of(document)]
        if lost := set(range(len(marks))) - reader.seen:
            raise UnfitSlot(lost)
        self._checks = tuple((rule, position) for (position, _), rule in reader.rules.items())
        self._may_coincide = may_coincide(lines)
        names = dict.fromkeys(piece.name for line in lines for piece in line if isinstance(piece, Blank))
        statements = {name: [masked(line, name) for line in lines if Blank(name) in line] for name in names}
        # The blank nodes that touch a slot come first; the hashes of the others never change.
        order = sorted(names, key=lambda name: all(map(is_constant, statements[name])))
        pool = _Pool(len(marks), order)
        touching = [name for name in order if not all(map(is_constant, statements[name]))]
        self._nodes = tuple(_hash_of(statements[name], pool) for name in touching)
        still = [_hash_of(statements[name], pool) for name in order[len(touching) :]]
        layout = Layout(lines, {position: scheme for position, scheme in reader.rules if scheme})
        self._subjects, self._others, self._partial = layout.subjects, layout.constant_subjects, layout.partial_subjects
        self._blocks = pool.renderer(layout.varying, b"\x00")
        self._constants = layout.constants
        self._rest = pool.rest()
        self._labels_at = slice(len(marks), len(marks) + len(order))
        self._labels = [b"_:c14n%d" % rank for rank in range(len(order))]
        self._hashes = [node([b""] * len(marks) + self._rest) for node in still]

    def fill(self, values: Sequence[str]) -> bytes | None:
        """The canonical N-Quads with these values in the slots, in UTF-8; None: ask the full engine."""
        if not self._accepts(values):
            return None
        try:
            pool = escaped(values)
        except UnicodeEncodeError:
            return None
        pool += self._rest
        hashes = [node(pool) for node in self._nodes]
        hashes += self._hashes
        labels = dict(zip(sorted(hashes), self._labels, strict=True))
        if len(labels) != len(hashes) or b"" in labels:
            return None
        pool[self._labels_at] = [labels[digest] for digest in hashes]
        blocks = self._blocks(pool).split(b"\x00")
        blocks += self._constants
        blocks.sort()
        canonical = b"".join(blocks)
        if self._may_coincide:
            lines = canonical.split(b"\n")
            if any(map(eq, lines, lines[1:])):
                return None
        return canonical

    def _accepts(self, values: Sequence[str]) -> bool:
        """Would JSON-LD and the sorting treat these values as they treat the marks?"""
        for rule, position in self._checks:
            if not rule(values[position]):
                return False
        subjects = {values[position] for position in self._subjects}
        if len(subjects) != len(self._subjects) or not subjects.isdisjoint(self._others):
            return False
        return not self._partial or not any(subject.startswith(self._partial) for subject in subjects)


class _Pool:
    """What lines are rendered from: the values, the labels of the blank nodes, the constants."""

    def __init__(self, slots: int, blanks: Sequence[str]) -> None:
        self._places: dict[Piece, int] = {Slot(rank): rank for rank in range(slots)}
        self._places |= {Blank(name): slots + rank for rank, name in enumerate(blanks)}
        self._blanks = len(blanks)
        self._constants: dict[bytes, int] = {}
        self._first = slots + len(blanks)

    def rest(self) -> list[bytes]:
        """Everything after the values, with labels yet to be put in."""
        return [b""] * self._blanks + list(self._constants)

    def renderer(self, lines: Sequence[Line], between: bytes) -> Callable[[Sequence[bytes]], bytes]:
        """Renders these lines from a pool, one after the other."""
        pieces = merged(piece for rank, line in enumerate(lines) for piece in (*((between,) if rank else ()), *line))
        # Two empty pieces more, because itemgetter answers a tuple only when it is asked for several.
        places = [self._place(piece) for piece in (*pieces, b"", b"")]
        getter = itemgetter(*places)
        return lambda pool: b"".join(getter(pool))

    def _place(self, piece: Piece) -> int:
        if isinstance(piece, bytes):
            return self._first + self._constants.setdefault(piece, len(self._constants))
        return self._places[piece]


def _hash_of(statements: Sequence[Line], pool: _Pool) -> Callable[[Sequence[bytes]], bytes]:
    """The first-degree hash of a blank node with these masked statements; b"" when two of them became one."""
    fixed = in_fixed_order(statements)
    render = pool.renderer(fixed or statements, b"")
    if fixed is not None:
        return lambda pool: sha256(render(pool)).digest()
    may_merge = may_coincide(statements)

    def sorted_hash(pool: Sequence[bytes]) -> bytes:
        lines = sorted(render(pool).splitlines(keepends=True))
        if may_merge and any(map(eq, lines, lines[1:])):
            return b""
        return sha256(b"".join(lines)).digest()

    return sorted_hash
