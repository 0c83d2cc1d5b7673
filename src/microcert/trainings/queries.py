"""Reads of a version that several doors need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from microcert.consortium.models import Consortium
from microcert.foundation import clock

from .models import Criterion, Outcome, TrainingVersion
from .rules import MASTERY_SCALE, Described, Gap, Update, VersionStatus, gaps, update_of


@dataclass(frozen=True)
class Requirements:
    """What the consortium asks of every training: hour bounds and the labels of its mastery scale, from rank 1."""

    hours_min: int
    hours_max: int
    scale: tuple[str, ...] = MASTERY_SCALE


def requirements_of(house: Consortium | None) -> Requirements:
    """The requirements of a consortium, the law's defaults where it says nothing."""
    if house is None:
        return Requirements(7, 30)
    scale = house.settings.get("assessment", {}).get("levels") or MASTERY_SCALE
    return Requirements(house.hours_min, house.hours_max, tuple(scale))


def published() -> QuerySet[TrainingVersion]:
    """The versions that the public may read: drafts and retired ones are nobody's to see outside."""
    return TrainingVersion.objects.filter(status=VersionStatus.PUBLISHED)


def described(version: TrainingVersion) -> Described:
    """What the rules of publication look at, read from the database in nine queries."""
    outcomes = list(version.outcomes.values_list("code", "competency__code"))
    task = getattr(version, "task", None)
    criteria = (
        task.criteria.annotate(described=Count("levels")).values_list(
            "code", "competency__code", "described", "outcome__code"
        )
        if task
        else []
    )
    rows = list(criteria)
    rules = getattr(version, "rules", None)
    return Described(
        minutes=version.minutes,
        activities_minutes=version.activities.aggregate(sum=Sum("minutes"))["sum"] or 0,
        rules=rules.stated() if rules else {},
        competencies=tuple(version.training.competency_framework.competencies.values_list("code", flat=True)),
        outcomes=tuple(code for code, _competency in outcomes),
        taught=frozenset(version.activities.exclude(outcomes=None).values_list("outcomes__code", flat=True)),
        judged=frozenset(outcome for _code, _competency, _levels, outcome in rows),
        criteria={code: (competency, levels) for code, competency, levels, _outcome in rows},
        thresholds=dict(version.thresholds.values_list("competency__code", "rank")),
        has_task=task is not None,
        tariffs=version.tariffs.count(),
        aimless=tuple(version.activities.filter(outcomes=None).values_list("title", flat=True)),
    )


def gaps_of(version: TrainingVersion) -> list[Gap]:
    """What the version lacks before it may be published under the consortium's bounds and scale."""
    wanted = requirements_of(Consortium.objects.first())
    return gaps(described(version), hours_min=wanted.hours_min, hours_max=wanted.hours_max, levels=len(wanted.scale))


@dataclass(frozen=True)
class Line:
    """A row of the alignment matrix: an activity or a criterion, and for each outcome whether it serves it."""

    code: str
    title: str
    serves: tuple[tuple[str, bool], ...]

    @property
    def is_aimless(self) -> bool:
        return not any(does for _outcome, does in self.serves)


@dataclass(frozen=True)
class Alignment:
    """The constructive alignment of a version: its outcomes are the columns, activities and criteria the rows (R042)."""

    outcomes: tuple[Outcome, ...]
    activities: tuple[Line, ...]
    criteria: tuple[Line, ...]

    @property
    def taught(self) -> list[tuple[str, int]]:
        """How many activities serve each outcome, in the order of the columns."""
        return self._sums(self.activities)

    @property
    def judged(self) -> list[tuple[str, int]]:
        """How many criteria judge each outcome."""
        return self._sums(self.criteria)

    def _sums(self, lines: tuple[Line, ...]) -> list[tuple[str, int]]:
        return [
            (outcome.code, sum(line.serves[column][1] for line in lines))
            for column, outcome in enumerate(self.outcomes)
        ]


def alignment_of(version: TrainingVersion) -> Alignment:
    """The matrix of a version. Four queries."""
    outcomes = tuple(version.outcomes.select_related("competency"))

    def line(code: str, title: str, served: set[int]) -> Line:
        return Line(code, title, tuple((each.code, each.pk in served) for each in outcomes))

    activities = version.activities.prefetch_related("outcomes")
    criteria = Criterion.objects.filter(task__version=version)
    return Alignment(
        outcomes,
        tuple(
            line(str(each.get_kind_display()), each.title, {outcome.pk for outcome in each.outcomes.all()})
            for each in activities
        ),
        tuple(line(each.code, each.title, {each.outcome_id}) for each in criteria),
    )


@dataclass(frozen=True)
class DueUpdate:
    """A published training and where its regular update stands (R069)."""

    title: str
    slug: str
    producer: str
    updated_on: date
    due_on: date | None
    state: Update


def due_updates() -> list[DueUpdate]:
    """Published trainings whose update is overdue, due soon, or planned by nobody; the most urgent first. One query."""
    today = clock.today()
    rows = [
        DueUpdate(
            each.title,
            each.training.slug,
            each.training.producer.short_name,
            each.updated_on,
            each.update_due_on,
            update_of(each.update_due_on, today),
        )
        for each in published().select_related("training__producer")
    ]
    urgency = list(Update)
    wanted = [row for row in rows if row.state is not Update.LATER]
    return sorted(wanted, key=lambda row: (urgency.index(row.state), row.due_on or date.max, row.title))
