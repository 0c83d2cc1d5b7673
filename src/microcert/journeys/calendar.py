"""What the passing of days brings by itself: orders become chargeable, unsigned ones lapse, unpaid ones are reminded, learners are
convoked, seeds are revealed, sessions begin and close."""

from __future__ import annotations

from microcert.allotment.actions import reveal
from microcert.allotment.models import Commitment
from microcert.allotment.queries import is_on_sale
from microcert.enrolment.jobs import send_convocation
from microcert.enrolment.queries import to_convoke
from microcert.foundation import clock
from microcert.foundation.jobs import enqueue, task
from microcert.orders.actions import make_chargeable
from microcert.orders.jobs import remind
from microcert.orders.models import Order
from microcert.orders.queries import due_for_charging, never_signed, to_remind
from microcert.orders.rules import reminder_for
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus

from .end_order import lapse_unsigned
from .session_days import follow_the_sessions


@task
def keep_the_calendar() -> None:
    """One job per row that a day has come for; pages ask the clock themselves and wait for none of them."""
    today = clock.today()
    for order in due_for_charging(today):
        enqueue(become_chargeable, key=f"chargeable:{order.pk}", order=order.pk)
    for order in never_signed(today):
        enqueue(lapse, key=f"lapsed:{order.pk}", order=order.pk)
    for part in to_remind(today):
        if letter := reminder_for(part.due_on, today):
            enqueue(remind, key=f"reminder:{part.pk}:{letter}", instalment=part.pk, letter=str(letter))
    for file in to_convoke(today):
        enqueue(send_convocation, key=f"convocation:{file.pk}:{file.session.starts_on}", file=file.pk)
    for commitment in Commitment.objects.filter(revealed_at=None).select_related("session"):
        session = commitment.session
        if session.status != SessionStatus.PLANNED and not is_on_sale(session):
            enqueue(reveal_seed, key=f"revealed:{session.pk}", session=session.pk)
    follow_the_sessions(today)


@task
def become_chargeable(order: int) -> None:
    make_chargeable(Order.objects.get(pk=order))


@task
def lapse(order: int) -> None:
    lapse_unsigned(Order.objects.get(pk=order))


@task
def reveal_seed(session: int) -> None:
    reveal(Session.objects.get(pk=session), by=None)
