"""Pictures of the map and of the plan, drawn by the server. SVG attributes and classes only: the policy forbids styles.

Each picture has a title and a description, and the page gives the same facts as a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from microcert.production.queries import MapDomain
from microcert.production.rules import Span, months, share, window
from microcert.web.frame.wording import short_month

ROW, BRICK, GAP, LINE, TOP = 46, 30, 6, 20, 34


@dataclass(frozen=True)
class Sheet:
    """How wide a picture is drawn. Each is drawn twice and a style sheet shows one: shrinking a wide one is unreadable."""

    width: int
    css: str
    suffix: str

    def lines(self, words: str) -> list[str]:
        """A name whole, over as many lines as it takes: a bold letter is nine units wide at most on average."""
        return wrap(words, self.width // 9) or [""]


WIDE, NARROW = Sheet(960, "is-wide", "large"), Sheet(330, "is-narrow", "etroit")


def map_picture(domains: Sequence[MapDomain], title: str, description: str) -> SafeString:
    """A row per domain, a brick per competency, as wide as its priority; how far it is served shows in the filling."""
    return _both(_map_on(sheet, domains, title, description) for sheet in (WIDE, NARROW))


def _map_on(sheet: Sheet, domains: Sequence[MapDomain], title: str, description: str) -> SafeString:
    rows, top = [], 0
    for domain in domains:
        name, top = _name(sheet, domain.name, top)
        bricks, left = [], 1
        for line in domain.lines:
            width = 34 + 22 * line.need.priority
            if left + width > sheet.width:
                left, top = 1, top + BRICK + GAP
            bricks.append((f"k-{line.cover}", left, top, width, BRICK, left + 8, top + 21, line.need.code))
            left += width + GAP
        drawn = format_html_join(
            "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}">{}</text>', bricks
        )
        rows.append((name, drawn))
        top += ROW
    return _svg(sheet, top, "carte", title, description, format_html_join("", "{}{}", rows))


@dataclass(frozen=True)
class Bar:
    """One row of the plan: its name, its period, and what it is (call, production, proposed, meeting)."""

    label: str
    span: Span
    kind: str
    state: str
    address: str = ""


def plan_picture(bars: Sequence[Bar], today: date, title: str, description: str) -> SafeString:
    """One row per call or training, months from left to right, and a line for today."""
    return _both(_plan_on(sheet, bars, today, title, description) for sheet in (WIDE, NARROW))


def _plan_on(sheet: Sheet, bars: Sequence[Bar], today: date, title: str, description: str) -> SafeString:
    frame = window([bar.span for bar in bars], today)

    def across(day: date) -> int:
        return round((sheet.width - 2) * share(day, frame)) + 1

    rows, height = [], TOP
    for bar in bars:
        name, top = _name(sheet, bar.label, height)
        left, right = across(bar.span.starts_on), across(bar.span.ends_on)
        rows.append((name, bar.kind, left, top, max(8, right - left), BRICK // 2))
        height = top + ROW - BRICK // 2
    drawn = format_html_join("", '{}<rect class="k-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>', rows)
    listed = months(frame)
    every = -(-len(listed) * 100 // sheet.width)
    grid = format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{0}" y1="26" y2="{1}"/><text x="{0}" y="18">{2}</text>',
        # A month too near the right edge has its line without its name, which would be cut.
        (
            (across(day), height, f"{short_month(day)} {day:%y}" if across(day) < sheet.width - 60 else "")
            for day in listed[:: every or 1]
        ),
    )
    now = format_html('<line class="drop" x1="{0}" x2="{0}" y1="26" y2="{1}"/>', across(today), height)
    return _svg(sheet, height, "plan", title, description, format_html("{}{}{}", grid, now, drawn))


def _name(sheet: Sheet, words: str, top: int) -> tuple[SafeString, int]:
    """A name above what it names, and where that begins."""
    lines = sheet.lines(words)
    drawn = format_html_join(
        "",
        '<text class="t" x="1" y="{}">{}</text>',
        ((top + LINE * place - 4, line) for place, line in enumerate(lines, start=1)),
    )
    return format_html("<g>{}</g>", drawn), top + LINE * len(lines) + 4


def _both(pictures: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((picture,) for picture in pictures))


def _svg(sheet: Sheet, height: int, key: str, title: str, description: str, inside: SafeString) -> SafeString:
    key = f"{key}-{sheet.suffix}"
    return format_html(
        '<svg class="uc-chart uc-map {}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-titre {}-desc">'
        '<title id="{}-titre">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        sheet.css, sheet.width, height, key, key, key, title, key, description, inside,
    )  # fmt: skip
