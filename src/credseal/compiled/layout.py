"""Which statements always stand together in the sorted form, so that blocks are sorted instead of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from credseal.compiled.lines import Line, Slot, in_fixed_order, is_constant, merged, own_subject


class Layout:
    """``varying`` are lines or blocks of them to be rendered; ``constants`` are blocks that stay.

    Sorted together they give the canonical form, provided that the values at the positions ``subjects`` differ from
    one another and from ``constant_subjects``, begin with none of ``partial_subjects``, and that no other subject begins
    with those of ``wholes``, whose parts are subjects too: else the blocks of two subjects would have to interleave.
    """

    def __init__(self, lines: Sequence[Line], schemes: Mapping[int, str]) -> None:
        """``schemes``: with what the values of slots begin that are whole addresses."""
        groups: dict[Line, list[Line]] = {}
        for line in lines:
            if not is_constant(line):
                groups.setdefault(own_subject(line), []).append(line)
        alone = groups.pop((), [])
        self.varying = [*alone, *(block for subject, members in groups.items() for block in _joined(subject, members))]
        self.subjects = [subject[1].position for subject in groups if isinstance(subject[-1], Slot)]  # type: ignore[union-attr]
        self.wholes = {line[1].position for line in lines if _is_part(line) and isinstance(line[1], Slot)}
        still = sorted(line[0] for line in lines if is_constant(line) and isinstance(line[0], bytes))
        starts = {_start(subject, schemes) for subject in groups}
        self.constants = _blocks(still, starts, {line[0] for line in alone if isinstance(line[0], bytes)})
        first = {line[0] for line in lines if isinstance(line[0], bytes) and not own_subject(line)}
        self.constant_subjects = frozenset(_subject(start)[1:].decode() for start in first if b"> " in start)
        self.partial_subjects = tuple({start[1:].decode() for start in first if b"> " not in start})


def _is_part(line: Line) -> bool:
    """Whether the subject is a named part of what a slot names."""
    return len(own_subject(line)) > 1 and isinstance(line[2], bytes) and line[2].startswith(b"#")


def _joined(subject: Line, members: list[Line]) -> list[Line]:
    """One block, or the lines as they are when their order depends on the values."""
    tails = in_fixed_order([line[len(subject) :] for line in members])
    return members if tails is None else [merged(piece for tail in tails for piece in (*subject, *tail))]


def _start(subject: Line, schemes: Mapping[int, str]) -> bytes:
    position = subject[-1]
    return b"<" + schemes[position.position].encode() if isinstance(position, Slot) else b"_:c14n"


def _blocks(lines: list[bytes], foreign: set[bytes], near: set[bytes]) -> list[bytes]:
    """The sorted constant lines, joined wherever nothing that varies can come between two of them.

    ``foreign`` are the starts of statements with other subjects, ``near`` those of any other varying statement.
    """
    blocks = lines[:1]
    for before, after in pairwise(lines):
        rivals = near if _subject(before) == _subject(after) else near | foreign
        if any(start <= after and start + b"\xff" > before for start in rivals):
            blocks.append(after)
        else:
            blocks[-1] += after
    return blocks


def _subject(line: bytes) -> bytes:
    return line.partition(b"> ")[0]
