"""The embedded engine: `django-tasks-db` on SQLite or PostgreSQL, and one worker.

There is one worker and no more, because the row of a killed worker stays RUNNING: only a worker that knows itself alone
may take such rows up again. The lock that proves it belongs to the kernel or to the database session, so it dies with us.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, connections
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tasks_db.utils import exclusive_transaction

from microcert.foundation import clock

from . import recurring
from .backend import JobBackend
from .models import Job
from .running import attempt

logger = logging.getLogger(__name__)


class EmbeddedBackend(JobBackend):
    """Jobs as rows of `django-tasks-db`, run by the one worker of `manage run_worker`."""

    def carry(self, job: Job, task: Task) -> None:
        DBTaskResult.objects.filter(pk=job.pk).delete()
        DBTaskResult.objects.create(
            pk=job.pk,
            args_kwargs=job.payload,
            priority=task.priority,
            task_path=job.task_path,
            queue_name=task.queue_name,
            run_after=task.run_after or get_date_max(),
            backend_name=self.alias,
        )

    def drain(self, limit: int) -> int:
        for count in range(limit):
            if not run_next(self.alias):
                return count
        return limit

    def work(self, *, interval: float, until_idle: bool) -> None:
        stop = threading.Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            # The job in hand is finished first; a second signal does not wait for it.
            stop.set()
            signal.signal(number, signal.SIG_DFL)

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        with only_worker():
            take_up_again(self.alias)
            while not stop.is_set():
                is_idle = not self._took_a_turn()
                if is_idle and until_idle:
                    return
                if is_idle:
                    stop.wait(interval)

    def _took_a_turn(self) -> bool:
        close_old_connections()
        follow = clock.following_the_demonstration if settings.CLOCK_MAY_MOVE else nullcontext
        try:
            with follow():
                recurring.enqueue_due()
                return run_next(self.alias)
        except OperationalError:
            # The database went away or was locked for long. We are alone, so whatever is RUNNING is not.
            logger.exception("the database did not answer, the worker goes on")
            connection.close()
            with suppress(OperationalError):
                take_up_again(self.alias)
            return False


def run_next(alias: str) -> bool:
    """Run the next job that is due by the platform's clock; say whether there was one."""
    row = _claimed(alias)
    if row is None:
        return False
    ending = attempt(row.pk)
    if ending.is_done:
        row.delete()
    elif ending.retry_at:
        DBTaskResult.objects.filter(pk=row.pk).update(status=TaskResultStatus.READY, run_after=ending.retry_at)
    else:
        row.set_failed(ending.error)
    return True


def take_up_again(alias: str) -> int:
    """Give the jobs of a killed worker back to the queue; only for a worker that knows itself alone."""
    count = DBTaskResult.objects.running().filter(backend_name=alias).update(status=TaskResultStatus.READY)
    if count:
        logger.warning("%d job(s) of a worker that was killed are taken up again", count)
    return count


def _claimed(alias: str) -> DBTaskResult | None:
    due = DBTaskResult.objects.filter(status=TaskResultStatus.READY, backend_name=alias).filter(
        Q(run_after=get_date_max()) | Q(run_after__lte=clock.now())
    )
    if not due.exists():
        return None
    with exclusive_transaction():
        row = due.get_locked()
        if row is not None:
            row.claim("embedded")
        return row


class AnotherWorkerRuns(Exception):
    """A second embedded worker was started on the same database."""


@contextmanager
def only_worker() -> Iterator[None]:
    """Hold the lock of the one worker, or raise `AnotherWorkerRuns`."""
    held = _file_lock() if connection.vendor == "sqlite" else _session_lock()
    with held as is_ours:
        if not is_ours:
            raise AnotherWorkerRuns(
                "Another worker serves this database. The embedded engine takes one; stop it first."
            )
        yield


@contextmanager
def _file_lock() -> Iterator[bool]:
    path = Path(f"{connection.settings_dict['NAME']}.worker-lock")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _session_lock() -> Iterator[bool]:
    # A connection of its own, which Django's housekeeping of old connections does not close.
    session = connections.create_connection("default")
    number = int.from_bytes(hashlib.sha256(b"microcert embedded worker").digest()[:7])
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            yield bool(cursor.fetchone()[0])
    finally:
        session.close()
