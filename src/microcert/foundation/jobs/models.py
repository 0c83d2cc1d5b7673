"""Two tables: the jobs that were asked for, and the effects that took place."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, models, transaction

from microcert.foundation import clock


class JobQuerySet(models.QuerySet["Job"]):
    def failed(self) -> JobQuerySet:
        return self.filter(failed_at__isnull=False)

    def waiting(self) -> JobQuerySet:
        return self.filter(failed_at__isnull=True, finished_at__isnull=True)

    def open(self, *, key: str | None, **fields: Any) -> tuple[Job, bool]:
        """The job of that key, and whether this call made it. Two callers at once get one job: the database decides."""
        job = self.model(key=key, enqueued_at=clock.now(), **fields)
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            return self.get(key=key), False
        return job, True


class Job(models.Model):
    """One call to make, whichever engine carries it. The row outlives the engine's own: it is the memory of the key.

    `payload` is `{"args": [...], "kwargs": {...}}` and names rows by their identifiers; personal data has no place in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Null, not empty: any number of jobs have no key.
    key = models.CharField(max_length=255, unique=True, null=True, editable=False)  # noqa: DJ001
    task_path = models.CharField(max_length=255)
    payload = models.JSONField(default=dict)
    engine = models.CharField(max_length=32)
    priority = models.SmallIntegerField(default=0)
    enqueued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    # A start that is followed neither by a failure nor by the end was a crash: no worker lives to count its own death.
    starts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cause = models.TextField(blank=True, default="")
    traceback = models.TextField(blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="job_ends_once",
            )
        ]
        indexes = [
            models.Index(fields=["failed_at"], condition=models.Q(failed_at__isnull=False), name="job_failed"),
            models.Index(fields=["finished_at"], condition=models.Q(finished_at__isnull=False), name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task_path} {self.id}"

    @property
    def is_running(self) -> bool:
        """Whether a start has not ended yet: some worker has it in hand, or had when it was killed."""
        return not self.finished_at and not self.failed_at and self.starts > self.failures


class Effect(models.Model):
    """An effect that took place. Its row is written in the transaction of the effect, so there is never one without the other."""

    key = models.CharField(max_length=255, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
