from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.economics.rules import (
    Assumptions,
    Option,
    View,
    account,
    assumptions_from,
    economy,
    mean_price,
    reached,
    rounded,
    seats,
    threshold,
)
from microcert.economics.rules.sensitivity import Change, effects, grid, shifted

from .supposed import EXAMPLE, supposed


def test_the_worked_example_to_the_cent():
    now = economy(EXAMPLE)
    assert (now.price, now.fixed, now.per_learner, now.margin) == (49500, 321000, Fraction(10762500, 1000), 33045)
    assert now.break_even == 10
    assert account(now, 10).result == 94_50
    assert account(now, 9).result == -235_95


@pytest.mark.parametrize(("universities", "expected"), [(1, 7), (2, 8), (4, 10), (8, 14)])
def test_the_worked_example_by_number_of_universities(universities, expected):
    assert economy(supposed(universities=universities)).break_even == expected


def test_the_worked_example_for_the_consortium():
    house = economy(EXAMPLE, View.CONSORTIUM)
    assert (house.margin, house.break_even) == (37995, 9)
    assert house == economy(EXAMPLE).for_the_consortium()


def test_the_worked_example_with_24_learners():
    found = account(economy(EXAMPLE), 24)
    assert (found.turnover, found.royalty, found.fees) == (11_880_00, 1_188_00, 178_20)
    assert (found.variable, found.fixed, found.result) == (2_583_00, 3_210_00, 4_720_80)


def test_the_worked_example_for_each_university():
    producer, *others = seats(economy(EXAMPLE), 24)
    assert [seat.learners for seat in (producer, *others)] == [6, 6, 6, 6]
    assert [seat.royalty for seat in others] == [297_00] * 3
    assert producer.royalty == -891_00
    assert (producer.result, others[0].result) == (935_70, 1_657_70)
    assert others[0].break_even == 4, "one learner of its own, four in the session"
    assert producer.break_even == 17, "it bears what is shared and is paid by the others"


def test_design_is_spread_over_sessions():
    once = economy(supposed(design_hours=Decimal(80), sessions=1))
    spread = economy(supposed(design_hours=Decimal(80), sessions=4))
    assert once.shared - spread.shared == 65_00 * 60


def test_the_threshold_leaves_enough_after_attrition():
    assert threshold(EXAMPLE).recommended == 10
    assert threshold(supposed(attrition=Decimal(10))).recommended == 12, "11 less a tenth are 9.9"
    assert not threshold(supposed(capacity=9)).is_within_capacity
    assert threshold(supposed(options=(Option(50_00, Decimal(100)),))).recommended is None


def test_nothing_to_cover_needs_nobody_yet_somebody_opens_a_session():
    free = supposed(
        teaching_hours=Decimal(0), jury_hours=Decimal(0), platform=0, office_hours=Decimal(0), participation=0
    )
    assert economy(free).break_even == 0
    assert threshold(free).recommended == 1


def test_a_margin_that_is_not_positive_never_pays():
    assert reached(Fraction(100), Fraction(0)) is None
    assert reached(Fraction(100), Fraction(-1)) is None
    assert reached(Fraction(0), Fraction(-1)) == 0


def test_no_part_at_all_has_no_mean():
    with pytest.raises(ValueError, match="above zero"):
        mean_price([Option(100, Decimal(0))])


hours = st.decimals(0, 200, places=2)
rates = st.integers(0, 200_00)
percents = st.decimals(0, 40, places=1)
some = st.builds(
    Assumptions,
    options=st.lists(st.builds(Option, st.integers(0, 2_000_00), st.decimals(1, 100, places=1)), min_size=1, max_size=3).map(tuple),
    universities=st.integers(1, 30),
    royalty=percents,
    payment_fee=st.decimals(0, 5, places=2),
    design_hours=hours,
    sessions=st.integers(1, 9),
    teaching_hours=hours,
    jury_hours=hours,
    expert_rate=rates,
    platform=st.integers(0, 5_000_00),
    office_hours=hours,
    office_rate=rates,
    participation=st.integers(0, 1_000_00),
    tutoring_hours=st.decimals(0, 20, places=3),
    tutoring_rate=rates,
    support=st.integers(0, 100_00),
    file=st.integers(0, 100_00),
    proctoring=st.integers(0, 100_00),
    learners=st.integers(0, 500),
    capacity=st.integers(0, 500),
    attrition=percents,
)  # fmt: skip


@given(some)
def test_the_break_even_is_the_first_number_that_covers_costs(supposition):
    now = economy(supposition)
    point = now.break_even
    if point is None:
        assert now.margin <= 0
        assert now.fixed > 0
    else:
        assert now.result(point) >= 0
        assert point == 0 or now.result(point - 1) < 0


@given(some, st.integers(0, 500_00), st.integers(0, 500))
def test_dearer_never_needs_more_learners_and_costlier_never_fewer(supposition, more, learners):
    now = economy(supposition)
    dearer = replace(now, price=now.price + more)
    costlier = replace(now, shared=now.shared + more)
    wider = replace(now, universities=now.universities + 1)
    infinite = 10**12
    points = [infinite if each.break_even is None else each.break_even for each in (dearer, now, costlier)]
    if now.royalty + now.fee < 1:
        assert points[0] <= points[1]
        assert dearer.result(learners) >= now.result(learners)
    assert points[1] <= points[2]
    assert wider.fixed >= now.fixed
    assert now.for_the_consortium().result(learners) >= now.result(learners)


@given(some, st.integers(0, 500))
def test_an_account_adds_up_and_stays_within_a_cent_of_the_truth(supposition, learners):
    now = economy(supposition)
    found = account(now, learners)
    assert found.turnover == found.royalty + found.fees + found.variable + found.fixed + found.result
    assert abs(found.result - now.result(learners)) <= 1
    assert found.turnover == rounded(now.price * learners)


@given(some, st.integers(0, 500))
def test_the_universities_of_a_session_add_up(supposition, learners):
    shared = seats(economy(supposition), learners)
    assert sum(seat.learners for seat in shared) == learners
    assert max(seat.learners for seat in shared) - min(seat.learners for seat in shared) <= 1
    assert sum(seat.royalty for seat in shared) == 0, "what one receives the others pay"


@given(some)
def test_what_is_stated_is_read_back(supposition):
    assert assumptions_from(json.loads(json.dumps(supposition.stated()))) == supposition


def test_a_change_says_what_it_does():
    found = {each.change: each for each in effects(EXAMPLE, 24)}
    assert found[Change.NONE].break_even == 10
    assert found[Change.NONE].at.royalty == 1_188_00
    assert found[Change.PRICE_UP].at.royalty == 1_306_80
    assert found[Change.PRICE_UP].break_even == 9
    assert found[Change.PRICE_UP].difference == -1
    assert found[Change.ONE_UNIVERSITY_MORE].break_even == 11
    assert found[Change.MIX_DEARER].at.turnover == 24 * 510_00


def test_a_change_that_means_nothing_is_not_shown():
    changes = {each.change for each in effects(supposed(universities=1, options=(Option(450_00, Decimal(100)),)), 10)}
    assert Change.ONE_UNIVERSITY_LESS not in changes
    assert Change.MIX_CHEAPER not in changes


@given(some)
def test_moving_the_mix_keeps_everybody(supposition):
    for way in (True, False):
        moved = shifted(supposition.options, to_the_dearest=way)
        if moved is not None:
            assert sum(each.part for each in moved) == sum(each.part for each in supposition.options)
            assert all(each.part >= 0 for each in moved)
            before, after = mean_price(supposition.options), mean_price(moved)
            assert after >= before if way else after <= before


@pytest.mark.requirement("R106")
def test_the_grid_holds_each_tariff_the_mean_and_what_exceeds_the_capacity():
    found = grid(supposed(capacity=13))
    assert [(each.cents, each.is_mean) for each in found.columns] == [(450_00, False), (495_00, True), (600_00, False)]
    rows = {row.universities: [cell.break_even for cell in row.cells] for row in found.rows}
    assert rows[4] == [12, 10, 8], "at 450 €: 3,210 / (450 × 0.885 − 107.625); at 600 €: 3,210 / 423.375"
    here = [cell for row in found.rows for cell in row.cells if cell.is_present]
    assert [(cell.price, cell.break_even) for cell in here] == [(495_00, 10)]
    eight = next(row for row in found.rows if row.universities == 8)
    assert [cell.is_within_capacity for cell in eight.cells] == [False, False, True]


def test_a_single_tariff_is_shown_among_steps_around_it():
    found = grid(supposed(options=(Option(500_00, Decimal(100)),)))
    assert [each.cents for each in found.columns] == [350_00, 425_00, 500_00, 575_00]


@given(some)
def test_in_the_grid_a_dearer_tariff_never_needs_more_and_more_universities_never_fewer(supposition):
    far = 10**12
    rows = [
        [far if cell.break_even is None else cell.break_even for cell in row.cells] for row in grid(supposition).rows
    ]
    assert all(row == sorted(row, reverse=True) for row in rows)
    assert all(above <= below for upper, lower in pairwise(rows) for above, below in zip(upper, lower, strict=True))
