"""French working days, and the legal deadlines counted in them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

# Consumer code L221-18: fourteen days; the Labour code's ten days (L6353-5) always end earlier.
WITHDRAWAL_DAYS = 14


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_working_day(day: date) -> bool:
    """Neither Saturday, Sunday nor a public holiday in France."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def next_working_day(day: date) -> date:
    """`day` itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def withdrawal_last_day(signed_on: date) -> date:
    """The last day of the withdrawal period of a distance contract signed on `signed_on`.

    The day of signature does not count; a period that ends on a Saturday, a Sunday or a holiday runs to the next
    working day (Consumer code L221-18 and L221-19). It ends at midnight, the end of that day.
    """
    return next_working_day(signed_on + timedelta(days=WITHDRAWAL_DAYS))


def first_debit_on(signed_on: date) -> date:
    """The first day on which anything may be asked of the buyer (Labour code L6353-5, L6353-6)."""
    return withdrawal_last_day(signed_on) + timedelta(days=1)


def last_signature_for(start: date) -> date:
    """The last day on which a contract can be signed so that its first debit falls no later than `start`.

    A moved deadline (a holiday, a week-end) can put several signature days on one debit day: the search goes back day
    by day from the latest candidate.
    """
    day = start - timedelta(days=WITHDRAWAL_DAYS + 1)
    while first_debit_on(day) > start:
        day -= timedelta(days=1)
    return day
