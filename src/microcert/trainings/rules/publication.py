"""What stands between a version and its publication: blocking gaps, warnings, and the list that is ticked off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .vocabulary import MASTERY_SCALE, PROCTORING_RULES, hours_fit, missing_rules


class Lack(StrEnum):
    """What can be wrong with a version before it is published."""

    DECISION = "decision"
    FACT = "fact"
    CLAIM = "claim"
    TRAINER = "trainer"
    RULE = "rule"
    PROCTORING = "proctoring"
    HOURS = "hours"
    SUM = "sum"
    MILESTONE = "milestone"
    TASK = "task"
    COMPETENCY = "competency"
    SUPERSEDED = "superseded"
    STRAY = "stray"
    CRITERION = "criterion"
    LEVELS = "levels"
    THRESHOLD = "threshold"
    NOT_TAUGHT = "not_taught"
    NOT_JUDGED = "not_judged"
    AIMLESS = "aimless"
    TARIFF = "tariff"
    UNPROVEN = "unproven"
    # From here on, what does not forbid publication: the committee sees it.
    INACCESSIBLE = "inaccessible"
    TRANSCRIPT = "transcript"
    UPDATE = "update"
    FRAMEWORK = "framework"


# The clause of the common framework that each lack offends.
CLAUSES: dict[Lack, str] = {
    Lack.DECISION: "13.1",
    Lack.FACT: "9.1",
    Lack.CLAIM: "9.2",
    Lack.TRAINER: "13.2",
    Lack.RULE: "6.1",
    Lack.PROCTORING: "6.2",
    Lack.HOURS: "8.1",
    Lack.SUM: "8.1",
    Lack.MILESTONE: "8.2",
    Lack.TASK: "6.1",
    Lack.COMPETENCY: "5",
    Lack.SUPERSEDED: "5",
    Lack.STRAY: "5",
    Lack.CRITERION: "6.1",
    Lack.LEVELS: "6.1",
    Lack.THRESHOLD: "6.1",
    Lack.NOT_TAUGHT: "6.1",
    Lack.NOT_JUDGED: "6.1",
    Lack.AIMLESS: "6.1",
    Lack.TARIFF: "9.1",
    Lack.UNPROVEN: "7.1",
    Lack.INACCESSIBLE: "7.1",
    Lack.TRANSCRIPT: "7.1",
    Lack.UPDATE: "7.5",
    Lack.FRAMEWORK: "2.3",
}

WARNINGS = frozenset({Lack.INACCESSIBLE, Lack.TRANSCRIPT, Lack.UPDATE, Lack.FRAMEWORK})


class Decision(StrEnum):
    """What the steering committee said of a training before its first version is published (framework, 13.1)."""

    AWAITED = "awaited"
    FAVOURABLE = "favourable"
    # A correction of a training that was published before, or a file that the consortium's operator loads.
    GIVEN_BEFORE = "given_before"


@dataclass(frozen=True)
class Gap:
    """One thing to mend: which kind, about what (a field's name, a code), and figures for the sentence."""

    lack: Lack
    about: str = ""
    figures: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def clause(self) -> str:
        return CLAUSES[self.lack]


@dataclass(frozen=True)
class PublicText:
    """A text of the sheet that stands in a part of it: what names the part, and the field where it is written."""

    about: str
    text: str
    section: str = ""
    field: str = ""


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
    # What the sheet must tell: name of the field → its text, as the public reads it.
    facts: Mapping[str, str] = field(default_factory=dict)
    # What else the public reads: outcomes, units, activities, tariffs, keywords.
    texts: tuple[PublicText, ...] = ()
    registry_number: str = ""
    has_trainer: bool = True
    milestones: int = 1
    # Titles of videos that come neither with a transcript nor with a resource that has one.
    untranscribed: tuple[str, ...] = ()
    # Titles of resources of which some point was never looked at.
    unproven: tuple[str, ...] = ()
    # Titles of resources that failed a check and have no other version.
    inaccessible: tuple[str, ...] = ()
    has_update_planned: bool = True
    is_under_the_framework_in_force: bool = True
    # Codes of the outcomes whose competency is not (any more) in the competency framework of the version.
    stray: tuple[str, ...] = ()
    # Whether another version of the competency framework has taken the place of the one it stands on.
    is_on_a_superseded_framework: bool = False


def gaps(
    version: Described,
    *,
    hours_min: int,
    hours_max: int,
    levels: int = len(MASTERY_SCALE),
    decision: Decision = Decision.GIVEN_BEFORE,
) -> list[Gap]:
    """Everything that stands between a version and its publication, in the order of the fact sheet; empty when ready."""
    return [
        *([Gap(Lack.DECISION, str(decision))] if decision is Decision.AWAITED else []),
        *_information(version),
        *_workload(version, hours_min, hours_max),
        *_alignment(version),
        *_rubric(version, levels),
        *(Gap(Lack.RULE, item) for item in missing_rules(version.rules)),
        *(Gap(Lack.PROCTORING, item) for item in PROCTORING_RULES if not str(version.rules.get(item, "")).strip()),
        *([] if version.tariffs else [Gap(Lack.TARIFF)]),
        *(Gap(Lack.UNPROVEN, title) for title in version.unproven),
    ]


def warnings(version: Described) -> list[Gap]:
    """What does not forbid publication and is worth a look; the steering committee sees it too."""
    return [
        *(Gap(Lack.INACCESSIBLE, title) for title in version.inaccessible),
        *(Gap(Lack.TRANSCRIPT, title) for title in version.untranscribed),
        *([] if version.has_update_planned else [Gap(Lack.UPDATE)]),
        *([] if version.is_under_the_framework_in_force else [Gap(Lack.FRAMEWORK)]),
    ]


def _information(version: Described) -> Iterator[Gap]:
    for name, text in version.facts.items():
        if not str(text).strip():
            yield Gap(Lack.FACT, name)
        for word in claims_without_number(text, version.registry_number):
            yield Gap(Lack.CLAIM, name, {"word": word})
    for each in version.texts:
        for word in claims_without_number(each.text, version.registry_number):
            yield Gap(Lack.CLAIM, each.about, {"word": word, "section": each.section, "field": each.field})
    if not version.has_trainer:
        yield Gap(Lack.TRAINER)


# Words that promise a national registration or its funding (framework, 9.2).
_CLAIMS = re.compile(
    r"\bCPF\b|\bcompte personnel de formation\b|\bRNCP\b|\bcertifications? professionnelles?\b"
    r"|\brépertoire (?:national|spécifique)\b",
    re.IGNORECASE,
)
# « n’est pas enregistrée au RNCP » denies what the law forbids to claim.
_DENIAL = re.compile(r"\b(?:pas|ni|non|aucune?|sans)\b[^.,;:]*$", re.IGNORECASE)


def claims_without_number(text: str, registry_number: str) -> list[str]:
    """The words of `text` that claim a registration or its funding, when no number backs them; each once, as written."""
    if registry_number.strip():
        return []
    found = [hit.group(0) for hit in _CLAIMS.finditer(text) if not _DENIAL.search(text[: hit.start()])]
    return list(dict.fromkeys(found))


def _workload(version: Described, hours_min: int, hours_max: int) -> Iterator[Gap]:
    if not hours_fit(version.minutes, hours_min=hours_min, hours_max=hours_max):
        yield Gap(Lack.HOURS, figures={"minutes": version.minutes, "least": hours_min, "most": hours_max})
    if version.minutes != version.activities_minutes:
        yield Gap(Lack.SUM, figures={"minutes": version.minutes, "sum": version.activities_minutes})
    if not version.milestones:
        yield Gap(Lack.MILESTONE)


def _alignment(version: Described) -> Iterator[Gap]:
    """Constructive alignment: each outcome is taught by an activity and judged by a criterion, each activity serves one.

    That each criterion judges an outcome, the database itself demands.
    """
    if not version.competencies:
        yield Gap(Lack.COMPETENCY)
    if version.is_on_a_superseded_framework:
        yield Gap(Lack.SUPERSEDED)
    for outcome in version.stray:
        yield Gap(Lack.STRAY, outcome)
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

    @property
    def blocks(self) -> bool:
        """Whether publication is refused until it is met."""
        return self.lack not in WARNINGS


def checklist(found: Iterable[Gap]) -> list[Checkpoint]:
    """Every requirement of publication, met or not, given all that `gaps` found. Without a task its rubric is left out."""
    by_lack: dict[Lack, list[Gap]] = {}
    for gap in found:
        by_lack.setdefault(gap.lack, []).append(gap)
    judged = [lack for lack in Lack if Lack.TASK not in by_lack or lack not in _OF_THE_TASK]
    return [Checkpoint(lack, tuple(by_lack.get(lack, ()))) for lack in judged]
