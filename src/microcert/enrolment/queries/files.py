"""Reads of learners' files: the open files of a learner or a session, and those to convoke."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import CONVOCATION_DAYS, FileStatus
from microcert.people.models import User
from microcert.sessions.models import Session


def files_of(learner: User) -> QuerySet[LearnerFile]:
    """A learner's files, the newest first, with what their pages show."""
    return (
        LearnerFile.objects.filter(learner=learner)
        .select_related("session__version__training__producer", "university", "order__contract")
        .order_by("-opened_at")
    )


def open_files(session: Session) -> QuerySet[LearnerFile]:
    """The learners who are in the session now."""
    return LearnerFile.objects.filter(session=session, status=FileStatus.OPEN).select_related("learner", "university")


def to_convoke(day: date) -> QuerySet[LearnerFile]:
    """Open files whose session starts within the days of notice: each is due its convocation."""
    return LearnerFile.objects.filter(
        status=FileStatus.OPEN,
        session__starts_on__gt=day,
        session__starts_on__lte=day + timedelta(days=CONVOCATION_DAYS),
    ).select_related("session")
