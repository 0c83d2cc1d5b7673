"""Pure rules of a training: its vocabulary, its hours, its assessment rules, what it lacks before it may be published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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


class Lack(StrEnum):
    """What can be wrong with a version before it is published."""

    RULE = "rule"
    HOURS = "hours"
    SUM = "sum"
    TASK = "task"
    COMPETENCY = "competency"
    CRITERION = "criterion"
    LEVELS = "levels"
    THRESHOLD = "threshold"
    NOT_TAUGHT = "not_taught"
    NOT_JUDGED = "not_judged"
    AIMLESS = "aimless"
    TARIFF = "tariff"


# The clause of the common framework that each lack offends.
CLAUSES: dict[Lack, str] = {
    Lack.RULE: "6.1",
    Lack.HOURS: "8.1",
    Lack.SUM: "8.1",
    Lack.TASK: "6.1",
    Lack.COMPETENCY: "5",
    Lack.CRITERION: "6.1",
    Lack.LEVELS: "6.1",
    Lack.THRESHOLD: "6.1",
    Lack.NOT_TAUGHT: "6.1",
    Lack.NOT_JUDGED: "6.1",
    Lack.AIMLESS: "6.1",
    Lack.TARIFF: "9.1",
}


@dataclass(frozen=True)
class Gap:
    """One thing to mend: which kind, about what (a rule's name, a code), and figures for the sentence."""

    lack: Lack
    about: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def clause(self) -> str:
        return CLAUSES[self.lack]


@dataclass(frozen=True)
class Described:
    """A version reduced to what its publication depends on. Durations in minutes, codes as the version writes them."""

    minutes: int
    activities_minutes: int
    rules: Mapping[str, str]
    competencies: tuple[str, ...]
    outcomes: tuple[str, ...]
    taught: frozenset[str]
    judged: frozenset[str]
    # Criterion code → (competency code, number of described levels).
    criteria: Mapping[str, tuple[str, int]]
    thresholds: Mapping[str, int]
    has_task: bool
    tariffs: int
    # Titles of the activities that serve no outcome.
    aimless: tuple[str, ...] = ()


def gaps(version: Described, *, hours_min: int, hours_max: int, levels: int = len(MASTERY_SCALE)) -> list[Gap]:
    """Everything that stands between a version and its publication, in the order of the fact sheet; empty when ready."""
    return [
        *_workload(version, hours_min, hours_max),
        *_alignment(version),
        *_rubric(version, levels),
        *(Gap(Lack.RULE, item) for item in missing_rules(version.rules)),
        *([] if version.tariffs else [Gap(Lack.TARIFF)]),
    ]


def _workload(version: Described, hours_min: int, hours_max: int) -> Iterator[Gap]:
    if not hours_fit(version.minutes, hours_min=hours_min, hours_max=hours_max):
        yield Gap(Lack.HOURS, figures={"minutes": version.minutes, "least": hours_min, "most": hours_max})
    if version.minutes != version.activities_minutes:
        yield Gap(Lack.SUM, figures={"minutes": version.minutes, "sum": version.activities_minutes})


def _alignment(version: Described) -> Iterator[Gap]:
    """Constructive alignment: each outcome is taught by an activity and judged by a criterion, each activity serves one.

    That each criterion judges an outcome, the database itself demands.
    """
    if not version.competencies:
        yield Gap(Lack.COMPETENCY)
    for outcome in version.outcomes:
        if outcome not in version.taught:
            yield Gap(Lack.NOT_TAUGHT, outcome)
        if version.has_task and outcome not in version.judged:
            yield Gap(Lack.NOT_JUDGED, outcome)
    for activity in version.aimless:
        yield Gap(Lack.AIMLESS, activity)


def _rubric(version: Described, levels: int) -> Iterator[Gap]:
    if not version.has_task:
        yield Gap(Lack.TASK)
        return
    judged = {competency for competency, _levels in version.criteria.values()}
    for competency in version.competencies:
        if competency not in judged:
            yield Gap(Lack.CRITERION, competency)
        if not 1 <= version.thresholds.get(competency, 0) <= levels:
            yield Gap(Lack.THRESHOLD, competency, {"levels": levels})
    for code, (_competency, described) in version.criteria.items():
        if described != levels:
            yield Gap(Lack.LEVELS, code, {"described": described, "levels": levels})


# What can only be judged once there is a task with its rubric.
_OF_THE_TASK = frozenset({Lack.CRITERION, Lack.LEVELS, Lack.THRESHOLD, Lack.NOT_JUDGED})


@dataclass(frozen=True)
class Checkpoint:
    """One requirement of publication and the gaps that keep it unmet."""

    lack: Lack
    gaps: tuple[Gap, ...]

    @property
    def clause(self) -> str:
        return CLAUSES[self.lack]

    @property
    def is_met(self) -> bool:
        return not self.gaps


def checklist(found: Iterable[Gap]) -> list[Checkpoint]:
    """Every requirement of publication, met or not, given all that `gaps` found. Without a task its rubric is left out."""
    by_lack: dict[Lack, list[Gap]] = {}
    for gap in found:
        by_lack.setdefault(gap.lack, []).append(gap)
    judged = [lack for lack in Lack if Lack.TASK not in by_lack or lack not in _OF_THE_TASK]
    return [Checkpoint(lack, tuple(by_lack.get(lack, ()))) for lack in judged]


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
