"""The vocabulary of a training: its states, its kinds of activity, its hours, its assessment rules, its regular update."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
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


# The mastery scale of the rubrics, from rank 1, unless the consortium's file names another one.
MASTERY_SCALE = ("Insuffisant", "Fragile", "Acquis", "Maîtrisé")

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

# What the assessment rules say beside them: identity and proctoring (framework, 6.2).
PROCTORING_RULES = ("identity", "proctoring", "proctoring_alternative")

# What the sheet must tell before anybody enrols (framework, 9.1; Labour code, L6353-8), in its order.
PUBLIC_FACTS = (
    "title",
    "summary",
    "description",
    "audience",
    "prerequisites",
    "equipment",
    "access_delay",
    "stackability",
    "quality_assurance",
    "updated_on",
    "expert_name",
    "expert_title",
)


def missing_rules(stated: Mapping[str, str]) -> list[str]:
    """The mandatory items that are absent or blank, in the framework's order."""
    return [item for item in MANDATORY_RULES if not str(stated.get(item, "")).strip()]


def hours_fit(minutes: int, *, hours_min: int, hours_max: int) -> bool:
    """Whether the estimated workload lies within the consortium's bounds (framework, 3, 8.1 and 14)."""
    return hours_min * 60 <= minutes <= hours_max * 60


def rules_digest(stated: Mapping[str, str]) -> str:
    """SHA-256 of the assessment rules in canonical JSON: what a learner accepted can be shown to be what applied."""
    text = json.dumps(dict(stated), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Update(StrEnum):
    """Where the regular update of a training stands (framework, 7.5)."""

    OVERDUE = "overdue"
    SOON = "soon"
    UNPLANNED = "unplanned"
    LATER = "later"


UPDATE_NOTICE_DAYS = 60


def update_of(due_on: date | None, today: date) -> Update:
    """Overdue from the day after the one it is due on; soon within the notice; no date at all is a fault too."""
    if due_on is None:
        return Update.UNPLANNED
    if due_on < today:
        return Update.OVERDUE
    return Update.SOON if due_on <= today + timedelta(days=UPDATE_NOTICE_DAYS) else Update.LATER
