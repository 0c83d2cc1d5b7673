"""The production engine: procrastinate on PostgreSQL, any number of workers on any number of machines.

The queue holds one kind of entry, "attempt job X": what to call and how often it failed stands in our own `Job`, so that
both engines keep one contract. Procrastinate brings the queue, LISTEN/NOTIFY, heartbeats and the recovery of stalled jobs.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core import checks
from django.db import connection
from django_tasks.base import Task
from procrastinate import App, BaseRetryStrategy, RetryDecision, jobs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from . import recurring
from .backend import JobBackend
from .models import Job
from .running import attempt

logger = logging.getLogger(__name__)

# A worker whose heart was not heard for so many seconds is dead, and its jobs go to another one.
SILENCE = float(getattr(settings, "JOB_WORKER_SILENCE", 30))


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


class ProcrastinateBackend(JobBackend):
    """Jobs as rows of procrastinate, run by any number of `manage run_worker`."""

    def carry(self, job: Job, task: Task) -> None:
        attempt_job.configure(schedule_at=task.run_after, priority=task.priority).defer(job=str(job.pk))

    def drain(self, limit: int) -> int:
        return async_to_sync(_drain)(limit)

    def work(self, *, interval: float, until_idle: bool) -> None:
        # A second app for the worker: the first keeps Django's connection, so that a job enqueues in its own transaction.
        worker_app = app.with_connector(DjangoConnector().get_worker_connector())
        asyncio.run(_work(worker_app, interval, until_idle))

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        if connection.vendor == "postgresql":
            return []
        return [checks.Error("The production engine needs PostgreSQL.", hint="Use jobs.embedded.EmbeddedBackend.")]


async def _work(worker_app: App, interval: float, until_idle: bool) -> None:
    async with worker_app.open_async():
        await _take_up_again(worker_app)
        housekeeping = asyncio.create_task(_keep_house(worker_app))
        try:
            await worker_app.run_worker_async(
                wait=not until_idle,
                fetch_job_polling_interval=interval,
                update_heartbeat_interval=SILENCE / 3,
                stalled_worker_timeout=SILENCE,
                delete_jobs="successful",
            )
        finally:
            housekeeping.cancel()


async def _keep_house(worker_app: App) -> None:
    while True:
        await sync_to_async(recurring.enqueue_due)()
        await asyncio.sleep(SILENCE / 2)
        await _take_up_again(worker_app)


async def _take_up_again(worker_app: App) -> None:
    """Give the jobs of workers that fell silent back to the queue."""
    for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        logger.warning("job %s of a worker that fell silent is taken up again", job.task_kwargs.get("job"))
        await worker_app.job_manager.retry_job(job)


async def _drain(limit: int) -> int:
    queue = app.job_manager
    worker = await queue.register_worker()
    for count in range(limit):
        job = await queue.fetch_job(queues=None, worker_id=worker)
        if job is None:
            return count
        # Django's connection hands JSON over as text.
        arguments: Any = json.loads(job.task_kwargs) if isinstance(job.task_kwargs, str) else job.task_kwargs
        ending = await sync_to_async(attempt)(str(arguments["job"]))
        if ending.retry_at:
            await queue.retry_job(job, retry_at=ending.retry_at)
        else:
            status = jobs.Status.SUCCEEDED if ending.is_done else jobs.Status.FAILED
            await queue.finish_job(job, status=status, delete_job=ending.is_done)
    return limit
