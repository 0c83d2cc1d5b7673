"""Pure rules of an order: its states, its payment schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from microcert.foundation.money import Cents, staged


class OrderStatus(StrEnum):
    """The life of an order. `PENDING` is the withdrawal period: signed, nothing may be charged yet."""

    DRAFT = "draft"
    ASSIGNED = "assigned"
    TO_SIGN = "to_sign"
    SIGNING = "signing"
    PENDING = "pending"
    PENDING_PAYMENT = "pending_payment"
    FAILED_PAYMENT = "failed_payment"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.DRAFT: frozenset({OrderStatus.ASSIGNED, OrderStatus.CANCELLED}),
    OrderStatus.ASSIGNED: frozenset({OrderStatus.TO_SIGN, OrderStatus.CANCELLED}),
    OrderStatus.TO_SIGN: frozenset({OrderStatus.SIGNING, OrderStatus.CANCELLED}),
    OrderStatus.SIGNING: frozenset({OrderStatus.PENDING, OrderStatus.TO_SIGN, OrderStatus.CANCELLED}),
    OrderStatus.PENDING: frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED}),
    OrderStatus.PENDING_PAYMENT: frozenset(
        {OrderStatus.COMPLETED, OrderStatus.FAILED_PAYMENT, OrderStatus.REFUNDING, OrderStatus.CANCELLED}
    ),
    OrderStatus.FAILED_PAYMENT: frozenset(
        {OrderStatus.PENDING_PAYMENT, OrderStatus.COMPLETED, OrderStatus.REFUNDING, OrderStatus.CANCELLED}
    ),
    OrderStatus.COMPLETED: frozenset({OrderStatus.REFUNDING}),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.REFUNDING: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.REFUNDED: frozenset(),
}

# Orders that hold a seat and count in a university's load.
LIVE = frozenset(OrderStatus) - {OrderStatus.CANCELLED, OrderStatus.REFUNDING, OrderStatus.REFUNDED}

# A contract binds from the signature on: until then the buyer cancels by a click, afterwards by withdrawing.
UNSIGNED = frozenset({OrderStatus.DRAFT, OrderStatus.ASSIGNED, OrderStatus.TO_SIGN, OrderStatus.SIGNING})
PAYABLE = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.FAILED_PAYMENT})

# What the contract must say of the person (Labour code L6353-4), field by field of the account.
IDENTITY = ("given_names", "family_name", "birth_date", "birth_place", "postal_address")


# An employer pays under an agreement (convention), not under an individual's training contract.
PAID_BY_A_COMPANY = frozenset({"employer"})


def may_move(now: OrderStatus | str, then: OrderStatus) -> bool:
    """Whether an order may go from one state to the other."""
    return then in TRANSITIONS[OrderStatus(now)]


def missing_identity(person: object) -> list[str]:
    """The fields that the contract needs and that the account lacks, in the order of the form."""
    return [name for name in IDENTITY if not str(getattr(person, name, "") or "").strip()]


class Hold(StrEnum):
    """Why an instalment cannot be charged now."""

    PAID = "paid"
    NOT_OWED = "not_owed"
    WITHDRAWAL_PERIOD = "withdrawal_period"
    NOT_DUE = "not_due"


def hold_on(
    status: OrderStatus, *, chargeable_from: date | None, due_on: date, is_paid: bool, today: date
) -> Hold | None:
    """What forbids charging an instalment today, or None when it may be charged.

    The withdrawal period is looked at before anything that a state might say: L6353-5 allows no exception.
    """
    if is_paid:
        return Hold.PAID
    if chargeable_from is None or status in UNSIGNED or status not in LIVE:
        return Hold.NOT_OWED
    if today < chargeable_from:
        return Hold.WITHDRAWAL_PERIOD
    return Hold.NOT_DUE if today < due_on else None


def cancelled_state(status: OrderStatus | str, *, has_paid: bool) -> OrderStatus:
    """Where cancelling leads: paid money must come back first."""
    return OrderStatus.REFUNDING if has_paid or status == OrderStatus.COMPLETED else OrderStatus.CANCELLED


class Settlement(StrEnum):
    """What a provider's notification led to."""

    PAID = "paid"
    REFUSED = "refused"
    REPEATED = "repeated"
    LATE_REFUSAL = "late_refusal"
    UNKNOWN = "unknown_reference"
    WRONG_AMOUNT = "wrong_amount"
    PAID_TWICE = "paid_twice"
    ORDER_CLOSED = "order_closed"


# Money moved, or should have, and no rule knows where it belongs: a person has to look.
ALARMING = frozenset({Settlement.UNKNOWN, Settlement.WRONG_AMOUNT, Settlement.PAID_TWICE, Settlement.ORDER_CLOSED})


def settlement(
    *,
    order_status: OrderStatus,
    is_paid_event: bool,
    attempt_is_paid: bool,
    instalment_is_paid: bool,
    is_exact: bool,
) -> Settlement:
    """What to make of a new notification about a known attempt, in whatever order notifications arrive.

    Money received wins over a refusal of the same attempt: the bank has it.
    """
    if not is_paid_event:
        return Settlement.LATE_REFUSAL if attempt_is_paid or instalment_is_paid else Settlement.REFUSED
    if attempt_is_paid:
        return Settlement.REPEATED
    if not is_exact:
        return Settlement.WRONG_AMOUNT
    if instalment_is_paid:
        return Settlement.PAID_TWICE
    return Settlement.PAID if order_status in PAYABLE else Settlement.ORDER_CLOSED


# Ceiling in euros → percentages. The first never exceeds 30 % (Labour code L6353-6); the last takes the rounding.
SCHEDULES: tuple[tuple[Cents, tuple[int, ...]], ...] = (
    (200_00, (30, 70)),
    (500_00, (30, 35, 35)),
    (1_000_00, (30, 25, 25, 20)),
)


@dataclass(frozen=True)
class Due:
    """One instalment: its number from 1, the day from which it may be charged, its amount in cents."""

    number: int
    due_on: date
    amount: Cents


def payment_schedule(price: Cents, *, chargeable_from: date, starts_on: date, ends_on: date) -> list[Due]:
    """The instalments of a price: the first when the withdrawal period is over, the rest spread over the training.

    A free training has no instalment. Above the last ceiling its percentages still apply.
    """
    if price == 0:
        return []
    percentages = next((parts for ceiling, parts in SCHEDULES if price <= ceiling), SCHEDULES[-1][1])
    amounts = staged(price, percentages)
    span = (ends_on - starts_on).days
    steps = len(amounts) - 1
    days = [chargeable_from] + [
        max(chargeable_from, starts_on + timedelta(days=span * step // steps)) for step in range(1, steps + 1)
    ]
    return [Due(place + 1, day, amount) for place, (day, amount) in enumerate(zip(days, amounts, strict=True))]
