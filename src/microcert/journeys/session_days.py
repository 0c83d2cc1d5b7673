"""What the days bring to sessions: they begin, close, or fall short of their threshold; orders of cancelled ones end."""

from __future__ import annotations

from datetime import date

from microcert.foundation.jobs import enqueue, task
from microcert.orders.models import Order
from microcert.orders.queries import signed_seats
from microcert.orders.rules import LIVE
from microcert.sessions.actions import begin, close, propose_cancellation
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus, lacks_learners

from .move_session import end_one


def follow_the_sessions(today: date) -> None:
    """One job per session that a day has come for. A proposed cancellation that nobody decided lets the session begin."""
    for session in Session.objects.filter(status=SessionStatus.OPEN, starts_on__lte=today):
        enqueue(begin_session, key=f"begun:{session.pk}", session=session.pk)
    for session in Session.objects.filter(status=SessionStatus.RUNNING, ends_on__lt=today):
        enqueue(close_session, key=f"closed:{session.pk}", session=session.pk)
    for session in falling_short(today):
        enqueue(propose, key=f"cancellation-proposed:{session.pk}", session=session.pk)
    # An order that was being placed while its session was cancelled.
    for order in Order.objects.filter(session__status=SessionStatus.CANCELLED, status__in=LIVE):
        enqueue(end_one, key=f"ended-with-session:{order.pk}", order=order.pk)


def falling_short(today: date) -> list[Session]:
    """The open sessions whose sales are over, with too few signed contracts. Two queries."""
    over = list(
        Session.objects.filter(
            status=SessionStatus.OPEN, sales_close_on__lt=today, starts_on__gt=today, cancellation_proposed_at=None
        )
    )
    signed = signed_seats(session.pk for session in over)
    return [
        each
        for each in over
        if lacks_learners(
            today, closes_on=each.sales_close_on, signed=signed.get(each.pk, 0), threshold=each.opening_threshold
        )
    ]


@task
def begin_session(session: int) -> None:
    found = Session.objects.get(pk=session)
    if found.status == SessionStatus.OPEN:
        begin(found, by=None)


@task
def close_session(session: int) -> None:
    found = Session.objects.get(pk=session)
    if found.status == SessionStatus.RUNNING:
        close(found, by=None)


@task
def propose(session: int) -> None:
    propose_cancellation(Session.objects.get(pk=session), signed=signed_seats([session]).get(session, 0))
