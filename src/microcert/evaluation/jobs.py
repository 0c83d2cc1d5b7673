from __future__ import annotations

from microcert.enrolment.models import LearnerFile
from microcert.foundation.jobs import task

from . import actions
from .models import Minutes
from .papers import establish_end_of_training_statement


@task
def seal_minutes(minutes: int) -> None:
    """After the last signature: the document. Repeating it changes nothing once the document is kept."""
    actions.seal_minutes(Minutes.objects.get(pk=minutes))


@task
def state_end_of_training(file: int, status: str) -> None:
    """After `enrolment.closed`: what the learner did and what the jury decided, once a decision."""
    closed = LearnerFile.objects.select_related(
        "learner", "order", "university", "session__version__framework_version", "session__version__training__producer"
    )
    establish_end_of_training_statement(closed.get(pk=file))
