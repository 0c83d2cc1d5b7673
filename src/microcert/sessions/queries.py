"""Reads of sessions that several doors need."""

from __future__ import annotations

from django.db.models import QuerySet, Sum
from django.utils.crypto import constant_time_compare

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.trainings.models import Training

from .models import CalendarFeed, Participation, Session, SessionEvent
from .rules import Promise, SessionStatus, Week, is_committed, weeks_of_work


def on_sale() -> QuerySet[Session]:
    """The sessions that can be bought today: open, and their sales not yet closed."""
    return Session.objects.filter(status=SessionStatus.OPEN, sales_close_on__gte=clock.today())


def upcoming() -> QuerySet[Session]:
    """The sessions that the public is told of: open or planned, not begun."""
    return Session.objects.filter(status__in=[SessionStatus.OPEN, SessionStatus.PLANNED], starts_on__gt=clock.today())


def calendar_of(session: Session) -> list[SessionEvent]:
    """The dates of a session in order of time."""
    return list(session.events.all())


def uncommitted(session: Session) -> list[Participation]:
    """The participants that have not promised their support yet, the producer included."""
    return [
        each
        for each in session.participations.select_related("university")
        if not is_committed(
            tutor_name=each.tutor_name,
            support_minutes=each.support_minutes,
            has_committed=each.committed_at is not None,
        )
    ]


def participants_of(session: Session) -> list[Participation]:
    """The producer first, then the sellers in the consortium's order."""
    return list(session.participations.select_related("university"))


def promise_of(participation: Participation) -> Promise:
    """The promise of a university for a session as it now stands; the row carries its session, version and university."""
    session = participation.session
    return Promise(
        university=participation.university.name,
        session=session.code,
        training=session.version.title,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
        admin_contact=participation.admin_contact,
        tutor_name=participation.tutor_name,
        support_minutes=participation.support_minutes,
    )


def workload_of(session: Session) -> list[Week]:
    """The work expected of a learner, week by week (framework, 8.3; R075). One query."""
    rows = session.version.activities.order_by().values_list("unit__week").annotate(sum=Sum("minutes"))
    return weeks_of_work(session.starts_on, session.ends_on, dict(rows))


def feed_of(token: str) -> CalendarFeed | None:
    """The feed that a secret address opens, if it was neither revoked nor made up."""
    key = token.partition("-")[0]
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    feed = CalendarFeed.objects.select_related("person", "university").filter(pk=int(key)).first()
    return feed if feed and constant_time_compare(feed.token, token) else None


def next_code(version_code: str) -> str:
    """The code of a new session: the first number that is free after `version_code` (such as "HTR-CEC")."""
    taken = set(Session.objects.filter(code__startswith=f"{version_code}-").values_list("code", flat=True))
    return next(code for number in range(1, 10_000) if (code := f"{version_code}-{number}") not in taken)


def universities_giving(training: Training) -> list[University]:
    """The universities that take or took part in a session of the training, in the consortium's order."""
    giving = Participation.objects.filter(session__version__training=training).values("university")
    return list(University.objects.filter(pk__in=giving).order_by("position"))
