"""Curves as inline SVG that a screen reader announces: title, description, dashes besides colours. Values stand in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Point = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A line through points; `css` gives its colour and dash (`rev`, `cost`, `alt`), `label_at` the point that its name is near."""

    label: str
    css: str
    points: Sequence[Point]
    label_at: Point
    is_label_below: bool = False


@dataclass(frozen=True)
class Area:
    """A ground between points (`gain`, `loss`)."""

    css: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Marker:
    """The point that matters, with its words and a line down to the axis."""

    at: Point
    words: str


@dataclass(frozen=True)
class Figure:
    """What is drawn. `key` makes the ids unique on the page; `amount` writes a value of the vertical axis."""

    key: str
    title: str
    description: str
    x_title: str
    x_most: float
    low: float
    high: float
    amount: Callable[[float], str]
    curves: Sequence[Curve]
    areas: Sequence[Area] = ()
    marker: Marker | None = None


@dataclass(frozen=True)
class Size:
    width: int
    height: int
    left: int = 96
    right: int = 20
    top: int = 20
    bottom: int = 60
    ticks: int = 8


WIDE = Size(760, 390)
NARROW = Size(380, 360, ticks=4)


def steps(low: float, high: float, most: int) -> list[float]:
    """Round values that cover a range, at most so many intervals: 1, 2 or 5 times a power of ten apart."""
    span = max(high - low, 1e-9)
    raw = span / most
    power = 10 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = floor(low / step), -floor(-high / step)
    return [place * step for place in range(first, last + 1)]


def draw(figure: Figure, size: Size = WIDE) -> SafeString:
    """The figure as an SVG element."""
    levels = steps(min(0.0, figure.low), max(figure.high, 0.0), 5)
    marks = [mark for mark in steps(0, figure.x_most, size.ticks) if mark <= figure.x_most]
    floor_y = size.height - size.bottom

    def x(value: float) -> float:
        return round(size.left + (size.width - size.left - size.right) * value / figure.x_most, 1)

    def y(value: float) -> float:
        return round(floor_y - (floor_y - size.top) * (value - levels[0]) / (levels[-1] - levels[0]), 1)

    def path(points: Sequence[Point]) -> str:
        return "M" + "L".join(f"{x(left)} {y(up)}" for left, up in points)

    key = f"{figure.key}-{size.width}"
    return format_html(
        '<svg class="uc-chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title>'
        '<desc id="{}-d">{}</desc>{}</svg>',
        size.width,
        size.height,
        key,
        key,
        key,
        figure.title,
        key,
        figure.description,
        SafeString(
            "".join(
                (
                    format_html_join("", '<path class="{}" d="{}Z"/>', ((a.css, path(a.points)) for a in figure.areas)),
                    _levels(figure, size, [(y(level), level) for level in levels]),
                    _marks(figure, size, [(x(mark), mark) for mark in marks], y(0)),
                    format_html_join("", '<path class="{}" d="{}"/>', ((c.css, path(c.points)) for c in figure.curves)),
                    _marker(figure, x, y, y(levels[0])),
                    _labels(figure, size, x, y),
                )
            )
        ),
    )


def _levels(figure: Figure, size: Size, levels: Sequence[tuple[float, float]]) -> SafeString:
    return format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((size.left, up, size.width - size.right, size.left - 8, up + 5, figure.amount(level)) for up, level in levels),
    )


def _marks(figure: Figure, size: Size, marks: Sequence[tuple[float, float]], zero: float) -> SafeString:
    foot = size.height - size.bottom + 22
    written = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle">{}</text>', ((left, foot, f"{mark:g}") for left, mark in marks)
    )
    middle = (size.left + size.width - size.right) / 2
    return format_html(
        '{}<path class="axis" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>',
        written,
        size.left,
        zero,
        size.width - size.right,
        middle,
        foot + 24,
        figure.x_title,
    )


def _marker(figure: Figure, x: Callable[[float], float], y: Callable[[float], float], bottom: float) -> SafeString:
    if figure.marker is None:
        return SafeString("")
    left, up = (x(figure.marker.at[0]), y(figure.marker.at[1]))
    # The words go to the side that has room.
    is_late = figure.marker.at[0] > figure.x_most / 2
    return format_html(
        '<path class="drop" d="M{} {}V{}"/><circle class="pt" cx="{}" cy="{}" r="7"/>'
        '<text class="t" x="{}" y="{}" text-anchor="{}">{}</text>',
        left,
        up,
        bottom,
        left,
        up,
        left + (-14 if is_late else 14),
        up + (-16 if is_late else 24),
        "end" if is_late else "start",
        figure.marker.words,
    )


def _labels(figure: Figure, size: Size, x: Callable[[float], float], y: Callable[[float], float]) -> SafeString:
    """Names beside their lines: above a point and before it, or below and after it, so that a rising line crosses none."""
    lowest = size.height - size.bottom - 8
    return format_html_join(
        "",
        '<text class="t" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (
                x(curve.label_at[0]) + (6 if curve.is_label_below else -6),
                min(lowest, max(size.top - 4, y(curve.label_at[1]) + (20 if curve.is_label_below else -12))),
                "start" if curve.is_label_below else "end",
                curve.label,
            )
            for curve in figure.curves
        ),
    )
