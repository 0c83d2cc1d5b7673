"""Short cuts to paid orders and to what the ledger makes of them, without the funnel and the contracts before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.orders import actions
from microcert.orders.models import Instalment, Order, Refund
from microcert.orders.rules import payment_schedule
from microcert.people.models import User
from microcert.settlement.jobs import post_payment, post_refund
from tests.orders.gestures import event


def signed_order(cast: Any, buyer: User, where: University) -> Order:
    """An order of 290 € at a university, its withdrawal period over: 87, 101.50 and 101.50 € are to be paid."""
    order: Order = cast.learner_file(buyer, where).order
    order.chargeable_from = clock.today()
    order.save(update_fields=["chargeable_from"])
    session = order.session
    schedule = payment_schedule(
        order.price_cents,
        chargeable_from=order.chargeable_from,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
    )
    for due in schedule:
        Instalment.objects.create(order=order, number=due.number, due_on=due.due_on, amount_cents=due.amount)
    return order


def pay(part: Instalment) -> None:
    """By card, on the day on which it is due."""
    with clock.moved_by(timedelta(days=(part.due_on - clock.today()).days)):
        actions.settle(event(actions.start_payment(part, by=None)))


def paid(order: Order, instalments: int = 1) -> Order:
    for part in order.instalments.all()[:instalments]:
        pay(part)
    return order


def given_up(order: Order) -> list[Refund]:
    """The order given up: what was paid is owed back; the bank is asked by a job."""
    actions.cancel(order, reason=Refund.Reason.GIVEN_UP, by=None)
    return list(order.refunds.all())


def book_all() -> None:
    """What the jobs after payments and refunds do for the ledger; the bank has given back all that is owed."""
    for part in Instalment.objects.filter(paid_at__isnull=False):
        post_payment.func(part.pk)
    for refund in Refund.objects.all():
        actions.confirm_refund(refund, by=None)
        post_refund.func(refund.pk)
