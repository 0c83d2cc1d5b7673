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
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.learning.queries import progress
from microcert.orders import actions as orders
from microcert.orders.actions import free_place
from microcert.orders.errors import WrongMoment
from microcert.orders.models import Order, Refund
from microcert.orders.rules import LIVE, UNSIGNED, owed_pro_rata
from microcert.people.models import User
from microcert.sessions.models import Postponement


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


@action
def end_with_its_session(order: Order, *, by: User | None = None) -> None:
    """The session does not take place: the order ends and all that was paid is owed back. Ended orders are left alone."""
    order = _locked(order)
    if order.status in LIVE:
        end_order(order, reason=Refund.Reason.SESSION_CANCELLED, by=by)


@action
def refuse_new_dates(order: Order, *, by: User) -> Order:
    """The buyer does not accept the dates of a postponed session: free of charge, until it starts. Raises WrongMoment."""
    order = _locked(order)
    if to_accept(order) is None:
        raise WrongMoment(_("Il n’y a pas de nouvelles dates à refuser pour cette inscription."))
    return end_order(order, reason=Refund.Reason.SESSION_CANCELLED, by=by)


def to_accept(order: Order) -> Postponement | None:
    """The new dates that the buyer may still refuse: announced after the order, the session not begun."""
    if order.status not in LIVE or clock.today() >= order.session.starts_on:
        return None
    return order.session.postponements.filter(announced_at__gt=order.placed_at).first()


def _locked(order: Order) -> Order:
    """The order, locked after its contract, as signing does: two people at once wait for each other, never in a circle."""
    TrainingContract.objects.select_for_update().filter(order=order).first()
    return Order.objects.select_for_update().get(pk=order.pk)
