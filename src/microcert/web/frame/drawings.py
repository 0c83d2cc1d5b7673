"""Inline drawings: icons, the mark, and the brick that counts hours. SVG attributes only: the policy forbids styles."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

ICONS = Path(__file__).resolve().parent / "icons"
log = logging.getLogger("microcert.web.frame")

#: Four bricks make a C, the fifth (marker colour) closes it; turned by a quarter it makes the sign of the brand.
FOUR_BRICKS = (
    "M13 3h9.3v9H14a2 2 0 0 0-2 2v5.1H3V13A10 10 0 0 1 13 3zM24 3h13v9H24zM3 20.9h9V26a2 2 0 0 0 2 2h3.3v9H13A10 10 0 0 1 3 "
    "27zM19 28h18v9H19z"
)
FIGURE = f'<g class="uc-b"><path d="{FOUR_BRICKS}"/></g><path class="uc-b-sun" d="M26 15.5h11v9H26z"/>'
MARK = SafeString(f'<svg viewBox="0 0 40 40" aria-hidden="true">{FIGURE}</svg>')
SIGN = SafeString(f'<svg viewBox="0 0 40 40" aria-hidden="true"><g transform="rotate(-90 20 20)">{FIGURE}</g></svg>')

DONE, NOW, TODO = "done", "now", "todo"


@cache
def icon_names() -> frozenset[str]:
    """Names of the icons kept here."""
    return frozenset(path.stem for path in ICONS.glob("*.svg"))


@cache
def _drawing(name: str) -> SafeString:
    if name not in icon_names():
        # A missing icon must not take a page down; a test finds it in the templates.
        log.error("No icon is called %r: add it to icons/NAMES and run vendoring.py", name)
        return SafeString("")
    return SafeString((ICONS / f"{name}.svg").read_text(encoding="utf-8").strip())


def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon: hidden from assistive technology unless ``label`` says what it means without text beside it."""
    classes = f"uc-ico {css}" if css else "uc-ico"
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>',
            classes,
            # A quoted argument of a template tag comes marked as safe, quotation marks and all.
            escape(label),
            _drawing(name),
        )
    return _silent(name, classes)


@cache
def _silent(name: str, classes: str) -> SafeString:
    """Templates name a few dozen icons, some of them twenty times a page: each is put together once."""
    return format_html('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', classes, _drawing(name))


@lru_cache(maxsize=8)
def mark(words: str) -> SafeString:
    """The certifying mark: the figure, always followed by its words (framework, 13.3)."""
    return format_html('<span class="uc-mark">{}{}</span>', MARK, words)


@lru_cache(maxsize=512)
def hours_gauge(hours: float, most: int = 30) -> SafeString:
    """``hours`` bricks out of ``most``. Decorative: the figure always stands in words beside it."""
    length = max(1, most) * 10 - 2
    filled = max(0, min(length, round(float(hours) * 10 - 2)))
    lit = format_html('<path class="on" d="M0 5H{}"/>', filled) if filled else ""
    return format_html(
        '<svg class="uc-hours" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true"><path d="M0 5H{}"/>{}</svg>',
        length,
        length,
        lit,
    )


def wall(steps: Iterable[tuple[int, str]]) -> SafeString:
    """The milestone wall: one brick per (minutes, state), as wide as its share of the work; states done, now, todo."""
    steps = [(max(0, int(minutes)), str(state)) for minutes, state in steps]
    total = sum(minutes for minutes, _ in steps) or 1
    edges = [0.0]
    for minutes, _ in steps:
        edges.append(edges[-1] + 1400 * minutes / total)
    bricks = format_html_join(
        "",
        '<rect class="{}" x="{}" width="{}" height="40"/>',
        (
            (state, round(left), max(1, round(right - left) - (6 if right < edges[-1] else 0)))
            for (left, right), (_, state) in zip(pairwise(edges), steps, strict=True)
        ),
    )
    return format_html(
        '<svg class="uc-wall" viewBox="0 0 1400 40" preserveAspectRatio="none" aria-hidden="true">{}</svg>', bricks
    )


@dataclass(frozen=True)
class Tally:
    """One counted row: a name, its count, and whether it is the reader's own."""

    label: str
    count: int
    is_yours: bool = False


def tally_rows(rows: Iterable[Tally | Sequence[object]], capacity: int = 0) -> list[tuple[Tally, SafeString]]:
    """Each row with its gauge, all drawn to one scale: ``capacity``, or ten, or the largest count."""
    tallies = [
        row if isinstance(row, Tally) else Tally(str(row[0]), int(str(row[1])), bool(row[2:3] and row[2]))
        for row in rows
    ]
    most = max([capacity or 10, *(row.count for row in tallies)])
    return [(row, hours_gauge(row.count, most)) for row in tallies]
