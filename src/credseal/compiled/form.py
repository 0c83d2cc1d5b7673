"""One compiled canonical form: constant N-Quads with slots (RDFC-1.0 with SHA-256, W3C Recommendation, chapter 4).

Compiling parses one sample, in whose slots stand marks that occur nowhere else. Filling renders the varying statements
with the values, hashes anew the blank nodes that touch a slot (first-degree hash, 4.6), labels all blank nodes in the
order of their hashes and sorts. Two equal hashes need the full algorithm, and so does a value that JSON-LD might read
otherwise than the mark, or that makes two statements one: then the answer is None.

Sorting is spared where the labels and the places of the subjects among one another settle it: an order that comes for
the second time is kept, as one list of pieces.
"""

from __future__ import annotations

import re
import secrets
from bisect import bisect
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import chain, combinations
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
    always_ordered,
    in_fixed_order,
    is_constant,
    masked,
    may_coincide,
    merged,
)
from credseal.compiled.memory import Memory
from credseal.compiled.values import escaped, iri_rule
from credseal.jsonld.canonical import dataset_of

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(//)?")


def marks_for(samples: Sequence[str]) -> tuple[str, ...]:
    """One text per sample that occurs nowhere else and that JSON-LD reads likewise: as plain text or as an address."""
    nonce = secrets.token_hex(8)
    marks = []
    for rank, sample in enumerate(samples):
        scheme = _SCHEME.match(sample)
        prefix = scheme.group() if scheme is not None and re.fullmatch(iri_rule(scheme.group()), sample) else ""
        marks.append(f"{prefix}m{nonce}x{rank:04d}")
    return tuple(marks)


Pool = list[bytes]
Renderer = Callable[[Sequence[bytes]], bytes]


class CompiledForm:
    """The canonical form of all documents that differ in the values of their slots alone."""

    # Of all forms together, so that memory stays bounded however many awards there are.
    _orders: Memory[Renderer] = Memory(4_096)

    def __init__(self, document: dict[str, Any], marks: Sequence[str]) -> None:
        """Compile ``document``, in whose slots the ``marks`` stand.

        Raises UnfitSlot when some marks cannot be slots, DocumentError and LimitError like the full engine.
        """
        reader = LineReader(marks)
        lines = [reader.read(quad) for quad in dataset_of(document)]
        if lost := set(range(len(marks))) - reader.seen:
            raise UnfitSlot(lost)
        self._ruled = [position for position, _ in reader.rules]
        self._rule = re.compile("\n".join(reader.rules.values()))
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
        self._subjects = Subjects(layout)
        blocks = [*layout.varying, *((constant,) for constant in layout.constants)]
        self._blocks = [pool.places(block) for block in blocks]
        self._is_settled = not self._may_coincide and all(always_ordered(*pair) for pair in combinations(blocks, 2))
        self._rest = pool.rest()
        self._labels_at = slice(len(marks), len(marks) + len(order))
        self._labels = [b"_:c14n%d" % rank for rank in range(len(order))]
        self._hashes = [node([b""] * len(marks) + self._rest) for node in still]

    def fill(self, values: Sequence[str]) -> bytes | None:
        """The canonical N-Quads with these values in the slots, in UTF-8; None: ask the full engine."""
        if self._rule.fullmatch("\n".join([values[position] for position in self._ruled])) is None:
            return None
        ranks = self._subjects.ranks(values)
        if ranks is None:
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
        pool[self._labels_at] = names = [labels[digest] for digest in hashes]
        if self._is_settled:
            key = (self, *names, *ranks)
            render = self._orders.find(key) or self._orders.recall(key, lambda: self._in_order(pool))
            if render is not None:
                return render(pool)
        return self._sorted(pool)

    def _sorted(self, pool: Pool) -> bytes | None:
        canonical = b"".join(sorted(_rendered(places, pool) for places in self._blocks))
        if self._may_coincide:
            lines = canonical.split(b"\n")
            if any(map(eq, lines, lines[1:])):
                return None
        return canonical

    def _in_order(self, pool: Pool) -> Renderer:
        """Renders all blocks in the order that they have in this pool."""
        order = sorted(self._blocks, key=lambda places: _rendered(places, pool))
        return _renderer(list(chain.from_iterable(order)))


class Subjects:
    """The places of the subjects that vary among all subjects: what the order of their statements depends on."""

    def __init__(self, layout: Layout) -> None:
        self._positions, self._wholes = layout.subjects, layout.wholes
        self._pairs = list(combinations(range(len(layout.subjects)), 2))
        # As in a statement, where the closing bracket takes part in the order.
        self._fixed = sorted((*(f"{subject}>" for subject in layout.constant_subjects), *layout.partial_subjects))
        # With what no subject may begin that comes after so many of the fixed ones: what is equal, or only partly known.
        self._barred = [
            tuple(start for start in self._fixed if self._fixed[rank - 1].startswith(start)) if rank else ()
            for rank in range(len(self._fixed) + 1)
        ]
        self._next = (*self._fixed, "")

    def ranks(self, values: Sequence[str]) -> list[int] | None:
        """Equal for values whose subjects stand in the same order; None when the statements of two would mingle."""
        subjects = [values[position] + ">" for position in self._positions]
        ranks = [bisect(self._fixed, subject) for subject in subjects]
        for subject, rank in zip(subjects, ranks, strict=True):
            if subject.startswith(self._barred[rank]):
                return None
        for position in self._wholes:
            whole = values[position]
            begin_so = [subject.startswith(whole) for subject in subjects]
            if begin_so.count(True) != 1 or self._next[bisect(self._fixed, whole)].startswith(whole):
                return None
        if len(set(subjects)) != len(subjects):
            return None
        return ranks + [subjects[one] < subjects[other] for one, other in self._pairs]


class _Pool:
    """What lines are rendered from: the values, the labels of the blank nodes, the constants."""

    def __init__(self, slots: int, blanks: Sequence[str]) -> None:
        self._places: dict[Piece, int] = {Slot(rank): rank for rank in range(slots)}
        self._places |= {Blank(name): slots + rank for rank, name in enumerate(blanks)}
        self._blanks = len(blanks)
        self._constants: dict[bytes, int] = {}
        self._first = slots + len(blanks)

    def rest(self) -> Pool:
        """Everything after the values, with labels yet to be put in."""
        return [b""] * self._blanks + list(self._constants)

    def places(self, line: Line) -> list[int]:
        """Where in a pool the pieces of this line (or of several) stand."""
        return [self._place(piece) for piece in line]

    def _place(self, piece: Piece) -> int:
        if isinstance(piece, bytes):
            return self._first + self._constants.setdefault(piece, len(self._constants))
        return self._places[piece]


def _renderer(places: Sequence[int]) -> Renderer:
    """Renders what stands at these places of a pool."""
    if len(places) < 2:
        return lambda pool: _rendered(places, pool)  # itemgetter answers a tuple only when it is asked for several
    getter = itemgetter(*places)
    return lambda pool: b"".join(getter(pool))


def _rendered(places: Sequence[int], pool: Sequence[bytes]) -> bytes:
    return b"".join([pool[place] for place in places])


def _hash_of(statements: Sequence[Line], pool: _Pool) -> Callable[[Sequence[bytes]], bytes]:
    """The first-degree hash of a blank node with these masked statements; b"" when two of them became one."""
    fixed = in_fixed_order(statements)
    places = pool.places(merged(chain.from_iterable(fixed or statements)))
    if fixed is not None and len(places) > 1:
        take, join = itemgetter(*places), b"".join
        return lambda pool: sha256(join(take(pool))).digest()
    render = _renderer(places)
    may_merge = may_coincide(statements)

    def sorted_hash(pool: Sequence[bytes]) -> bytes:
        lines = sorted(render(pool).splitlines(keepends=True))
        if may_merge and any(map(eq, lines, lines[1:])):
            return b""
        return sha256(b"".join(lines)).digest()

    return sorted_hash
