"""A training's results as the public may read them: with their base, or not at all under ten people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.evaluation.models import Sitting

# Under this base a rate tells of people and not of a training.
LEAST_BASE = 10


@dataclass(frozen=True)
class Rate:
    """So many of so many; `percent` is rounded to a whole number."""

    reached: int
    base: int

    @property
    def is_publishable(self) -> bool:
        return self.base >= LEAST_BASE

    @property
    def percent(self) -> int:
        return round(100 * self.reached / self.base)


@dataclass(frozen=True)
class Results:
    """Of the files that a jury has closed: how many people handed a work in, and how many were awarded.

    Who renounced the contract in time is in neither: no training took place.
    """

    completion: Rate
    success: Rate

    @property
    def is_publishable(self) -> bool:
        return self.success.is_publishable


def results_of(training: int) -> Results:
    """The results of all sessions of a training, whatever their version. One statement."""
    decided = LearnerFile.objects.filter(
        session__version__training=training, status__in=[FileStatus.AWARDED, FileStatus.NOT_AWARDED]
    )
    number = decided.aggregate(
        base=Count("pk"),
        awarded=Count("pk", filter=Q(status=FileStatus.AWARDED)),
        marked=Count("pk", filter=Exists(Sitting.objects.filter(file=OuterRef("pk"), marked_at__isnull=False))),
    )
    return Results(Rate(number["marked"], number["base"]), Rate(number["awarded"], number["base"]))
