"""Reads of a version that several doors need."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from microcert.consortium.models import Consortium

from .models import TrainingVersion
from .rules import MASTERY_SCALE, Described, Gap, VersionStatus, gaps


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
    """What the rules of publication look at, read from the database in eight queries."""
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
    )


def gaps_of(version: TrainingVersion) -> list[Gap]:
    """What the version lacks before it may be published under the consortium's bounds and scale."""
    wanted = requirements_of(Consortium.objects.first())
    return gaps(described(version), hours_min=wanted.hours_min, hours_max=wanted.hours_max, levels=len(wanted.scale))
