from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.foundation.money import cents, share, staged

TOTALS = st.integers(-10_000_000, 10_000_000)
WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("euros", "expected"),
    [("129.50", 12950), (290, 29000), (Decimal("0.005"), 1), ("0.004", 0), ("-1.50", -150), ("1188", 118800)],
)
def test_euros_become_whole_cents_half_up(euros, expected):
    assert cents(euros) == expected


@given(total=TOTALS, weights=WEIGHTS)
def test_parts_add_up_to_the_whole(total, weights):
    assert sum(share(total, weights)) == total


@given(total=st.integers(0, 10_000_000), weights=WEIGHTS)
def test_each_part_is_within_a_cent_of_its_exact_share(total, weights):
    for part, weight in zip(share(total, weights), weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(total=TOTALS, weights=WEIGHTS)
def test_nobody_without_weight_gets_anything(total, weights):
    assert all(part == 0 for part, weight in zip(share(total, weights), weights, strict=True) if weight == 0)


@given(total=TOTALS, weights=WEIGHTS)
def test_what_is_taken_back_mirrors_what_was_given(total, weights):
    assert share(-total, weights) == [-part for part in share(total, weights)]


def test_a_cent_that_is_left_goes_to_the_first_of_equals():
    assert share(100, [1, 1, 1]) == [34, 33, 33]
    assert share(101, [1, 1, 1]) == [34, 34, 33]


def test_the_royalty_of_the_worked_example():
    """11,880 € of turnover, ten per cent to the producer: 1,188 €; four universities of six learners each."""
    assert share(cents(11_880), [Fraction(1, 10), Fraction(9, 10)])[0] == cents(1_188)
    assert share(cents(1_188), [6, 6, 6, 6]) == [cents(297)] * 4


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_that_mean_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        share(100, weights)


@given(
    total=st.integers(0, 10_000_000), percentages=st.sampled_from([(30, 70), (30, 35, 35), (30, 25, 25, 20), (100,)])
)
def test_stages_add_up_and_none_but_the_last_exceeds_its_percentage(total, percentages):
    amounts = staged(total, percentages)
    assert sum(amounts) == total
    assert all(amount * 100 <= total * part for amount, part in zip(amounts[:-1], percentages, strict=False))


def test_stages_are_of_a_whole():
    with pytest.raises(ValueError, match="add up to 100"):
        staged(100, (30, 60))
