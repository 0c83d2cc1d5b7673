"""Pictures of the map and of the plan, drawn by the server. SVG attributes and classes only: the policy forbids styles.

Each picture has a title and a description, and the page gives the same facts as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from microcert.production.queries import MapDomain
from microcert.production.rules import Span, months, share, window

WIDTH, LABEL, ROW, BRICK, GAP = 960, 250, 46, 30, 6


def map_picture(domains: Sequence[MapDomain], title: str, description: str) -> SafeString:
    """One row per domain, one brick per competency, as wide as its priority; how far it is served shows in the filling."""
    rows, top = [], 8
    for domain in domains:
        bricks, left = [], LABEL
        line_top = top
        for line in domain.lines:
            width = 34 + 22 * line.need.priority
            if left + width > WIDTH:
                left, line_top = LABEL, line_top + ROW
            bricks.append((f"k-{line.cover}", left, line_top, width, BRICK, left + 8, line_top + 21, line.need.code))
            left += width + GAP
        drawn = format_html_join(
            "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}">{}</text>', bricks
        )
        # The name keeps to its column; the table has it whole.
        rows.append(format_html('<text class="t" x="0" y="{}">{}</text>{}', top + 20, _short(domain.name, 32), drawn))
        top = line_top + ROW
    return _svg(
        WIDTH, top, "uc-chart uc-map", "carte", title, description, format_html_join("", "{}", ((r,) for r in rows))
    )


@dataclass(frozen=True)
class Bar:
    """One row of the plan: its name, its period, and what it is (call, production, proposed, meeting)."""

    label: str
    span: Span
    kind: str
    state: str


def plan_picture(bars: Sequence[Bar], today: date, title: str, description: str) -> SafeString:
    """One row per call or training, months from left to right, and a line for today."""
    frame = window([bar.span for bar in bars], today)
    height = 34 + ROW * len(bars)

    def across(day: date) -> int:
        return round(LABEL + (WIDTH - LABEL) * share(day, frame))

    listed = months(frame)
    every = max(1, len(listed) // 8)
    grid = format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{0}" y1="26" y2="{1}"/><text x="{2}" y="18">{3}</text>',
        ((across(day), height, across(day) + 3, date_format(day, "M y")) for day in listed[::every]),
    )
    drawn = format_html_join(
        "",
        '<text class="t" x="0" y="{}">{}</text><rect class="k-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        (
            (
                34 + ROW * row + 21,
                _short(bar.label, 32),
                bar.kind,
                across(bar.span.starts_on),
                34 + ROW * row,
                max(8, across(bar.span.ends_on) - across(bar.span.starts_on)),
                BRICK,
            )
            for row, bar in enumerate(bars)
        ),
    )
    now = format_html('<line class="drop" x1="{0}" x2="{0}" y1="26" y2="{1}"/>', across(today), height)
    return _svg(WIDTH, height, "uc-chart uc-map", "plan", title, description, format_html("{}{}{}", grid, drawn, now))


def _svg(width: int, height: int, css: str, key: str, title: str, description: str, inside: SafeString) -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-titre {}-desc"><title id="{}-titre">{}</title>'
        '<desc id="{}-desc">{}</desc>{}</svg>',
        css, width, height, key, key, key, title, key, description, inside,
    )  # fmt: skip


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
