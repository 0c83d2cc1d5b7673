"""Short cuts through an order's life, for tests that are about one moment of it."""

from __future__ import annotations

from datetime import date, timedelta

from microcert.foundation import clock
from microcert.orders import actions
from microcert.orders.bank import SimulatedBank
from microcert.orders.models import Order, PaymentAttempt
from microcert.orders.payment import PaymentEvent


def signed(order: Order, on: date | None = None) -> Order:
    """The order as it stands once its contract is signed."""
    actions.await_signature(order)
    actions.signing(order)
    return actions.begin_withdrawal_period(order, on or clock.today())


def until(day: date) -> timedelta:
    """How far to move the clock to reach `day`."""
    return day - clock.today()


def event(attempt: PaymentAttempt, *, is_paid: bool = True, event_id: str = "", **changed: object) -> PaymentEvent:
    """A notification about an attempt; a new one each time unless it is given an id."""
    amount = attempt.instalment.amount_cents
    facts = {"reference": attempt.reference, "is_paid": is_paid, "amount": amount, "currency": "EUR"} | changed
    return PaymentEvent(event_id or f"evt-{attempt.reference}-{is_paid}-{sorted(changed)}", **facts)


def answered(attempt: PaymentAttempt, *, is_paid: bool = True) -> tuple[bytes, dict[str, str]]:
    """What the simulated bank would send."""
    return SimulatedBank().notification(attempt, is_paid=is_paid)
