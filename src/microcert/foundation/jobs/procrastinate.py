"""The production engine: procrastinate on PostgreSQL, any number of workers on any number of machines.

The queue holds one kind of entry, "attempt job X": what to call and how often it failed stands in our own `Job`, so that
both engines keep one contract. Procrastinate brings the queue, LISTEN/NOTIFY, heartbeats and the recovery of stalled jobs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync
from django.core import checks
from django.db import connection
from django_tasks import Task
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, jobs
from procrastinate.contrib.django import app

from . import recurring
from .backend import JobBackend
from .models import Job
from .running import attempt

# A worker whose heart (one beat in ten seconds) was not heard for so long is dead, and its jobs go to another one.
SILENCE = 30.0


class TryAgain(Exception):
    """Tells the engine when to come back; the cause stands in the `Job`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"next attempt at {at.isoformat(timespec='seconds')}")
        self.at = at


class WhenTheJobSays(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> RetryDecision | None:
        return RetryDecision(retry_at=exception.at) if isinstance(exception, TryAgain) else None


@app.task(name="microcert.attempt", retry=WhenTheJobSays())
def attempt_job(job: str) -> None:
    ending = attempt(job)
    if ending.retry_at:
        raise TryAgain(ending.retry_at) from ending.error
    if ending.error:
        raise ending.error


@app.periodic(cron="* * * * *")
@app.task(name="microcert.every_minute", queueing_lock="microcert.every_minute")
def every_minute(timestamp: int) -> None:
    recurring.enqueue_due()


@app.periodic(cron="* * * * * */15")
@app.task(name="microcert.recover", queueing_lock="microcert.recover", pass_context=True)
async def recover(context: JobContext, timestamp: int) -> None:
    await take_up_again(context.app)


async def take_up_again(running_app: Any) -> int:
    """Give the jobs of workers that fell silent back to the queue; return how many."""
    stalled = list(await running_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE))
    for job in stalled:
        await running_app.job_manager.retry_job(job)
    return len(stalled)


class ProcrastinateBackend(JobBackend):
    """Jobs as rows of procrastinate, run by any number of `manage run_worker`."""

    def carry(self, job: Job, task: Task) -> None:
        deferrer = app.configure_task("microcert.attempt", schedule_at=task.run_after, priority=task.priority)
        deferrer.defer(job=str(job.pk))

    def drain(self, limit: int) -> int:
        return async_to_sync(_drain)(limit)

    def work(self, *, interval: float, until_idle: bool) -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            async_to_sync(_work)(worker_app, interval, until_idle)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        if connection.vendor == "postgresql":
            return []
        return [checks.Error("The production engine needs PostgreSQL.", hint="Use jobs.embedded.EmbeddedBackend.")]
