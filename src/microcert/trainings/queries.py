"""Reads of a version that several doors need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from microcert.competencies.models import Competency
from microcert.competencies.rules import FrameworkStatus
from microcert.consortium.models import Consortium
from microcert.consortium.queries import framework_in_force
from microcert.foundation import clock

from .models import Activity, Criterion, Outcome, Resource, Tariff, TrainingVersion, Unit
from .rules import (
    MASTERY_SCALE,
    PUBLIC_FACTS,
    ActivityKind,
    Decision,
    Described,
    Gap,
    Point,
    PublicText,
    Reading,
    Update,
    VersionStatus,
    gaps,
    points_lacking,
    update_of,
    warnings,
)


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


def facts_of(version: TrainingVersion) -> dict[str, str]:
    """What the sheet tells the public, field by field, as text."""
    keywords = {"keywords": ", ".join(version.keywords)} if version.keywords else {}
    return {name: str(getattr(version, name) or "") for name in PUBLIC_FACTS} | keywords


def texts_of(
    competencies: Iterable[Competency],
    outcomes: Iterable[Outcome],
    units: Iterable[Unit],
    activities: Iterable[Activity],
    tariffs: Iterable[Tariff],
) -> tuple[PublicText, ...]:
    """What the parts of the sheet tell the public, each with the section and the field where it is written."""

    def section(part: Unit | Activity) -> str:
        return part.section if part.pk else ""

    return (
        *(PublicText(each.code, f"{each.title}. {each.statement}", "framework") for each in competencies),
        *(PublicText(each.code, each.text, "outcomes", f"rows-{n}-text") for n, each in enumerate(outcomes)),
        *(PublicText(each.title, each.title, section(each), "title") for each in units),
        *(PublicText(each.title, each.title, section(each), "title") for each in activities),
        *(PublicText(each.label, each.label, "tariffs", f"rows-{n}-label") for n, each in enumerate(tariffs)),
    )


def described(version: TrainingVersion) -> Described:
    """What the rules of publication look at, read from the database in eleven queries."""
    task = getattr(version, "task", None)
    criteria = (
        task.criteria.annotate(described=Count("levels")).values_list(
            "code", "competency__code", "described", "outcome__code", "competency__framework_id"
        )
        if task
        else []
    )
    framework = version.competency_framework
    # What judges a competency that the framework has no more judges none of those that it has, whatever their codes.
    rows = [(code, held if of == framework.pk else "", n, outcome) for code, held, n, outcome, of in criteria]
    outcomes = list(version.outcomes.select_related("competency"))
    competencies, tariffs = list(framework.competencies.all()), list(version.tariffs.all())
    rules = getattr(version, "rules", None)
    activities = list(version.activities.annotate(served=Count("outcomes")))
    resources = list(version.resources.prefetch_related("checks"))
    found = {each.pk: points_lacking(each.kind, readings_of(each)) for each in resources}
    heard = {
        each.activity_id
        for each in resources
        if readings_of(each).get(Point.TRANSCRIPT) is Reading.PASSES or each.alternative.strip()
    }
    return Described(
        minutes=version.minutes,
        activities_minutes=sum(each.minutes for each in activities),
        rules=rules.stated() if rules else {},
        competencies=tuple(each.code for each in competencies),
        outcomes=tuple(each.code for each in outcomes),
        taught=frozenset(version.activities.exclude(outcomes=None).values_list("outcomes__code", flat=True)),
        judged=frozenset(outcome for _code, _competency, _levels, outcome in rows),
        criteria={code: (competency, levels) for code, competency, levels, _outcome in rows},
        thresholds=dict(
            version.thresholds.filter(competency__framework=framework).values_list("competency__code", "rank")
        ),
        has_task=task is not None and bool(task.title),
        tariffs=len(tariffs),
        aimless=tuple(each.title for each in activities if not each.served),
        facts=facts_of(version),
        texts=texts_of(competencies, outcomes, version.units.all(), activities, tariffs),
        registry_number=version.registry_number,
        has_trainer=bool(version.team),
        milestones=sum(each.is_milestone for each in activities),
        untranscribed=tuple(each.title for each in activities if lacks_transcript(each) and each.pk not in heard),
        unproven=tuple(each.title for each in resources if found[each.pk][1]),
        inaccessible=tuple(each.title for each in resources if found[each.pk][0] and not each.alternative.strip()),
        has_update_planned=version.update_due_on is not None,
        stray=tuple(each.code for each in outcomes if each.competency.framework_id != framework.pk),
        is_on_a_superseded_framework=framework.status == FrameworkStatus.SUPERSEDED,
        is_under_the_framework_in_force=version.framework_version_id == framework_in_force().pk,
    )


def readings_of(resource: Resource) -> dict[Point, Reading]:
    """What was found last about each point of a resource whose `checks` are fetched."""
    return {Point(check.point): Reading(check.reading) for check in resource.checks.all()}


def lacks_transcript(activity: Activity) -> bool:
    """Whether a video's own page carries no transcript either."""
    return activity.kind == ActivityKind.VIDEO and "transcription" not in activity.body.lower()


@dataclass(frozen=True)
class Judged:
    """What was found about a version: what forbids its publication, and what is worth a look."""

    gaps: tuple[Gap, ...]
    warnings: tuple[Gap, ...]


def judged(version: TrainingVersion, decision: Decision) -> Judged:
    """The version under the consortium's bounds and scale, given what the committee decided."""
    wanted, found = requirements_of(Consortium.objects.first()), described(version)
    lacking = gaps(
        found,
        hours_min=wanted.hours_min,
        hours_max=wanted.hours_max,
        levels=len(wanted.scale),
        decision=decision,
    )
    return Judged(tuple(lacking), tuple(warnings(found)))


def was_published_before(version: TrainingVersion) -> bool:
    """Whether some version of the training went through the committee and the gate already."""
    return version.training.versions.exclude(status=VersionStatus.DRAFT).exists()


@dataclass(frozen=True)
class Line:
    """A row of the alignment matrix: an activity or a criterion, and for each outcome (code, serves it, key)."""

    pk: int
    code: str
    title: str
    serves: tuple[tuple[str, bool, int], ...]

    @property
    def is_aimless(self) -> bool:
        return not any(does for _outcome, does, _pk in self.serves)


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

    def line(pk: int, code: str, title: str, served: set[int]) -> Line:
        return Line(pk, code, title, tuple((each.code, each.pk in served, each.pk) for each in outcomes))

    activities = version.activities.prefetch_related("outcomes")
    criteria = Criterion.objects.filter(task__version=version)
    return Alignment(
        outcomes,
        tuple(
            line(each.pk, str(each.get_kind_display()), each.title, {outcome.pk for outcome in each.outcomes.all()})
            for each in activities
        ),
        tuple(line(each.pk, each.code, each.title, {each.outcome_id}) for each in criteria),
    )


@dataclass(frozen=True)
class DueUpdate:
    """A published training and where its regular update stands (R069)."""

    title: str
    slug: str
    producer: str
    updated_on: date | None
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
