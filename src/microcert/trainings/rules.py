"""Pure rules of a training: its vocabulary, its hours, its assessment rules, what it lacks before it may be published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
    """Constructive alignment: each outcome is taught by an activity and judged by a criterion."""
    if not version.competencies:
        yield Gap(Lack.COMPETENCY)
    for outcome in version.outcomes:
        if outcome not in version.taught:
            yield Gap(Lack.NOT_TAUGHT, outcome)
        if version.has_task and outcome not in version.judged:
            yield Gap(Lack.NOT_JUDGED, outcome)


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
