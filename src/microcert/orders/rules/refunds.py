"""What goes back to whom, how much and by when."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from microcert.foundation.money import Cents


class RefundStatus(StrEnum):
    """The life of a refund. `SENT` was asked of the provider; a transfer made by hand goes straight to `DONE`."""

    DUE = "due"
    SENT = "sent"
    FAILED = "failed"
    DONE = "done"


REFUND_TRANSITIONS: dict[RefundStatus, frozenset[RefundStatus]] = {
    RefundStatus.DUE: frozenset({RefundStatus.SENT, RefundStatus.FAILED, RefundStatus.DONE}),
    RefundStatus.SENT: frozenset({RefundStatus.FAILED, RefundStatus.DONE}),
    RefundStatus.FAILED: frozenset({RefundStatus.SENT, RefundStatus.DONE}),
    RefundStatus.DONE: frozenset(),
}

# Consumer code L221-24: what was paid comes back within fourteen days of the notice.
REFUND_DAYS = 14


def may_move_refund(now: RefundStatus | str, then: RefundStatus) -> bool:
    """Whether a refund may go from one state to the other."""
    return then in REFUND_TRANSITIONS[RefundStatus(now)]


def owed_pro_rata(price: Cents, *, minutes_done: int, minutes_total: int) -> Cents:
    """What a learner stopped by force majeure owes: the price of what was delivered, rounded in their favour.

    Labour code L6353-7: only what was actually delivered is paid, in proportion to its value in the contract.
    """
    if minutes_total <= 0:
        return 0
    return price * max(0, min(minutes_done, minutes_total)) // minutes_total


def taken_back(payments: Sequence[tuple[int, Cents]], amount: Cents) -> list[tuple[int, Cents]]:
    """Which payments (key, amount, oldest first) give `amount` back: the latest first, each by at most what it brought.

    Raises ValueError when less was paid than is to be given back.
    """
    parts: list[tuple[int, Cents]] = []
    for key, paid in reversed(payments):
        part = min(paid, amount)
        if part > 0:
            parts.append((key, part))
            amount -= part
    if amount > 0:
        raise ValueError("more to give back than was paid")
    return parts
