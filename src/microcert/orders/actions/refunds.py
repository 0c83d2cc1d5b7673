"""Money that goes back. What a refund gives back is fixed when it is owed; the bank is asked by a job, which may repeat."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.orders import errors, rules
from microcert.orders.models import REFUND_LABELS, Order, PaymentAttempt, Refund
from microcert.orders.rules import OrderStatus, RefundStatus
from microcert.people.models import User

from .states import locked, move


def owe_refunds(order: Order, amount: int, *, reason: Refund.Reason, by: User | None) -> list[Refund]:
    """Owe `amount` cents of what an order's payments brought, the latest first. Called by the action that ends the order."""
    payments = PaymentAttempt.objects.filter(instalment__order=order, state=PaymentAttempt.State.PAID)
    attempts = {each.pk: each for each in payments.select_related("instalment").order_by("settled_at", "pk")}
    paid = [(pk, attempt.instalment.amount_cents) for pk, attempt in attempts.items()]
    return [owe(attempts[pk], part, reason=reason, by=by) for pk, part in rules.taken_back(paid, amount)]


def owe(
    attempt: PaymentAttempt, amount: int, *, reason: Refund.Reason, transaction: str = "", by: User | None
) -> Refund:
    """Owe a part of one payment, within fourteen days, and announce it ("refunds.owed"). Raises NothingToGiveBack.

    `transaction` is the provider's name of what brought the money, where that is not what paid the attempt.
    """
    order = attempt.instalment.order
    before = attempt.refunds.aggregate(sum=Sum("amount_cents"))["sum"] or 0
    if before + amount > attempt.instalment.amount_cents and reason != Refund.Reason.SURPLUS:
        raise errors.NothingToGiveBack(_("Cette somme dépasse ce qui a été reçu."))
    refund = Refund.objects.create(
        order=order,
        attempt=attempt,
        transaction=transaction or attempt.transaction,
        amount_cents=amount,
        reason=reason,
        due_on=clock.today() + timedelta(days=rules.REFUND_DAYS),
    )
    journal.write("orders.refund_owed", order, by=by, refund=refund.pk, amount=amount, reason=str(reason))
    announce("refunds.owed", refund=refund.pk)
    return refund


@action
def note_refund_sent(refund: Refund) -> Refund:
    """The bank took the order to give the money back; its answer follows."""
    refund = _locked_refund(refund)
    return refund if refund.status != RefundStatus.DUE else _move_refund(refund, RefundStatus.SENT, by=None)


@action
def note_refund_failed(refund: Refund, why: str) -> Refund:
    """The bank refused: a person pays back by transfer, or has it tried again."""
    refund = _locked_refund(refund)
    if refund.status == RefundStatus.DONE:
        return refund
    return _move_refund(refund, RefundStatus.FAILED, by=None, note=why)


@action
def confirm_refund(refund: Refund, *, note: str = "", by: User | None) -> Refund:
    """The money went back: announced ("payments.refunded"). The order is refunded with its last refund. Repeatable."""
    order = locked(refund.order)
    refund = _locked_refund(refund)
    if refund.status == RefundStatus.DONE:
        return refund
    refund.done_at = clock.now()
    refund = _move_refund(refund, RefundStatus.DONE, by=by, note=note)
    announce("payments.refunded", refund=refund.pk)
    is_last = not order.refunds.exclude(status=RefundStatus.DONE).exists()
    if is_last and order.status == OrderStatus.REFUNDING:
        move(order, OrderStatus.REFUNDED, by=by)
    return refund


@action
def try_refund_again(refund: Refund, *, by: User) -> Refund:
    """Ask the bank once more for a refund that it refused ("refunds.retried")."""
    refund = _move_refund(_locked_refund(refund), RefundStatus.SENT, by=by)
    tries = Refund.objects.filter(pk=refund.pk).values_list("tries", flat=True).get() + 1
    Refund.objects.filter(pk=refund.pk).update(tries=tries)
    announce("refunds.retried", refund=refund.pk, tries=tries)
    return refund


def _locked_refund(refund: Refund) -> Refund:
    return Refund.objects.select_for_update(of=("self",)).select_related("order", "attempt").get(pk=refund.pk)


def _move_refund(refund: Refund, then: RefundStatus, *, by: User | None, note: str = "") -> Refund:
    if not rules.may_move_refund(refund.status, then):
        raise errors.WrongMoment(
            _("Ce remboursement est à l’étape « %(now)s » : il ne peut pas passer à « %(then)s ».")
            % {"now": REFUND_LABELS[RefundStatus(refund.status)], "then": REFUND_LABELS[then]}
        )
    journal.write(f"orders.refund_{then}", refund.order, by=by, refund=refund.pk, was=str(refund.status))
    refund.status = then
    refund.note = note[:250] or refund.note
    refund.save(update_fields=["status", "note", "done_at"])
    return refund
