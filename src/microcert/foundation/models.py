from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models

from .journal import GENESIS


class ClockShift(models.Model):
    """How far a demonstration has moved its clock; at most one row."""

    shift = models.DurationField(default=timedelta)

    def __str__(self) -> str:
        return str(self.shift)

    @classmethod
    def current(cls) -> timedelta:
        row = cls.objects.first()
        return row.shift if row else timedelta()

    @classmethod
    def move(cls, shift: timedelta) -> None:
        """Set the demonstration's clock `shift` ahead of the real one."""
        cls.objects.update_or_create(pk=1, defaults={"shift": shift})


class JournalHead(models.Model):
    """The end of the chain: one row, locked by whoever appends."""

    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.count} {self.hash[:12]}"

    @classmethod
    def locked(cls) -> JournalHead:
        head = cls.objects.select_for_update().filter(pk=1).first()
        if head is None:
            cls.objects.get_or_create(pk=1)
            head = cls.objects.select_for_update().get(pk=1)
        return head


class AppendOnly(models.QuerySet):
    """Rows that are written once. A correction is a new row."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError(f"{self.model.__name__} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self.model.__name__} is append-only")


class JournalEntry(models.Model):
    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, db_index=True)
    actor = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AppendOnly.as_manager()

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"


# Django looks for models in this file only.
from .jobs.models import Effect, Job  # noqa: E402, F401
