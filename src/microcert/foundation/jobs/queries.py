"""What the back-office page of failed jobs shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .models import Job


@dataclass(frozen=True)
class FailedJob:
    """A job that was given up. `name` is its function, `references` the identifiers that it was called with."""

    id: UUID
    name: str
    references: dict[str, Any]
    key: str
    cause: str
    traceback: str
    enqueued_at: datetime
    failed_at: datetime
    starts: int


def failed_jobs(limit: int = 200) -> list[FailedJob]:
    """The jobs that were given up, the latest first."""
    return [
        FailedJob(
            id=job.pk,
            name=job.task_path.removeprefix("microcert."),
            references={
                **{str(place): value for place, value in enumerate(job.payload["args"])},
                **job.payload["kwargs"],
            },
            key=job.key or "",
            cause=job.cause,
            traceback=job.traceback,
            enqueued_at=job.enqueued_at,
            failed_at=job.failed_at,
            starts=job.starts,
        )
        for job in Job.objects.failed().order_by("-failed_at")[:limit]
        if job.failed_at
    ]


def waiting_count() -> int:
    """How many jobs are neither done nor given up, delayed ones included."""
    return Job.objects.waiting().count()
