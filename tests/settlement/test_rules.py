from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.settlement import rules
from microcert.settlement.rules import Account, Booked, Kind, Move, PeriodStatus, Place, Rates

RATES = Rates(Decimal(10), Decimal(0), Decimal("1.5"))
SELLER, PRODUCER = 1, 2
APART, OWN = Place(SELLER, PRODUCER), Place(PRODUCER, PRODUCER)


def test_the_worked_example_each_non_producer_owes_297():
    moves: list[Move] = []
    for price in [450_00] * 21 + [600_00] * 9:
        # Thirty payments bring 14,850 €; six learners at the mean of 495 € bring 2,970 €: a fifth of it.
        moves += rules.payment(price, rules.booked_from(moves, APART), RATES, APART, has_fee=True)
    assert -rules.balance(moves, Account.ROYALTY_OWED, SELLER) == 5 * 297_00
    assert rules.balance(moves, Account.ROYALTY_DUE, PRODUCER) == 5 * 297_00
    assert rules.balance(moves, Account.BANK, SELLER) == 14_850_00
    assert -rules.balance(moves, Account.PAYMENT_FEE_OWED, SELLER) == 222_75


def test_the_producer_owes_itself_nothing():
    moves = rules.payment(100_00, Booked(), RATES, OWN, has_fee=False)
    assert [(each.debit, each.credit, each.amount) for each in moves] == [(Account.BANK, Account.INCOME, 100_00)]


def test_a_refund_takes_the_royalty_back_and_leaves_the_provider_its_fee():
    moves = rules.payment(87_00, Booked(), RATES, APART, has_fee=True)
    moves += rules.refund(87_00, rules.booked_from(moves, APART), RATES, APART)
    assert rules.booked_from(moves, APART) == Booked()
    assert rules.balance(moves, Account.ROYALTY_DUE, PRODUCER) == 0
    assert -rules.balance(moves, Account.PAYMENT_FEE_OWED, SELLER) == 1_31


def test_a_surplus_passes_through_and_leaves_nothing():
    moves = rules.surplus(5_00, APART)
    assert {account: rules.balance(moves, account) for account in Account} == dict.fromkeys(Account, 0)
    assert len(moves) == 2


@pytest.mark.parametrize("wrong", [(-1, 0, 0), (60, 41, 0), (0, 0, -1)])
def test_rates_that_give_away_more_than_all_are_refused(wrong):
    with pytest.raises(ValueError, match="percentages"):
        Rates(*map(Decimal, wrong))


rates = st.builds(
    Rates, st.decimals(0, 60, places=3), st.decimals(0, 40, places=3), st.decimals(0, 5, places=3)
)  # fmt: skip
# Payments, each with the part of what was collected that is given back after it, if any.
events = st.lists(st.tuples(st.integers(1, 2_000_00), st.booleans(), st.integers(0, 100)), min_size=1, max_size=25)


def played(happened, at: Rates, place: Place) -> tuple[list[Move], int]:
    moves: list[Move] = []
    net = 0
    for amount, has_fee, percent_back in happened:
        moves += rules.payment(amount, rules.booked_from(moves, place), at, place, has_fee=has_fee)
        net += amount
        back = net * percent_back // 100 if percent_back > 60 else 0
        if back:
            moves += rules.refund(back, rules.booked_from(moves, place), at, place)
            net -= back
    return moves, net


@pytest.mark.requirement("R013")
@given(events, rates, st.sampled_from([APART, OWN]))
def test_sums_always_equal_what_came_in(happened, at, place):
    moves, net = played(happened, at, place)
    assert rules.balance(moves, Account.BANK, place.seller) == net
    assert -rules.balance(moves, Account.INCOME, place.seller) == net
    owed = -rules.balance(moves, Account.ROYALTY_OWED, place.seller)
    assert rules.balance(moves, Account.ROYALTY_DUE, place.producer) == owed, "what is due to one is owed by the other"
    assert -rules.balance(moves, Account.ROYALTY_INCOME, place.producer) == owed
    platform = -rules.balance(moves, Account.PLATFORM_FEE_OWED, place.seller)
    assert rules.shares(net, at, place) == rules.Shares(owed, platform, net - owed - platform), (
        "rounded once, on the whole"
    )
    assert owed == 0 or not place.is_producers_own


@given(events, rates)
def test_every_account_of_every_book_balances_out(happened, at):
    moves, _net = played(happened, at, APART)
    for book in (SELLER, PRODUCER):
        assert sum(rules.balance(moves, account, book) for account in Account) == 0
    assert all(each.amount > 0 and each.debit != each.credit for each in moves)


@given(events, rates)
def test_a_counter_entry_leaves_nothing(happened, at):
    moves, _net = played(happened, at, APART)
    both = moves + rules.reversed_moves(moves)
    assert all(rules.balance(both, account, book) == 0 for account in Account for book in (SELLER, PRODUCER))


@given(st.integers(0, 10**9), rates)
def test_a_share_is_within_a_cent_of_its_percentage(net, at):
    found = rules.shares(net, at, APART)
    assert found.royalty + found.platform + found.kept == net
    assert abs(found.royalty - Decimal(net) * at.royalty / 100) < 1
    assert abs(found.platform - Decimal(net) * at.platform / 100) < 1


def test_every_pair_of_states():
    for now in PeriodStatus:
        for then in PeriodStatus:
            assert (then in rules.TRANSITIONS[now]) == (now == PeriodStatus.OPEN and then == PeriodStatus.CLOSED)
    assert rules.may_close("open")
    assert not rules.may_close(PeriodStatus.CLOSED)


def test_months():
    assert rules.month_of(date(2026, 12, 31)) == date(2026, 12, 1)
    assert rules.next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert rules.next_month(date(2026, 1, 1)) == date(2026, 2, 1)
    assert Kind("payment") is Kind.PAYMENT
