from __future__ import annotations

from uuid import UUID

from django.db.models import Model

from microcert.foundation import journal
from microcert.foundation.action import action

from .backend import task_of
from .enqueueing import engine
from .errors import JobNotFailed
from .models import Job


@action
def run_again(job_id: UUID | str, *, by: Model | None) -> Job:
    """Give a job that was given up a fresh start, with no failure counted. Raises `JobNotFailed`."""
    job = Job.objects.select_for_update().failed().filter(pk=job_id).first()
    if job is None:
        raise JobNotFailed
    job.starts = job.failures = 0
    job.failed_at = job.due_at = None
    job.cause = job.traceback = ""
    job.save()
    engine().carry(job, task_of(job))
    journal.write("jobs.run_again", job, by=by, task=job.task_path)
    return job
