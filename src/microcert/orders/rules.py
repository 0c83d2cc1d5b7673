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
