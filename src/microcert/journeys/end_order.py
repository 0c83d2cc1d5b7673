"""The learner gives up, before or after signing: the order ends, the seat returns to the draw, the file closes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.allotment.actions import release
from microcert.contracts.actions import void
from microcert.contracts.actions import withdraw as withdraw_contract
from microcert.contracts.models import TrainingContract
from microcert.contracts.rules import ContractStatus
from microcert.enrolment.actions import withdraw as withdraw_file
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.learning.queries import progress
from microcert.orders import actions as orders
from microcert.orders.actions import free_place
from microcert.orders.errors import WrongMoment
from microcert.orders.models import Order, Refund
from microcert.orders.rules import LIVE, UNSIGNED, owed_pro_rata
from microcert.people.models import User


@action
def end_order(order: Order, *, reason: Refund.Reason = Refund.Reason.GIVEN_UP, by: User | None) -> Order:
    """Cancel an order and undo what hung on it: an unsigned contract is void, the seat is released, the file closes.

    All that was paid is owed back, for `reason`.
    """
    order = orders.cancel(order, reason=reason, by=by)
    contract = TrainingContract.objects.filter(order=order, status=ContractStatus.ISSUED).first()
    if contract is not None:
        void(contract, by=by)
    if order.kind == Order.Kind.PLACE:
        free_place(order, by=by)
    else:
        release(order.the_draw, by=by)
    if order.is_company:
        for place in order.places.filter(status__in=LIVE):
            end_order(place, reason=reason, by=by)
    _close_file(order, by=by)
    return order


@action
def end_for_force_majeure(file: LearnerFile, *, why: str, by: User) -> Order:
    """The learner is prevented for good: what was delivered stays owed pro rata, the rest goes back (Labour code L6353-7).

    `why` stands in the journal; the proof itself is not kept by the platform.
    """
    done = progress(file)
    order = _locked(file.order)
    owed = owed_pro_rata(order.price_cents, minutes_done=done.minutes_done, minutes_total=done.minutes_total)
    journal.write("orders.force_majeure", order, by=by, why=why, owed_cents=owed)
    order = orders.end_pro_rata(order, owed_cents=owed, by=by)
    _close_file(order, by=by)
    return order


def _close_file(order: Order, *, by: User | None) -> None:
    file = LearnerFile.objects.filter(order=order, status=FileStatus.OPEN).first()
    if file is not None:
        withdraw_file(file, by=by)


@action
def withdraw_from_contract(contract: TrainingContract, *, by: User) -> Order:
    """Renounce a signed contract within the legal period. Raises WithdrawalTooLate; the receipt follows by itself."""
    withdraw_contract(contract, by=by)
    return end_order(contract.order, by=by)


@action
def cancel_before_signature(order: Order, *, by: User | None) -> Order:
    """The buyer gives up an order that nothing binds yet. Raises WrongMoment once the contract is signed."""
    order = _locked(order)
    if order.status not in UNSIGNED:
        raise WrongMoment(_("Le contrat est signé : pour y renoncer, utilisez « Renoncer au contrat ici »."))
    return end_order(order, by=by)


@action
def lapse_unsigned(order: Order) -> None:
    """Nobody signed while it was possible: the seat returns. An order signed at the last moment is left alone."""
    order = _locked(order)
    if order.status in UNSIGNED:
        end_order(order, by=None)


def _locked(order: Order) -> Order:
    """The order, locked after its contract, as signing does: two people at once wait for each other, never in a circle."""
    TrainingContract.objects.select_for_update().filter(order=order).first()
    return Order.objects.select_for_update().get(pk=order.pk)
