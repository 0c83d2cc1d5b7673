"""Before the assessment: may the learner sit, until when, and what the consortium's file says about it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from microcert.consortium.models import Consortium
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.models import Sitting
from microcert.evaluation.rules import Admission, Required, may_sit
from microcert.learning.models import MilestoneValidation
from microcert.sessions.models import Session, SessionEvent
from microcert.trainings.models import Activity
from microcert.trainings.rules import ActivityKind

WITH_CONTEXT = (
    "file__learner",
    "file__order",
    "file__university",
    "file__session__version__training__producer",
    "identity_checked_by",
    "marked_by",
)


def assessment_settings() -> dict[str, Any]:
    """The section `assessment` of the consortium's configuration file."""
    house = Consortium.objects.first()
    return dict(house.settings.get("assessment", {})) if house else {}


def jury_minimum() -> int:
    """How many members a jury needs at least; three unless the consortium says otherwise."""
    return int(assessment_settings().get("jury_minimum", 3))


def required_milestones() -> Required:
    return Required(assessment_settings().get("required_milestones", Required.NONE))


def deadline_of(session: Session) -> datetime:
    """Until when works are handed in: the calendar's submission date, else midnight at the end of the last day."""
    event = session.events.filter(kind=SessionEvent.Kind.SUBMISSION).last()
    if event:
        return event.ends_at or event.starts_at
    return timezone.make_aware(datetime.combine(session.ends_on, time(23, 59)))


def milestones_of(session: Session) -> dict[int, str]:
    """{activity key: title} of the milestones that come before the assessment, in the course's order."""
    activities = Activity.objects.filter(version=session.version_id, is_milestone=True)
    return dict(
        activities.exclude(kind=ActivityKind.ASSESSMENT)
        .order_by("unit__position", "position")
        .values_list("pk", "title")
    )


def credited_minutes(session: Session) -> dict[int, dict[int, int]]:
    """{file key: {activity key: credited minutes}} for a whole session, corrections counted, in one query."""
    credited: dict[int, dict[int, int]] = {}
    rows = (
        MilestoneValidation.objects.filter(file__session=session)
        .order_by()
        .values_list("file", "activity")
        .annotate(total=Sum("minutes"))
    )
    for file, activity, total in rows:
        if total > 0:
            credited.setdefault(file, {})[activity] = total
    return credited


def admission(file: LearnerFile) -> Admission:
    """Whether the learner of this file may sit, and which milestones are missing."""
    rows = file.validations.order_by().values_list("activity").annotate(total=Sum("minutes"))
    reached = {activity for activity, total in rows if total > 0}
    return may_sit(milestones_of(file.session), reached, required_milestones())


def sitting_of(file: LearnerFile) -> Sitting | None:
    """The latest sitting of a file, with everything that a page shows of it."""
    return Sitting.objects.filter(file=file).select_related(*WITH_CONTEXT).order_by("-attempt").first()
