from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.foundation.calendar import (
    first_debit_on,
    is_working_day,
    last_signature_for,
    next_working_day,
    withdrawal_last_day,
)
from microcert.sessions.rules import sales_close_on

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("signed_on", "last_day", "debit"),
    [
        # An ordinary fortnight.
        (date(2026, 11, 2), date(2026, 11, 16), date(2026, 11, 17)),
        # The fourteenth day is a Saturday.
        (date(2026, 10, 31), date(2026, 11, 16), date(2026, 11, 17)),
        # The fourteenth day is Armistice Day.
        (date(2026, 10, 28), date(2026, 11, 12), date(2026, 11, 13)),
        # Easter Monday and Christmas, to be sure that moving holidays are known too.
        (date(2027, 3, 15), date(2027, 3, 30), date(2027, 3, 31)),
        (date(2026, 12, 11), date(2026, 12, 28), date(2026, 12, 29)),
    ],
)
def test_the_withdrawal_period_ends_on_a_working_day_and_debits_begin_the_day_after(signed_on, last_day, debit):
    assert withdrawal_last_day(signed_on) == last_day
    assert first_debit_on(signed_on) == debit


def test_week_ends_and_french_holidays_are_no_working_days():
    assert not is_working_day(date(2026, 11, 14))
    assert not is_working_day(date(2026, 11, 15))
    assert not is_working_day(date(2026, 7, 14))
    assert is_working_day(date(2026, 11, 16))
    assert next_working_day(date(2026, 5, 1)) == date(2026, 5, 4)


@given(signed_on=DAYS)
def test_the_period_lasts_fourteen_days_at_least_and_ends_on_a_working_day(signed_on):
    last_day = withdrawal_last_day(signed_on)
    assert timedelta(days=14) <= last_day - signed_on <= timedelta(days=18)
    assert is_working_day(last_day)


@given(start=DAYS)
def test_sales_close_on_the_last_day_whose_debit_comes_no_later_than_the_start(start):
    last = last_signature_for(start)
    assert first_debit_on(last) <= start < first_debit_on(last + timedelta(days=1))
    assert sales_close_on(start) == last
