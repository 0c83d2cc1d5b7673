"""What happens to an order, one verb each. Every action locks the order's row before it asks a rule."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext as _

from microcert.allotment.models import Draw
from microcert.consortium.models import TermsVersion
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.calendar import first_debit_on
from microcert.foundation.events import announce
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff

from . import errors, rules
from .models import STATUS_LABELS, Instalment, Order, PaymentAttempt, ProviderEvent
from .payment import PaymentEvent
from .queries import refusal_to_charge
from .rules import OrderStatus, Settlement

log = logging.getLogger(__name__)


@action
def place(
    *,
    number: str,
    buyer: User,
    session: Session,
    tariff: Tariff,
    proctoring: str,
    draw: Draw,
    terms_of_sale: TermsVersion,
    internal_rules: TermsVersion,
    by: User | None,
) -> Order:
    """Write the order that a draw belongs to, and announce it ("orders.placed"). Raises AlreadyOrdered.

    Called under the lock of the session's draw, so that two clicks cannot make two orders.
    """
    if Order.objects.filter(buyer=buyer, session=session, status__in=rules.LIVE).exists():
        raise errors.AlreadyOrdered(_("Vous avez déjà une inscription en cours pour cette session."))
    order = Order.objects.create(
        number=number,
        buyer=buyer,
        session=session,
        tariff=tariff,
        university=draw.university,
        draw=draw,
        price_cents=tariff.price_cents,
        status=OrderStatus.ASSIGNED,
        proctoring=proctoring,
        terms_of_sale=terms_of_sale,
        internal_rules=internal_rules,
    )
    journal.write(
        "orders.placed",
        order,
        by=by,
        draw=draw.pk,
        price_cents=order.price_cents,
        proctoring=proctoring,
        terms=terms_of_sale.sha256,
        rules=internal_rules.sha256,
    )
    announce("orders.placed", order=order.pk)
    return order


@action
def await_signature(order: Order, *, by: User | None = None) -> Order:
    """The contract is ready to be read and signed."""
    return _move(_locked(order), OrderStatus.TO_SIGN, by=by)


@action
def signing(order: Order, *, by: User | None = None) -> Order:
    """The buyer asked for a code and is signing; asking for another code changes nothing. Raises SignatureTooLate."""
    order = _locked(order)
    if clock.today() > order.session.sales_close_on:
        raise errors.SignatureTooLate(
            _("Il est trop tard pour signer : le délai de rétractation s’achèverait après le début de la session.")
        )
    return order if order.status == OrderStatus.SIGNING else _move(order, OrderStatus.SIGNING, by=by)


@action
def abandon_signing(order: Order, *, by: User | None = None) -> Order:
    """The code expired or was refused too often: the contract waits for its signature again."""
    return _move(_locked(order), OrderStatus.TO_SIGN, by=by)


@action
def begin_withdrawal_period(order: Order, signed_on: date, *, by: User | None = None) -> Order:
    """The contract is signed: from now on nothing may be charged before `chargeable_from`; the schedule is fixed."""
    order = _locked(order)
    if order.status == OrderStatus.TO_SIGN:
        order = _move(order, OrderStatus.SIGNING, by=by)
    order.chargeable_from = first_debit_on(signed_on)
    order.save(update_fields=["chargeable_from"])
    schedule = rules.payment_schedule(
        order.price_cents,
        chargeable_from=order.chargeable_from,
        starts_on=order.session.starts_on,
        ends_on=order.session.ends_on,
    )
    Instalment.objects.bulk_create(
        Instalment(order=order, number=due.number, due_on=due.due_on, amount_cents=due.amount) for due in schedule
    )
    return _move(order, OrderStatus.PENDING, by=by, chargeable_from=order.chargeable_from.isoformat())


@action
def make_chargeable(order: Order, *, by: User | None = None) -> Order:
    """The withdrawal period is over: payment is awaited. Raises TooEarlyToCharge; harmless when done already."""
    order = _locked(order)
    if order.status != OrderStatus.PENDING:
        return order
    if order.chargeable_from is None or clock.today() < order.chargeable_from:
        raise errors.TooEarlyToCharge(_("Rien ne peut être demandé avant la fin du délai de rétractation."))
    order = _move(order, OrderStatus.PENDING_PAYMENT, by=by)
    return order if order.instalments.exists() else _move(order, OrderStatus.COMPLETED, by=by)


@action
def start_payment(instalment: Instalment, *, by: User | None) -> PaymentAttempt:
    """Open one try to pay one instalment. Raises TooEarlyToCharge, AlreadyPaid, WrongMoment."""
    order = _locked(instalment.order)
    instalment = order.instalments.get(pk=instalment.pk)
    if refusal := refusal_to_charge(order, instalment):
        raise refusal
    make_chargeable(order, by=by)
    tries = instalment.attempts.count()
    attempt = PaymentAttempt.objects.create(
        instalment=instalment, reference=f"{order.number}-{instalment.number}-{tries + 1}"
    )
    journal.write("orders.payment_started", order, by=by, reference=attempt.reference, amount=instalment.amount_cents)
    return attempt


@action
def settle(event: PaymentEvent) -> Settlement:
    """Take a provider's notification into account, once. Repetitions, surprises and disorder are recorded and harmless."""
    # The event's own row comes first: a second delivery waits for it, then finds it there.
    record, is_new = ProviderEvent.objects.get_or_create(
        event_id=event.event_id, defaults={"payload": asdict(event), "outcome": ""}
    )
    if not is_new:
        return Settlement.REPEATED
    attempt = PaymentAttempt.objects.select_related("instalment").filter(reference=event.reference).first()
    outcome = Settlement.UNKNOWN if attempt is None else _settle_attempt(attempt, event)
    record.outcome = outcome
    record.save(update_fields=["outcome"])
    if outcome in rules.ALARMING:
        log.error("payment event %s: %s (%s)", event.event_id, outcome, event.reference)
    return outcome


def _settle_attempt(attempt: PaymentAttempt, event: PaymentEvent) -> Settlement:
    order = _locked(Order(pk=attempt.instalment.order_id))
    instalment = order.instalments.get(pk=attempt.instalment_id)
    attempt = instalment.attempts.get(pk=attempt.pk)
    outcome = rules.settlement(
        order_status=OrderStatus(order.status),
        is_paid_event=event.is_paid,
        attempt_is_paid=attempt.state == PaymentAttempt.State.PAID,
        instalment_is_paid=instalment.paid_at is not None,
        is_exact=(event.amount, event.currency) == (instalment.amount_cents, "EUR"),
    )
    if outcome == Settlement.PAID:
        _pay(order, instalment, attempt)
    elif outcome == Settlement.REFUSED:
        _refuse(order, attempt)
    journal.write("orders.payment_event", order, by=None, reference=attempt.reference, outcome=str(outcome))
    return outcome


def _pay(order: Order, instalment: Instalment, attempt: PaymentAttempt) -> None:
    attempt.state = PaymentAttempt.State.PAID
    attempt.settled_at = instalment.paid_at = clock.now()
    attempt.save(update_fields=["state", "settled_at"])
    instalment.save(update_fields=["paid_at"])
    if order.instalments.filter(paid_at=None).exists():
        if order.status == OrderStatus.FAILED_PAYMENT:
            _move(order, OrderStatus.PENDING_PAYMENT, by=None)
    else:
        _move(order, OrderStatus.COMPLETED, by=None)
    announce("payments.settled", instalment=instalment.pk)


def _refuse(order: Order, attempt: PaymentAttempt) -> None:
    attempt.state = PaymentAttempt.State.REFUSED
    attempt.settled_at = clock.now()
    attempt.save(update_fields=["state", "settled_at"])
    if order.status == OrderStatus.PENDING_PAYMENT:
        _move(order, OrderStatus.FAILED_PAYMENT, by=None)


@action
def cancel(order: Order, *, by: User | None) -> Order:
    """Give the order up; money that was paid is to be refunded. The seat is released by the journey that calls this."""
    order = _locked(order)
    has_paid = order.instalments.filter(paid_at__isnull=False).exists()
    order.cancelled_at = clock.now()
    order.save(update_fields=["cancelled_at"])
    return _move(order, rules.cancelled_state(order.status, has_paid=has_paid), by=by)


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("session").get(pk=order.pk)


def _move(order: Order, then: OrderStatus, *, by: User | None, **facts: object) -> Order:
    """The only place that writes an order's status."""
    if not rules.may_move(order.status, then):
        raise errors.WrongMoment(
            _("L’inscription %(number)s est à l’étape « %(now)s » : elle ne peut pas passer à « %(then)s ».")
            % {
                "number": order.number,
                "now": STATUS_LABELS[OrderStatus(order.status)],
                "then": STATUS_LABELS[then],
            }
        )
    journal.write(f"orders.{then}", order, by=by, was=str(order.status), **facts)
    order.status = then
    order.save(update_fields=["status"])
    return order
