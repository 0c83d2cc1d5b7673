from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.orders import rules
from microcert.orders.rules import LIVE, TRANSITIONS, UNSIGNED, Hold, OrderStatus, Settlement

S = OrderStatus
DAY = date(2026, 11, 17)

ALLOWED = {
    (S.DRAFT, S.ASSIGNED),
    (S.DRAFT, S.CANCELLED),
    (S.ASSIGNED, S.TO_SIGN),
    (S.ASSIGNED, S.CANCELLED),
    (S.TO_SIGN, S.SIGNING),
    (S.TO_SIGN, S.CANCELLED),
    (S.SIGNING, S.PENDING),
    (S.SIGNING, S.TO_SIGN),
    (S.SIGNING, S.CANCELLED),
    (S.PENDING, S.PENDING_PAYMENT),
    (S.PENDING, S.CANCELLED),
    (S.PENDING_PAYMENT, S.COMPLETED),
    (S.PENDING_PAYMENT, S.FAILED_PAYMENT),
    (S.PENDING_PAYMENT, S.REFUNDING),
    (S.PENDING_PAYMENT, S.CANCELLED),
    (S.FAILED_PAYMENT, S.PENDING_PAYMENT),
    (S.FAILED_PAYMENT, S.COMPLETED),
    (S.FAILED_PAYMENT, S.REFUNDING),
    (S.FAILED_PAYMENT, S.CANCELLED),
    (S.COMPLETED, S.REFUNDING),
    (S.REFUNDING, S.REFUNDED),
}


@pytest.mark.parametrize(("now", "then"), list(product(OrderStatus, OrderStatus)))
def test_an_order_moves_along_these_pairs_and_no_other(now, then):
    assert rules.may_move(now, then) == ((now, then) in ALLOWED)


def test_every_state_has_its_row_and_signed_money_never_comes_before_signature():
    assert set(TRANSITIONS) == set(OrderStatus)
    assert not any(rules.may_move(now, S.PENDING_PAYMENT) for now in UNSIGNED)
    assert not any(rules.may_move(now, S.COMPLETED) for now in UNSIGNED)


def hold(status=S.PENDING_PAYMENT, *, today=DAY, due_on=DAY, is_paid=False, chargeable_from: date | None = DAY):
    return rules.hold_on(status, chargeable_from=chargeable_from, due_on=due_on, is_paid=is_paid, today=today)


def test_an_instalment_may_be_charged_on_its_day_and_not_before():
    assert hold() is None
    assert hold(today=DAY - timedelta(days=1)) == Hold.WITHDRAWAL_PERIOD
    assert hold(due_on=DAY + timedelta(days=1)) == Hold.NOT_DUE
    assert hold(is_paid=True) == Hold.PAID


@given(
    status=st.sampled_from(sorted(OrderStatus)),
    early=st.integers(1, 400),
    late=st.integers(0, 400),
    is_paid=st.booleans(),
)
def test_within_the_withdrawal_period_nothing_is_chargeable_in_any_state(status, early, late, is_paid):
    due_on = DAY + timedelta(days=late - 200)
    assert hold(OrderStatus(status), today=DAY - timedelta(days=early), due_on=due_on, is_paid=is_paid) is not None


@pytest.mark.parametrize("status", sorted((set(OrderStatus) - LIVE) | UNSIGNED))
def test_nothing_is_owed_unsigned_or_given_up(status):
    assert hold(OrderStatus(status)) == Hold.NOT_OWED
    assert hold(OrderStatus(status), chargeable_from=None) == Hold.NOT_OWED


def test_giving_up_sends_money_back_when_there_was_any():
    assert rules.cancelled_state(S.PENDING, has_to_refund=False) == S.CANCELLED
    assert rules.cancelled_state(S.PENDING_PAYMENT, has_to_refund=True) == S.REFUNDING
    assert rules.cancelled_state(S.COMPLETED, has_to_refund=False) == S.REFUNDING


def schedule(price):
    return rules.payment_schedule(price, chargeable_from=DAY, starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 5))


@pytest.mark.parametrize(
    ("price", "amounts"),
    [
        (0, []),
        (190_00, [57_00, 133_00]),
        (200_00, [60_00, 140_00]),
        (290_00, [87_00, 101_50, 101_50]),
        (500_00, [150_00, 175_00, 175_00]),
        (600_00, [180_00, 150_00, 150_00, 120_00]),
        (1000_00, [300_00, 250_00, 250_00, 200_00]),
        (1800_00, [540_00, 450_00, 450_00, 360_00]),
        (199_99, [59_99, 140_00]),
    ],
)
def test_the_schedule_follows_the_price(price, amounts):
    assert [due.amount for due in schedule(price)] == amounts


@given(price=st.integers(1, 500_000))
def test_instalments_add_up_start_at_thirty_percent_at_most_and_never_go_back(price):
    dues = schedule(price)
    assert sum(due.amount for due in dues) == price
    assert dues[0].amount * 100 <= price * 30
    assert dues[0].due_on == DAY and [due.number for due in dues] == list(range(1, len(dues) + 1))
    days = [due.due_on for due in dues]
    assert days == sorted(days) and days[-1] <= date(2027, 2, 5)


def test_after_a_late_signature_nothing_is_due_before_the_first_debit():
    dues = rules.payment_schedule(290_00, chargeable_from=DAY, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 1))
    assert {due.due_on for due in dues} == {DAY}


def outcome(**changed):
    facts = {
        "order_status": S.PENDING_PAYMENT,
        "is_paid_event": True,
        "attempt_is_paid": False,
        "instalment_is_closed": False,
        "is_exact": True,
    }
    return rules.settlement(**facts | changed)


def test_what_a_notification_leads_to():
    assert outcome() == Settlement.PAID
    assert outcome(order_status=S.FAILED_PAYMENT) == Settlement.PAID
    assert outcome(is_paid_event=False) == Settlement.REFUSED
    assert outcome(is_paid_event=False, attempt_is_paid=True, instalment_is_closed=True) == Settlement.LATE_REFUSAL
    assert outcome(attempt_is_paid=True, instalment_is_closed=True) == Settlement.REPEATED
    assert outcome(attempt_is_paid=True, is_other_transaction=True) == Settlement.PAID_TWICE
    assert outcome(is_other_transaction=True) == Settlement.PAID, "a second try after a refusal of the first"
    assert outcome(is_exact=False) == Settlement.WRONG_AMOUNT
    assert outcome(instalment_is_closed=True) == Settlement.PAID_TWICE
    assert outcome(order_status=S.CANCELLED) == Settlement.ORDER_CLOSED


def test_the_contract_needs_to_know_the_person():
    person = SimpleNamespace(given_names="Inès", family_name=" ", birth_date=date(1988, 3, 14), postal_address="")
    assert rules.missing_identity(person) == ["family_name", "birth_place", "postal_address"]


REFUND_STEPS = {
    ("due", "sent"),
    ("due", "failed"),
    ("due", "done"),
    ("sent", "failed"),
    ("sent", "done"),
    ("failed", "sent"),
    ("failed", "done"),
}


@pytest.mark.parametrize(("now", "then"), list(product(rules.RefundStatus, rules.RefundStatus)))
def test_a_refund_moves_along_these_pairs_and_no_other(now, then):
    assert rules.may_move_refund(now, then) == ((now, then) in REFUND_STEPS)


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=6), st.data())
def test_what_is_taken_back_is_exact_latest_first_and_never_more_than_a_payment_brought(amounts, data):
    payments = list(enumerate(amounts))
    amount = data.draw(st.integers(0, sum(amounts)))
    parts = rules.taken_back(payments, amount)
    assert sum(part for _key, part in parts) == amount
    assert all(0 < part <= amounts[key] for key, part in parts)
    keys = [key for key, _part in parts]
    assert keys == sorted(keys, reverse=True) == list(range(len(amounts) - 1, len(amounts) - 1 - len(keys), -1))
    with pytest.raises(ValueError):
        rules.taken_back(payments, sum(amounts) + 1)


@given(st.integers(0, 500_000), st.integers(0, 2_000), st.integers(1, 2_000))
def test_pro_rata_never_exceeds_the_price_and_never_asks_for_what_was_not_delivered(price, done, total):
    owed = rules.owed_pro_rata(price, minutes_done=done, minutes_total=total)
    assert 0 <= owed <= price and owed * total <= price * min(done, total)
    assert rules.owed_pro_rata(price, minutes_done=total, minutes_total=total) == price


def test_pro_rata_of_a_training_of_which_a_third_was_done():
    assert rules.owed_pro_rata(290_00, minutes_done=200, minutes_total=600) == 96_66
    assert rules.owed_pro_rata(290_00, minutes_done=0, minutes_total=0) == 0


@pytest.mark.parametrize(
    ("passed", "letter"),
    [(-1, None), (0, "due"), (6, "due"), (7, "late"), (20, "late"), (21, "formal"), (400, "formal")],
)
def test_reminders_come_on_their_day_and_stop_with_the_third(passed, letter):
    assert rules.reminder_for(DAY, DAY + timedelta(days=passed)) == letter


@pytest.mark.parametrize(
    ("wording", "numbers"),
    [
        ("VIR INSTANTANE 2026-000123 FORMATION", ["2026-000123"]),
        ("commande 2026000123", ["2026-000123"]),
        ("2026 000123 / 2026-000123", ["2026-000123"]),
        ("2026-000123 et 2026-000124", ["2026-000123", "2026-000124"]),
        ("facture 12026-0001234", []),
        ("", []),
    ],
)
def test_an_order_is_found_in_what_a_payer_writes(wording, numbers):
    assert rules.numbers_in(wording) == numbers


def test_a_transfer_pays_whole_instalments_or_none():
    unpaid = [8700, 10150, 10150]
    assert [rules.covered(unpaid, amount) for amount in (8700, 18850, 29000)] == [1, 2, 3]
    assert [rules.covered(unpaid, amount) for amount in (8699, 10150, 29001, 0)] == [0, 0, 0, 0]
    assert rules.covered([], 100) == 0


def test_a_seat_is_kept_fifteen_days_and_never_after_sales_closed():
    assert rules.sign_by(DAY, DAY + timedelta(days=60)) == DAY + timedelta(days=15)
    assert rules.sign_by(DAY, DAY + timedelta(days=3)) == DAY + timedelta(days=3)
