"""Reads of batches: how far one is, its lines a page at a time, and a person's own latest ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, Value, When

from microcert.foundation import clock
from microcert.people.models import User

from .models import Batch, BatchLine
from .rules import Kind, LineStatus, is_overdue


@dataclass(frozen=True)
class Progress:
    """How far a batch is. It is over when every line has its end, and the file that it makes is there."""

    batch: Batch
    total: int
    done: int
    refused: int
    is_overdue: bool

    @property
    def ended(self) -> int:
        return self.done + self.refused

    @property
    def awaits_a_file(self) -> bool:
        """Of nothing there is no archive."""
        makes_one = self.batch.kind == Kind.ARCHIVE and (self.done > 0 or self.ended < self.total)
        return makes_one and self.batch.file_until is None

    @property
    def is_over(self) -> bool:
        return self.ended == self.total and not self.awaits_a_file

    @property
    def offers_a_file(self) -> bool:
        """Made, and not forgotten since."""
        until = self.batch.file_until
        return bool(self.batch.file) and until is not None and clock.now() < until


def progress_of(batch: Batch) -> Progress:
    """One query."""
    counts = batch.lines.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(status=LineStatus.DONE)),
        refused=Count("pk", filter=Q(status=LineStatus.REFUSED)),
    )
    late = is_overdue(batch.asked_at, clock.now(), counts["total"])
    return Progress(batch, counts["total"], counts["done"], counts["refused"], late)


def lines_of(batch: Batch) -> QuerySet[BatchLine]:
    """What was refused comes first: it is what is left to do."""
    refused_first = Case(When(status=LineStatus.REFUSED, then=Value(0)), default=Value(1))
    return batch.lines.order_by(refused_first, "pk")


@dataclass(frozen=True)
class PastGesture:
    pk: int
    asked_at: datetime
    count: int
    kind: Kind


def latest_batches(person: User, *kinds: Kind, limit: int = 5) -> list[PastGesture]:
    """A person's own latest gestures of these kinds, to come back to."""
    asked = Batch.objects.filter(by=person, kind__in=kinds).annotate(count=Count("lines")).order_by("-pk")[:limit]
    return [PastGesture(each.pk, each.asked_at, each.count, Kind(each.kind)) for each in asked]


def files_to_forget() -> QuerySet[Batch]:
    """What was made and is offered no longer."""
    return Batch.objects.filter(file_until__lte=clock.now()).exclude(file="")
