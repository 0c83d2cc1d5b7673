"""Short cuts to paid orders and to what the ledger makes of them, without the funnel and the contracts before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.orders import actions
from microcert.orders.models import AccountFile, Company, Instalment, Order, PaymentAttempt, Refund
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


def account_funded(cast: Any, buyer: User, where: University) -> Order:
    """An order of 290 €: 200 by the learner's training account, paid; of the learner's own 90 the first 27, paid and given back."""
    order: Order = cast.learner_file(buyer, where).order
    AccountFile.objects.create(order=order, number="1234567", amount_cents=200_00)
    by_transfer(Instalment(order=order, number=2, amount_cents=200_00, is_funded=True))
    own = by_transfer(Instalment(order=order, number=1, amount_cents=27_00))
    reason = Refund.Reason.FORCE_MAJEURE
    Refund.objects.create(order=order, attempt=own, amount_cents=27_00, reason=reason, due_on=clock.today())
    return order


def group_paid(cast: Any, buyer: User, where: University, **funding: Any) -> Order:
    """One seat that a company bought at 420 €, paid by transfer: by the company, or by its funder that pays itself."""
    order: Order = cast.learner_file(buyer, where).order
    Order.objects.filter(pk=order.pk).update(kind=Order.Kind.COMPANY, price_cents=420_00)
    order.refresh_from_db()
    Company.objects.create(order=order, name="Les Ateliers du Val", siret="00012345600014", **funding)
    by_transfer(Instalment(order=order, number=1, amount_cents=420_00, is_funded=bool(funding.get("funder_pays"))))
    return order


def by_transfer(part: Instalment) -> PaymentAttempt:
    """An instalment that came today on the bank's statement."""
    part.due_on, part.paid_at = clock.today(), clock.now()
    part.save()
    return PaymentAttempt.objects.create(
        instalment=part,
        reference=f"VIR-{part.pk}",
        means=PaymentAttempt.Means.TRANSFER,
        state=PaymentAttempt.State.PAID,
        settled_at=clock.now(),
    )


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
