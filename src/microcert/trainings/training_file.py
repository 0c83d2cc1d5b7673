"""What a training's file may refer to, and what was read of it, before any row is saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from microcert.competencies.models import Alignment, Competency, CompetencyFramework

from .framework_file import FrameworkParts
from .inspection import Finding
from .models import (
    AccessibilityCheck,
    Activity,
    AssessmentRules,
    AssessmentTask,
    Criterion,
    CriterionLevel,
    Outcome,
    Resource,
    Tariff,
    Threshold,
    Training,
    TrainingVersion,
    Unit,
)
from .queries import Requirements, facts_of, lacks_transcript, texts_of
from .rules import Described, Point, Reading, ResourceKind, points_lacking


@dataclass(frozen=True)
class Known:
    """What a training's file may refer to: universities by slug, people by key with (name, title), and the requirements."""

    universities: Collection[str]
    people: Mapping[str, tuple[str, str]]
    requirements: Requirements
    # Universities that a training may be awarded with, beside those that may produce it.
    partners: Collection[str] = ()


@dataclass
class ReadResource:
    """A resource of the file: its bytes when they came along, what the platform read in them, what people had seen."""

    resource: Resource
    activity: Activity | None = None
    content: bytes | None = None
    findings: list[Finding] = field(default_factory=list)
    checks: list[AccessibilityCheck] = field(default_factory=list)

    @property
    def readings(self) -> dict[Point, Reading]:
        read = {found.point: found.reading for found in self.findings}
        return read | {Point(check.point): Reading(check.reading) for check in self.checks}

    @property
    def lacking(self) -> tuple[list[Point], list[Point]]:
        known = self.resource.kind in list(ResourceKind)
        return points_lacking(self.resource.kind, self.readings) if known else ([], [])


@dataclass
class TrainingFile:
    """A training as its file describes it; its rows are not saved yet."""

    producer: str
    expert: str
    framework: CompetencyFramework
    training: Training
    version: TrainingVersion
    task: AssessmentTask
    rules: AssessmentRules
    parts: FrameworkParts = field(default_factory=FrameworkParts)
    competencies: dict[str, Competency] = field(default_factory=dict)
    alignments: list[Alignment] = field(default_factory=list)
    thresholds: list[Threshold] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    activities: list[tuple[Activity, list[str]]] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    levels: list[CriterionLevel] = field(default_factory=list)
    awarded_with: list[str] = field(default_factory=list)
    tariffs: list[Tariff] = field(default_factory=list)
    resources: list[ReadResource] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.training.slug

    def _heard(self) -> list[Activity]:
        """The activities of which a resource has a transcript, or another version."""
        return [
            each.activity
            for each in self.resources
            if each.activity is not None
            and (each.readings.get(Point.TRANSCRIPT) is Reading.PASSES or each.resource.alternative.strip())
        ]

    def described(self) -> Described:
        """The same reduction that a saved version has, so that one rule judges both."""
        described = [level.criterion for level in self.levels]
        return Described(
            minutes=self.version.minutes,
            activities_minutes=sum(activity.minutes for activity, _outcomes in self.activities),
            rules=self.rules.stated(),
            competencies=tuple(self.competencies),
            outcomes=tuple(self.outcomes),
            taught=frozenset(code for _activity, codes in self.activities for code in codes),
            judged=frozenset(each.outcome.code for each in self.criteria),
            criteria={
                each.code: (each.competency.code, sum(one is each for one in described)) for each in self.criteria
            },
            thresholds={each.competency.code: each.rank for each in self.thresholds},
            has_task=bool(self.task.title),
            tariffs=len(self.tariffs),
            aimless=tuple(activity.title for activity, codes in self.activities if not codes),
            facts=facts_of(self.version),
            texts=texts_of(
                self.competencies.values(),
                self.outcomes.values(),
                self.units,
                [each for each, _codes in self.activities],
                self.tariffs,
            ),
            registry_number=self.version.registry_number,
            has_trainer=bool(self.version.team),
            milestones=sum(activity.is_milestone for activity, _codes in self.activities),
            untranscribed=tuple(
                activity.title
                for activity, _codes in self.activities
                if lacks_transcript(activity) and activity not in self._heard()
            ),
            unproven=tuple(each.resource.title for each in self.resources if each.lacking[1]),
            inaccessible=tuple(
                each.resource.title
                for each in self.resources
                if each.lacking[0] and not each.resource.alternative.strip()
            ),
            has_update_planned=self.version.update_due_on is not None,
        )
