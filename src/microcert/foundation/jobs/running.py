"""One attempt at one job, the same under both engines: count the start, call the function, say how it ended."""

from __future__ import annotations

import logging
import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from microcert.foundation import clock
from microcert.foundation.refusals import Refusal

from .backend import task_of
from .models import Job

logger = logging.getLogger(__name__)

# A job that failed is tried again after each of these; a job that failed once more than there are waits is given up.
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600, 6 * 3600))
# A job in whose hands so many workers died is not given to another one.
CRASHES_ALLOWED = 3


@dataclass(frozen=True)
class Ending:
    """How an attempt ended: done, to be tried again at `retry_at`, or given up because of `error`."""

    error: BaseException | None = None
    retry_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        return self.error is None


class WorkerKiller(Exception):
    """The job's cause of failure when it killed too many workers."""


def attempt(job_id: UUID | str) -> Ending:
    """Run the job once. Exceptions of the job end up in the `Ending`; what is not an `Exception` ends the worker."""
    job = _started(job_id)
    if job is None:
        return Ending()
    # No worker lives to count its own death: a start that neither failed nor finished was one.
    crashes = job.starts - job.failures - 1
    if crashes >= getattr(settings, "JOB_CRASHES_ALLOWED", CRASHES_ALLOWED):
        return _given_up(job, WorkerKiller(f"stopped after {crashes} workers died while they ran it"))
    try:
        task = task_of(job)
        # A worker has no transaction open; a test has, and a savepoint keeps a failing job from spoiling it.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            task.call(*job.payload["args"], **job.payload["kwargs"])
    except Exception as error:  # noqa: BLE001  # whatever a job raises is recorded, then tried again or shown to someone
        return _failed(job, error)
    Job.objects.filter(pk=job.pk).update(finished_at=clock.now(), cause="", traceback="")
    return Ending()


def _started(job_id: UUID | str) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.finished_at or job.failed_at:
            return None
        job.starts += 1
        job.save(update_fields=["starts"])
        return job


def _failed(job: Job, error: Exception) -> Ending:
    delays = getattr(settings, "JOB_RETRY_AFTER", RETRY_AFTER)
    # A rule that refuses today will refuse in ten seconds: a person has to look at it.
    if isinstance(error, Refusal) or job.failures >= len(delays):
        return _given_up(job, error)
    retry_at = clock.now() + delays[job.failures]
    logger.warning("job %s failed, next attempt at %s: %r", job, retry_at.isoformat(timespec="seconds"), error)
    Job.objects.filter(pk=job.pk).update(failures=F("failures") + 1, **_cause(error))
    return Ending(error, retry_at)


def _given_up(job: Job, error: Exception) -> Ending:
    logger.error("job %s given up: %r", job, error)
    Job.objects.filter(pk=job.pk).update(failures=F("failures") + 1, failed_at=clock.now(), **_cause(error))
    return Ending(error)


def _cause(error: Exception) -> dict[str, str]:
    return {
        "cause": f"{type(error).__module__}.{type(error).__qualname__}: {error}",
        "traceback": "".join(traceback.format_exception(error)),
    }
