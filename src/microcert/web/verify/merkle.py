"""The figure of the registry page: how four steps lead from one award among eight to the signed root."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = 4
WIDTH, STEP = 640, 70
ENTRY = 2  # the third award is the example
# What the reader holds, what the proof gives, what is computed from both, and the rest.
HELD, GIVEN, COMPUTED, OTHER = "held", "given", "computed", "other"


@dataclass(frozen=True)
class Node:
    x: int
    y: int
    kind: str
    label: str


@dataclass(frozen=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Drawing:
    """A tree of eight leaves, root above; sizes in the units of its view box."""

    nodes: list[Node]
    lines: list[Line]
    width: int = WIDTH
    height: int = LEVELS * STEP


def proof_drawing() -> Drawing:
    """Every node of the tree, with what it is to whoever proves the third award."""
    nodes, lines = [], []
    for level in range(LEVELS):
        count = 1 << (LEVELS - 1 - level)
        for place in range(count):
            x, y = _at(level, place)
            nodes.append(Node(x, y, _kind(level, place), str(place + 1) if level == 0 else ""))
            if level + 1 < LEVELS:
                lines.append(Line(x, y, *_at(level + 1, place // 2)))
    return Drawing(nodes, lines)


def _at(level: int, place: int) -> tuple[int, int]:
    count = 1 << (LEVELS - 1 - level)
    return WIDTH * (2 * place + 1) // (2 * count), STEP * (LEVELS - level) - STEP // 2


def _kind(level: int, place: int) -> str:
    own = ENTRY >> level
    if place == own:
        return HELD if level == 0 else COMPUTED
    return GIVEN if place == own ^ 1 else OTHER
