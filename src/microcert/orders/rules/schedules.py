"""When each part of a price is due, and when somebody is reminded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from microcert.foundation.money import Cents, staged

# Ceiling in euros → percentages. The first never exceeds 30 % (Labour code L6353-6); the last takes the rounding.
SCHEDULES: tuple[tuple[Cents, tuple[int, ...]], ...] = (
    (200_00, (30, 70)),
    (500_00, (30, 35, 35)),
    (1_000_00, (30, 25, 25, 20)),
)


@dataclass(frozen=True)
class Due:
    """One instalment: its number from 1, the day from which it may be charged, its amount in cents, whether a funder pays it."""

    number: int
    due_on: date
    amount: Cents
    is_funded: bool = False


def payment_schedule(
    price: Cents, *, chargeable_from: date, starts_on: date, ends_on: date, funded: Cents = 0
) -> list[Due]:
    """The instalments of a price: the first when the withdrawal period is over, the rest spread over the training.

    A free training has no instalment. Above the last ceiling its percentages still apply. `funded` is the part that a
    funder pays, in one sum, once the training has taken place; what is staged is the rest.
    """
    own = _staged(price - funded, chargeable_from, starts_on, ends_on)
    last = Due(len(own) + 1, max(chargeable_from, ends_on), funded, is_funded=True)
    return [*own, last] if funded else own


def _staged(price: Cents, chargeable_from: date, starts_on: date, ends_on: date) -> list[Due]:
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


class Reminder(StrEnum):
    """The letters about an instalment that is not paid, from the day on which it may be charged."""

    DUE = "due"
    LATE = "late"
    FORMAL = "formal"


# Days after the instalment's day. After the last letter a person takes over: the platform threatens nobody by itself.
REMIND_AFTER: dict[Reminder, int] = {Reminder.DUE: 0, Reminder.LATE: 7, Reminder.FORMAL: 21}


def reminder_for(due_on: date, today: date) -> Reminder | None:
    """The latest letter that the days passed call for, or None before the day. Earlier letters that were missed stay unsent."""
    passed = (today - due_on).days
    return next((letter for letter in reversed(Reminder) if passed >= REMIND_AFTER[letter]), None)
