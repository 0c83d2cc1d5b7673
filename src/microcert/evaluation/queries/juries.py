"""Which juries a person meets, and who could sit on one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q

from microcert.consortium.models import Appointment, University
from microcert.consortium.roles import ROLE_LABELS, Role
from microcert.evaluation.models import Jury
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus


def juries_of(person: User) -> list[Jury]:
    """The juries on which a person sits, the latest meeting first, with the number of decisions as `decided`."""
    sat = Jury.objects.filter(members__person=person).select_related("session__version", "minutes")
    return list(sat.annotate(decided=Count("decisions", distinct=True)).order_by("-meets_at"))


def sessions_without_jury(universities: Iterable[University]) -> list[Session]:
    """The sessions of trainings that these universities produced and that wait for a jury."""
    sessions = Session.objects.filter(version__training__producer__in=list(universities), juries=None)
    alive = sessions.exclude(status=SessionStatus.CANCELLED).exclude(status=SessionStatus.PLANNED)
    return list(alive.select_related("version").order_by("ends_on", "code"))


def possible_members(university: University) -> list[tuple[User, str]]:
    """(person, quality proposed) of everyone who may sit on a jury of this university, by name."""
    appointments = (
        Appointment.objects.filter(role__in=_PRECISION, person__is_active=True)
        .filter(Q(university=university) | Q(university=None))
        .select_related("person")
        .order_by("person__family_name", "person__given_names", "pk")
    )
    people: dict[User, list[Role]] = {}
    for appointment in appointments:
        people.setdefault(appointment.person, []).append(Role(appointment.role))
    return [(person, str(ROLE_LABELS[min(roles, key=_PRECISION.index)])) for person, roles in people.items()]


# The most telling quality first: sitting on juries says less than what one otherwise does.
_PRECISION = (Role.PEDAGOGICAL_EXPERT, Role.EVALUATOR, Role.JURY_MEMBER)


def next_meeting(session: Session) -> datetime | None:
    """When the session's jury meets, if it is named."""
    return Jury.objects.filter(session=session).order_by("-meets_at").values_list("meets_at", flat=True).first()
