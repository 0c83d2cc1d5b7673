"""Reads of sessions that several doors need."""

from __future__ import annotations

from django.db.models import QuerySet

from microcert.foundation import clock

from .models import Participation, Session, SessionEvent
from .rules import SessionStatus, is_committed


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
