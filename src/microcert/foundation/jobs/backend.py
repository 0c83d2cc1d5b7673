"""What both engines promise, behind Django's Tasks API."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from .models import Job


class JobBackend(BaseTaskBackend):
    """A Tasks backend that writes a `Job` and has an engine carry it, both in the caller's transaction."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    @abstractmethod
    def carry(self, job: Job, task: Task) -> None:
        """Put the job in the engine's own queue, or put it there again."""

    @abstractmethod
    def drain(self, limit: int) -> int:
        """Run the jobs that are due, inline on this connection, and count them. For tests and one-off commands."""

    @abstractmethod
    def work(self, *, interval: float, until_idle: bool) -> None:
        """Be a worker until SIGTERM or SIGINT, or until nothing is due."""

    def validate_task(self, task: Task) -> None:
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("A job is a plain function: it takes identifiers, not the engine's context.")

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        return self.enqueue_once(task, args, kwargs, key=None)

    def enqueue_once(self, task: Task, args: Any, kwargs: Any, *, key: str | None) -> TaskResult:
        """Enqueue, unless there is or ever was a job of that key; the result tells of the one that there is."""
        self.validate_task(task)
        with transaction.atomic():
            job, is_new = Job.objects.open(
                key=key,
                task_path=task.module_path,
                payload=normalize_json({"args": list(args), "kwargs": dict(kwargs)}),
                engine=self.alias,
                priority=task.priority,
                due_at=task.run_after,
            )
            if is_new:
                self.carry(job, task)
        return result_of(job)

    def get_result(self, result_id: str) -> TaskResult:
        job = Job.objects.filter(pk=result_id, engine=self.alias).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job)


def task_of(job: Job) -> Task:
    """The task that a job calls. Raises ImportError or TypeError when the code no longer knows it."""
    task = import_string(job.task_path)
    if not isinstance(task, Task):
        raise TypeError(f"{job.task_path} is not a task")
    return task.using(priority=job.priority, run_after=job.due_at, backend=job.engine)


def result_of(job: Job) -> TaskResult:
    """The job in the words of the Tasks API."""
    if job.failed_at:
        state = TaskResultStatus.FAILED
    elif job.finished_at:
        state = TaskResultStatus.SUCCESSFUL
    elif job.is_running:
        state = TaskResultStatus.RUNNING
    else:
        state = TaskResultStatus.READY
    class_path = job.cause.partition(":")[0]
    return TaskResult(
        task=task_of(job),
        id=str(job.pk),
        status=state,
        enqueued_at=job.enqueued_at,
        started_at=None,
        finished_at=job.finished_at or job.failed_at,
        last_attempted_at=None,
        args=job.payload["args"],
        kwargs=job.payload["kwargs"],
        backend=job.engine,
        errors=[TaskError(exception_class_path=class_path, traceback=job.traceback)] if job.failed_at else [],
        worker_ids=[],
    )
