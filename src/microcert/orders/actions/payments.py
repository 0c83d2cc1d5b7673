"""Money that comes in: by the provider's page, or by a transfer that stands on a bank statement."""

from __future__ import annotations

import logging
from dataclasses import asdict

from django.utils.translation import gettext as _

from microcert.consortium.models import University
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.foundation.money import in_euros
from microcert.orders import errors, rules
from microcert.orders.models import Instalment, Order, PaymentAttempt, ProviderEvent, Refund
from microcert.orders.payment import PaymentEvent
from microcert.orders.queries import payer_of, refusal_to_charge
from microcert.orders.rules import OrderStatus, Settlement
from microcert.orders.statement import Credit
from microcert.people.models import User

from .orders import make_chargeable
from .refunds import owe
from .states import locked, move

log = logging.getLogger(__name__)


@action
def start_payment(instalment: Instalment, *, by: User | None) -> PaymentAttempt:
    """Open one try to pay one instalment. Raises TooEarlyToCharge, AlreadyPaid, WrongMoment."""
    order = locked(instalment.order)
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
    attempt = PaymentAttempt.objects.select_related("instalment__order").filter(reference=event.reference).first()
    if attempt is None:
        return _record(record, Settlement.UNKNOWN, event.reference)
    record.order = attempt.instalment.order
    record.university_id = attempt.instalment.order.university_id
    return _record(record, _settle_attempt(attempt, event), event.reference)


def _record(record: ProviderEvent, outcome: Settlement, reference: str) -> Settlement:
    record.outcome = outcome
    record.save(update_fields=["outcome", "order", "university"])
    if outcome in rules.ALARMING:
        log.error("payment event %s: %s (%s)", record.event_id, outcome, reference)
    return outcome


def _settle_attempt(attempt: PaymentAttempt, event: PaymentEvent) -> Settlement:
    order = locked(Order(pk=attempt.instalment.order_id))
    instalment = order.instalments.get(pk=attempt.instalment_id)
    attempt = instalment.attempts.get(pk=attempt.pk)
    was_paid = attempt.state == PaymentAttempt.State.PAID
    outcome = rules.settlement(
        order_status=OrderStatus(order.status),
        is_final=event.is_final,
        is_paid_event=event.is_paid,
        attempt_is_paid=was_paid,
        instalment_is_closed=instalment.paid_at is not None or instalment.waived_at is not None,
        is_exact=(event.amount, event.currency) == (instalment.amount_cents, "EUR"),
        is_other_transaction=bool(event.transaction) and event.transaction != attempt.transaction,
    )
    if event.transaction and not was_paid:
        # A refund goes back by the transaction that paid: whatever is said later of another one does not replace it.
        attempt.transaction = event.transaction
        attempt.save(update_fields=["transaction"])
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
    if order.instalments.filter(paid_at=None, waived_at=None).exists():
        if order.status == OrderStatus.FAILED_PAYMENT:
            move(order, OrderStatus.PENDING_PAYMENT, by=None)
    else:
        move(order, OrderStatus.COMPLETED, by=None)
    announce("payments.settled", instalment=instalment.pk)


def _refuse(order: Order, attempt: PaymentAttempt) -> None:
    attempt.state = PaymentAttempt.State.REFUSED
    attempt.settled_at = clock.now()
    attempt.save(update_fields=["state", "settled_at"])
    if order.status == OrderStatus.PENDING_PAYMENT:
        move(order, OrderStatus.FAILED_PAYMENT, by=None)


@action
def take_transfer(credit: Credit, *, university: University, by: User) -> Settlement:
    """Take one line of a university's bank statement into account, once: it pays the instalments that it covers exactly.

    The order is found by the number that the payer wrote. Whatever does not fit is recorded for a person to place.
    """
    event_id = f"transfer-{university.pk}-{credit.key}"
    record, is_new = ProviderEvent.objects.get_or_create(
        event_id=event_id, defaults={"payload": credit.as_payload(), "outcome": "", "university": university}
    )
    if not is_new:
        return Settlement.REPEATED
    numbers = rules.numbers_in(credit.wording)
    order = Order.objects.filter(number__in=numbers, university=university).first() if len(numbers) == 1 else None
    if order is None:
        return _record(record, Settlement.UNKNOWN, credit.wording[:80])
    record.order = order
    return _record(record, _settle_transfer(locked(order), credit, by=by), order.number)


def _settle_transfer(order: Order, credit: Credit, *, by: User) -> Settlement:
    if order.status not in rules.OWING or order.chargeable_from is None or clock.today() < order.chargeable_from:
        return Settlement.ORDER_CLOSED
    order = make_chargeable(order, by=by)
    parts = _parts_paid(order, credit)
    if not parts or credit.currency != "EUR":
        return Settlement.WRONG_AMOUNT
    for part in parts:
        attempt = PaymentAttempt.objects.create(
            instalment=part,
            reference=f"{order.number}-{part.number}-v{credit.key[:12]}",
            means=PaymentAttempt.Means.TRANSFER,
            transaction=credit.bank_reference[:80],
        )
        _pay(order, part, attempt)
    journal.write("orders.transfer_received", order, by=by, instalments=len(parts), amount=credit.amount_cents)
    return Settlement.PAID


def _parts_paid(order: Order, credit: Credit) -> list[Instalment]:
    """The instalments that a transfer pays exactly: the buyer's in their order, or the funder's part, which waits for none."""
    unpaid = list(order.instalments.filter(paid_at=None, waived_at=None))
    own, funded = ([part for part in unpaid if part.is_funded is wanted] for wanted in (False, True))
    payer = payer_of(order)
    names_the_funder = payer is not None and payer.reference in " ".join(credit.wording.upper().split())
    for parts in (funded, own) if names_the_funder else (own, funded):
        if count := rules.covered([part.amount_cents for part in parts], credit.amount_cents):
            return parts[:count]
    return []


@action
def place_transfer(event: ProviderEvent, number: str, *, by: User) -> Order:
    """A person recognised the order of a transfer whose wording named none, or another: it pays what it covers exactly.

    The order is one of the university whose account the money reached. Raises AlreadyResolved, TransferMisplaced.
    """
    event = ProviderEvent.objects.select_for_update().get(pk=event.pk)
    if event.resolved_at or event.outcome not in rules.ALARMING or "booked_on" not in event.payload:
        raise errors.AlreadyResolved(_("Une collègue ou un collègue a déjà traité cette somme."))
    known = rules.numbers_in(number)
    order = Order.objects.filter(number__in=known, university=event.university_id).first() if len(known) == 1 else None
    if order is None:
        raise errors.TransferMisplaced(
            _("Aucune commande de votre université ne porte ce numéro. Il s’écrit comme 2026-000123."), field="number"
        )
    credit = Credit.from_payload(event.payload)
    outcome = _settle_transfer(locked(order), credit, by=by)
    if outcome != Settlement.PAID:
        raise errors.TransferMisplaced(_why_misplaced(order, outcome), field="number")
    event.order = order
    event.save(update_fields=["order"])
    _resolve(event, _("Affectée à la commande %(number)s") % {"number": order.number}, by=by)
    return order


def _why_misplaced(order: Order, outcome: Settlement) -> str:
    if outcome == Settlement.ORDER_CLOSED:
        return _(
            "Cette commande n’attend aucun paiement aujourd’hui : rendez la somme, ou attendez la fin du délai de rétractation."
        )
    unpaid = order.instalments.filter(paid_at=None, waived_at=None)
    amounts = ", ".join(in_euros(part.amount_cents) for part in unpaid) or in_euros(0)
    return _("Cette somme ne règle exactement aucune échéance de la commande. Restent dues : %(amounts)s.") % {
        "amounts": amounts
    }


@action
def give_surplus_back(event: ProviderEvent, *, by: User) -> Refund:
    """Money that came for what was already paid, or no longer owed, goes back to where it came from. Raises NothingToGiveBack."""
    event = ProviderEvent.objects.select_for_update().get(pk=event.pk)
    attempt = PaymentAttempt.objects.filter(reference=event.payload.get("reference", "")).first()
    if event.resolved_at or event.outcome not in rules.SURPLUS or attempt is None:
        raise errors.NothingToGiveBack(_("Cette somme est déjà placée, ou son paiement est inconnu de la plateforme."))
    if event.payload["currency"] != "EUR":
        raise errors.NothingToGiveBack(_("Cette somme n’est pas en euros : rendez-la depuis l’espace de votre banque."))
    refund = owe(
        attempt,
        event.payload["amount"],
        reason=Refund.Reason.SURPLUS,
        transaction=event.payload.get("transaction", ""),
        by=by,
    )
    _resolve(event, _("Remboursement demandé"), by=by)
    return refund


@action
def note_resolution(event: ProviderEvent, resolution: str, *, by: User) -> ProviderEvent:
    """A person found the place of the money outside the platform and says where. Raises AlreadyResolved."""
    event = ProviderEvent.objects.select_for_update().get(pk=event.pk)
    if event.resolved_at:
        raise errors.AlreadyResolved(_("Une collègue ou un collègue a déjà traité cette somme."))
    return _resolve(event, resolution, by=by)


def _resolve(event: ProviderEvent, resolution: str, *, by: User) -> ProviderEvent:
    event.resolved_at = clock.now()
    event.resolved_by = by
    event.resolution = resolution[:250]
    event.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    journal.write("orders.payment_resolved", event, by=by, outcome=event.outcome)
    return event
