"""Whether an instalment may be charged, and what money that arrives settles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import accumulate

from microcert.foundation.money import Cents

from .states import LIVE, PAYABLE, UNSIGNED, OrderStatus


class Hold(StrEnum):
    """Why an instalment cannot be charged now."""

    PAID = "paid"
    NOT_OWED = "not_owed"
    WITHDRAWAL_PERIOD = "withdrawal_period"
    NOT_DUE = "not_due"
    FUNDED = "funded"


def hold_on(
    status: OrderStatus,
    *,
    chargeable_from: date | None,
    due_on: date,
    is_paid: bool,
    today: date,
    is_waived: bool = False,
    is_funded: bool = False,
) -> Hold | None:
    """What forbids charging an instalment today, or None when it may be charged.

    The withdrawal period is looked at before anything that a state might say: L6353-5 allows no exception.
    """
    if is_paid:
        return Hold.PAID
    if is_waived or chargeable_from is None or status in UNSIGNED or status not in LIVE:
        return Hold.NOT_OWED
    if today < chargeable_from:
        return Hold.WITHDRAWAL_PERIOD
    if is_funded:
        # A funder's part is never asked of the buyer.
        return Hold.FUNDED
    return Hold.NOT_DUE if today < due_on else None


def days_late(last_day: date, today: date, *, is_open: bool) -> int:
    """How many days something that is still open has passed its day; 0 on the day itself."""
    return max(0, (today - last_day).days) if is_open else 0


class Settlement(StrEnum):
    """What a provider's notification, or a line of a bank statement, led to."""

    PAID = "paid"
    PENDING = "pending"
    REFUSED = "refused"
    REPEATED = "repeated"
    LATE_REFUSAL = "late_refusal"
    UNKNOWN = "unknown_reference"
    WRONG_AMOUNT = "wrong_amount"
    PAID_TWICE = "paid_twice"
    ORDER_CLOSED = "order_closed"


# Money moved, or should have, and no rule knows where it belongs: a person has to look.
ALARMING = frozenset({Settlement.UNKNOWN, Settlement.WRONG_AMOUNT, Settlement.PAID_TWICE, Settlement.ORDER_CLOSED})


# Money that may go back by the way it came, on a person's word: its payment is known, and it settles nothing.
SURPLUS = frozenset({Settlement.PAID_TWICE, Settlement.ORDER_CLOSED, Settlement.WRONG_AMOUNT})


def settlement(
    *,
    order_status: OrderStatus,
    is_final: bool = True,
    is_paid_event: bool,
    attempt_is_paid: bool,
    instalment_is_closed: bool,
    is_exact: bool,
    is_other_transaction: bool = False,
) -> Settlement:
    """What to make of a new notification about a known attempt, in whatever order notifications arrive.

    Money received wins over a refusal of the same attempt: the bank has it. A second transaction of a paid attempt is no
    repetition of the first: that money came too, and has to go back.
    """
    if not is_final:
        return Settlement.PENDING
    if not is_paid_event:
        return Settlement.LATE_REFUSAL if attempt_is_paid or instalment_is_closed else Settlement.REFUSED
    if attempt_is_paid:
        return Settlement.PAID_TWICE if is_other_transaction else Settlement.REPEATED
    if not is_exact:
        return Settlement.WRONG_AMOUNT
    if instalment_is_closed:
        return Settlement.PAID_TWICE
    return Settlement.PAID if order_status in PAYABLE else Settlement.ORDER_CLOSED


def covered(unpaid: Sequence[Cents], amount: Cents) -> int:
    """How many instalments, from the first unpaid one on, a transfer of `amount` pays exactly; 0 when it fits none."""
    for count, total in enumerate(accumulate(unpaid), start=1):
        if total == amount:
            return count
    return 0


ORDER_NUMBER = re.compile(r"(?<!\d)(20\d{2})[\s/.-]?(\d{6})(?!\d)")


def numbers_in(text: str) -> list[str]:
    """The order numbers that a transfer's wording may hold, whatever the bank made of the hyphen: `2026-000123`."""
    return list(dict.fromkeys(f"{year}-{number}" for year, number in ORDER_NUMBER.findall(text)))
