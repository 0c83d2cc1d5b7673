from __future__ import annotations

from microcert.enrolment.models import LearnerFile
from microcert.foundation.jobs import task

from .papers import establish_completion_certificate


@task()
def certify_completion(file: int, status: str) -> None:
    """After `enrolment.closed`: the completion certificate, once, whatever the jury said."""
    closed = LearnerFile.objects.select_related(
        "learner", "order", "university", "session__version__framework_version", "session__version__training__producer"
    )
    establish_completion_certificate(closed.get(pk=file))
