"""How the rest of the platform asks for a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django_tasks import TaskResult, task_backends
from django_tasks.base import Task

from .backend import JobBackend


def engine() -> JobBackend:
    """The engine that the settings chose (`TASKS["default"]`)."""
    return cast(JobBackend, task_backends["default"])


def enqueue(task: Task, *args: Any, key: str | None = None, at: datetime | None = None, **kwargs: Any) -> TaskResult:
    """Ask for one call of `task(*args, **kwargs)`, in the caller's transaction: rolled back, there is no job.

    With a `key` there is one job for ever, however often it is asked for. With `at` (aware) the job waits for that
    moment as a row. Arguments are identifiers and other JSON, never objects nor personal data.
    """
    timed = task.using(run_after=at) if at else task
    return cast(JobBackend, timed.get_backend()).enqueue_once(timed, args, kwargs, key=key)


def drain_jobs(*, raising: bool = True, limit: int = 1000) -> int:
    """Run every job that is due, and those that they ask for, inline through the engine's own rows; return how many ran.

    For tests and one-off commands. A job given up or failed raises its cause here, unless `raising` is false.
    """
    from .models import Job

    before = set(Job.objects.exclude(cause="").values_list("pk", "failures"))
    count = engine().drain(limit)
    if count == limit:
        raise RuntimeError(f"{limit} jobs ran and more are due: does a job enqueue itself?")
    if raising:
        for job in Job.objects.exclude(cause=""):
            if (job.pk, job.failures) not in before:
                raise RuntimeError(f"The job {job.task_path} failed.\n{job.traceback}")
    return count
