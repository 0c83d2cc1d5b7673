"""Pure rules of a training: its vocabulary, its hours, its assessment rules."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class VersionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


TRANSITIONS: dict[VersionStatus, frozenset[VersionStatus]] = {
    VersionStatus.DRAFT: frozenset({VersionStatus.PUBLISHED}),
    VersionStatus.PUBLISHED: frozenset({VersionStatus.RETIRED}),
    VersionStatus.RETIRED: frozenset(),
}


class Aim(StrEnum):
    """What a training is for (framework, 2 and 4)."""

    UPSKILLING = "upskilling"
    RESKILLING = "reskilling"
    CROSS_SKILLING = "cross_skilling"


class ActivityKind(StrEnum):
    READING = "reading"
    VIDEO = "video"
    QUIZ = "quiz"
    VIRTUAL_CLASS = "virtual_class"
    FORUM = "forum"
    WORKSHOP = "workshop"
    PEER_REVIEW = "peer_review"
    ASSESSMENT = "assessment"


# The eight items that assessment rules must state (framework, 6.1), in its order.
MANDATORY_RULES = (
    "type",
    "duration",
    "accommodations",
    "absence_and_lateness",
    "appeal",
    "resit",
    "criteria",
    "jury",
)


def missing_rules(stated: Mapping[str, str]) -> list[str]:
    """The mandatory items that are absent or blank, in the framework's order."""
    return [item for item in MANDATORY_RULES if not str(stated.get(item, "")).strip()]


def hours_fit(minutes: int, *, hours_min: int, hours_max: int) -> bool:
    """Whether the estimated workload lies within the consortium's bounds (framework, 3, 8.1 and 14)."""
    return hours_min * 60 <= minutes <= hours_max * 60
