"""The life of an order, one verb each. Every action locks the order's row before it asks a rule."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from microcert.allotment.models import Draw
from microcert.consortium.models import TermsVersion
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.calendar import first_debit_on
from microcert.foundation.events import announce
from microcert.orders import errors, rules
from microcert.orders.models import AccountFile, Instalment, Order, Refund
from microcert.orders.queries import funded_cents
from microcert.orders.rules import OrderStatus
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff

from .refunds import owe_refunds
from .states import locked, move


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
    account_file: AccountFile | None = None,
    by: User | None,
) -> Order:
    """Write the order that a draw belongs to, and announce it ("orders.placed"). Raises AlreadyOrdered.

    `account_file`, not saved yet, is the part of the price that a training account pays.

    Called under the lock of the session's draw, so that two clicks cannot make two orders.
    """
    # Who ordered for a company may learn in the session too.
    held = Order.objects.filter(buyer=buyer, session=session, status__in=rules.LIVE).exclude(kind=Order.Kind.COMPANY)
    if held.exists():
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
    if account_file is not None:
        account_file.order = order
        account_file.save()
    journal.write(
        "orders.placed",
        order,
        by=by,
        funded_cents=account_file.amount_cents if account_file else 0,
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
    return move(locked(order), OrderStatus.TO_SIGN, by=by)


@action
def signing(order: Order, *, by: User | None = None) -> Order:
    """The buyer asked for a code and is signing; asking for another code changes nothing. Raises SignatureTooLate."""
    order = locked(order)
    if clock.today() > order.session.sales_close_on:
        raise errors.SignatureTooLate(
            _("Il est trop tard pour signer : le délai de rétractation s’achèverait après le début de la session.")
        )
    return order if order.status == OrderStatus.SIGNING else move(order, OrderStatus.SIGNING, by=by)


@action
def abandon_signing(order: Order, *, by: User | None = None) -> Order:
    """The code expired or was refused too often: the contract waits for its signature again."""
    return move(locked(order), OrderStatus.TO_SIGN, by=by)


@action
def begin_withdrawal_period(order: Order, signed_on: date, *, by: User | None = None) -> Order:
    """The contract is signed: from now on nothing may be charged before `chargeable_from`; the schedule is fixed."""
    order = locked(order)
    if order.status == OrderStatus.TO_SIGN:
        order = move(order, OrderStatus.SIGNING, by=by)
    order.chargeable_from = first_debit_on(signed_on)
    order.save(update_fields=["chargeable_from"])
    schedule = _schedule(order, order.chargeable_from)
    Instalment.objects.bulk_create(
        Instalment(order=order, number=due.number, due_on=due.due_on, amount_cents=due.amount, is_funded=due.is_funded)
        for due in schedule
    )
    return move(order, OrderStatus.PENDING, by=by, chargeable_from=order.chargeable_from.isoformat())


def _schedule(order: Order, chargeable_from: date) -> list[rules.Due]:
    return rules.payment_schedule(
        order.price_cents,
        chargeable_from=chargeable_from,
        starts_on=order.session.starts_on,
        ends_on=order.session.ends_on,
        funded=funded_cents(order),
    )


@action
def restage(order: Order, *, by: User | None = None) -> Order:
    """The session has moved: what is not yet paid falls due along its new dates, never earlier. No amount changes."""
    order = locked(order)
    if order.chargeable_from is None or order.is_company:
        # A company owes its price from the agreement on, whenever the session takes place.
        return order
    schedule = _schedule(order, order.chargeable_from)
    due = {each.number: each.due_on for each in schedule}
    for part in order.instalments.filter(paid_at=None, waived_at=None):
        part.due_on = max(part.due_on, due.get(part.number, part.due_on))
        part.save(update_fields=["due_on"])
    journal.write("orders.restaged", order, by=by, starts_on=order.session.starts_on.isoformat())
    return order


@action
def make_chargeable(order: Order, *, by: User | None = None) -> Order:
    """The withdrawal period is over: payment is awaited. Raises TooEarlyToCharge; harmless when done already."""
    order = locked(order)
    if order.status != OrderStatus.PENDING:
        return order
    if order.chargeable_from is None or clock.today() < order.chargeable_from:
        raise errors.TooEarlyToCharge(_("Rien ne peut être demandé avant la fin du délai de rétractation."))
    order = move(order, OrderStatus.PENDING_PAYMENT, by=by)
    return order if order.instalments.exists() else move(order, OrderStatus.COMPLETED, by=by)


@action
def cancel(order: Order, *, reason: Refund.Reason = Refund.Reason.GIVEN_UP, by: User | None) -> Order:
    """Give the order up; all that was paid goes back. The seat is released by the journey that calls this."""
    order = locked(order)
    order.cancelled_at = clock.now()
    order.save(update_fields=["cancelled_at"])
    return _end(order, owed_cents=0, reason=reason, by=by)


@action
def end_pro_rata(order: Order, *, owed_cents: int, by: User | None) -> Order:
    """Stop an order for force majeure: what was delivered stays owed, the rest is given back or no longer asked.

    Where less was paid than is owed, one last instalment of the difference (for each who pays) takes the place of those
    still open.
    """
    order = locked(order)
    if order.status not in rules.RUNNING:
        raise errors.WrongMoment(_("Seule une formation commencée, sous contrat signé, se règle au prorata."))
    parts = list(order.instalments.all())
    paid = sum(part.amount_cents for part in parts if part.paid_at)
    funded = sum(part.amount_cents for part in parts if part.is_funded and not part.paid_at)
    order.instalments.filter(paid_at=None).update(waived_at=clock.now())
    journal.write("orders.ended_pro_rata", order, by=by, owed_cents=owed_cents, paid_cents=paid)
    if paid >= owed_cents:
        order.cancelled_at = clock.now()
        order.save(update_fields=["cancelled_at"])
        return _end(order, owed_cents=owed_cents, reason=Refund.Reason.FORCE_MAJEURE, by=by)
    # What a funder had promised comes first, so that the buyer is never asked for its part.
    from_funder = min(funded, owed_cents - paid)
    shares = [(owed_cents - paid - from_funder, False), (from_funder, True)]
    Instalment.objects.bulk_create(
        Instalment(order=order, number=number, due_on=clock.today(), amount_cents=share, is_funded=is_funded)
        for number, (share, is_funded) in enumerate((each for each in shares if each[0]), start=len(parts) + 1)
    )
    return order


def _end(order: Order, *, owed_cents: int, reason: Refund.Reason, by: User | None) -> Order:
    paid = sum(part.amount_cents for part in order.instalments.all() if part.paid_at)
    to_refund = paid - owed_cents
    order = move(order, rules.cancelled_state(order.status, has_to_refund=to_refund > 0), by=by)
    if to_refund > 0:
        owe_refunds(order, to_refund, reason=reason, by=by)
    elif order.status == OrderStatus.REFUNDING:
        order = move(order, OrderStatus.REFUNDED, by=by)
    return order
