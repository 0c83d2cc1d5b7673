"""What shows that a resource is accessible: the points that its kind asks for, and what was found about each (R023)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class ResourceKind(StrEnum):
    PDF = "pdf"
    HTML = "html"
    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    OTHER = "other"


class Point(StrEnum):
    """One thing that can be checked about a resource, by the platform or by a person."""

    TAGS = "tags"
    LANGUAGE = "language"
    TITLE = "title"
    ALTERNATIVES = "alternatives"
    HEADINGS = "headings"
    CONTRAST = "contrast"
    CAPTIONS = "captions"
    TRANSCRIPT = "transcript"


class Reading(StrEnum):
    """What a check found."""

    PASSES = "passes"
    FAILS = "fails"
    NOT_CONCERNED = "not_concerned"


WANTED_POINTS: dict[ResourceKind, tuple[Point, ...]] = {
    ResourceKind.PDF: (Point.TAGS, Point.LANGUAGE, Point.TITLE, Point.CONTRAST),
    ResourceKind.HTML: (Point.LANGUAGE, Point.TITLE, Point.ALTERNATIVES, Point.HEADINGS, Point.CONTRAST),
    ResourceKind.VIDEO: (Point.CAPTIONS, Point.TRANSCRIPT),
    ResourceKind.AUDIO: (Point.TRANSCRIPT,),
    ResourceKind.IMAGE: (Point.ALTERNATIVES, Point.CONTRAST),
    ResourceKind.OTHER: (Point.ALTERNATIVES,),
}


def points_lacking(kind: str, found: Mapping[Point, Reading]) -> tuple[list[Point], list[Point]]:
    """(points that failed, points that nobody looked at), in the order in which the kind asks for them."""
    wanted: Iterable[Point] = WANTED_POINTS[ResourceKind(kind)]
    failed = [point for point in wanted if found.get(point) is Reading.FAILS]
    unseen = [point for point in wanted if point not in found]
    return failed, unseen
