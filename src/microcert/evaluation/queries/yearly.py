"""Of a training, year by year: who was enrolled, who sat, who passed."""

from __future__ import annotations

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.evaluation.rules import SittingStatus
from microcert.production.registration.rules import YearFigures
from microcert.trainings.models import Training


def yearly_figures(training: Training) -> list[YearFigures]:
    """The cohorts of all versions, by the year in which their session began. One query.

    Whoever withdrew is not counted; whoever handed nothing in did not sit; resits count a person once.
    """
    sat = Q(sittings__marked_at__isnull=False) | Q(sittings__status__in=[SittingStatus.SUBMITTED, SittingStatus.MARKED])
    rows = (
        LearnerFile.objects.filter(session__version__training=training)
        .exclude(status=FileStatus.WITHDRAWN)
        .annotate(year=ExtractYear("session__starts_on"))
        .values("year")
        .annotate(
            enrolled=Count("pk", distinct=True),
            sat=Count("pk", filter=sat, distinct=True),
            passed=Count("pk", filter=Q(status=FileStatus.AWARDED), distinct=True),
        )
        .order_by("year")
    )
    return [YearFigures(row["year"], row["enrolled"], row["sat"], row["passed"]) for row in rows]
