"""Whatever a bank says, however often and in whatever order: each instalment is paid once, and every event is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microcert.foundation import clock
from microcert.orders import actions
from microcert.orders.models import PaymentAttempt, ProviderEvent, Refund
from microcert.orders.payment import PaymentEvent
from microcert.orders.rules import OrderStatus
from microcert.settlement.models import Posting
from microcert.settlement.queries import trial_balance
from tests.settlement.booking import book_all, signed_order

pytestmark = [pytest.mark.django_db]
PRICE = 290_00
# Which of three instalments, the first or second attempt at it, and what the bank says of it: of a first card, or of another.
WHAT = ("paid", "paid by another card", "refused", "too little", "too much", "in dollars", "pending")
MONEY = ("paid", "paid by another card")
SAID = st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from(WHAT))
# Each notification as often as it likes, in any order.
STORIES = st.lists(SAID, max_size=14)
# Everything that a bank may say of the first instalment, once or twice each, and then in whatever order it arrives.
ALL_OF_IT = [(0, attempt, what) for attempt in (0, 1) for what in WHAT]
ORDERS = st.permutations(ALL_OF_IT + ALL_OF_IT)
ANY_STORY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def undone() -> Iterator[None]:
    """What one story did is rolled back before the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def payable(cast):
    order = signed_order(cast, cast.ines, cast.valmere)
    with clock.moved_by(timedelta(days=120)):
        parts = list(order.instalments.order_by("number"))
        # Two pages were opened for each instalment before the bank said anything.
        attempts = [[actions.start_payment(part, by=cast.ines) for _try in range(2)] for part in parts]
        yield order, parts, attempts


def notification(attempt: PaymentAttempt, what: str) -> PaymentEvent:
    amount = attempt.instalment.amount_cents + {"too little": -1, "too much": 1}.get(what, 0)
    return PaymentEvent(
        f"{attempt.reference}-{what}",
        reference=attempt.reference,
        is_paid=what not in ("refused", "pending"),
        amount=amount,
        currency="USD" if what == "in dollars" else "EUR",
        transaction=f"{attempt.reference}-{'B' if what == 'paid by another card' else 'A'}",
        is_final=what != "pending",
    )


def tell(attempts: list[list[PaymentAttempt]], story: list[tuple[int, int, str]]) -> None:
    for part, attempt, what in story:
        actions.settle(notification(attempts[part][attempt], what))


def test_any_story_pays_each_instalment_once_and_loses_no_event(payable):
    order, parts, attempts = payable

    @ANY_STORY
    @given(STORIES)
    def any_story(story: list[tuple[int, int, str]]) -> None:
        with undone():
            tell(attempts, story)
            meant = {part for part, _attempt, what in story if what in MONEY}
            stands = {place for place, part in enumerate(order.instalments.order_by("number")) if part.paid_at}
            assert stands == meant, "an instalment is paid when its exact amount came, whatever else was said"
            paid = PaymentAttempt.objects.filter(state="paid")
            assert sorted(paid.values_list("instalment", flat=True)) == sorted(parts[place].pk for place in meant)
            events = {f"{attempts[part][attempt].reference}-{what}" for part, attempt, what in story}
            assert set(ProviderEvent.objects.values_list("event_id", flat=True)) == events
            assert ProviderEvent.objects.filter(outcome="paid").count() == len(meant)
            assert kept_or_owed_back() == sorted({said for said in story if said[2] in MONEY})
            order.refresh_from_db()
            assert (order.status == OrderStatus.COMPLETED) == (len(meant) == 3)
            book_all()
            assert bank() == sum(parts[place].amount_cents for place in meant)

    any_story()


def test_every_order_of_the_same_notifications_leaves_the_same_books(payable):
    order, parts, attempts = payable

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ORDERS)
    def any_order(story: list[tuple[int, int, str]]) -> None:
        with undone():
            tell(attempts, story)
            book_all()
            assert bank() == parts[0].amount_cents
            assert len(ProviderEvent.objects.all()) == len(ALL_OF_IT)
            # One of the four sums pays, three go back, whichever came first; so do those that were not exact.
            money = dict(Counter(ProviderEvent.objects.filter(amount_came()).values_list("outcome", flat=True)))
            assert money == {"paid": 1, "paid_twice": 3}
            paid = PaymentAttempt.objects.get(state="paid")
            payer = ProviderEvent.objects.get(outcome="paid")
            assert paid.transaction == payer.payload["transaction"], "a refund takes the way by which the money came"

    any_order()


def amount_came() -> Q:
    return Q(event_id__endswith="-paid") | Q(event_id__endswith="-paid by another card")


def kept_or_owed_back() -> list[tuple[int, int, str]]:
    """What the bank took exactly, told from the events that pay or that a person gives back: no sum is out of sight."""
    found = ProviderEvent.objects.filter(amount_came(), outcome__in=["paid", "paid_twice"])
    told = []
    for event in found:
        *_order, part, rest = event.event_id.split("-", 3)
        attempt, what = rest.split("-")
        told.append((int(part) - 1, int(attempt) - 1, what))
    return sorted(told)


def test_after_the_money_went_back_no_notification_brings_anything_to_life(payable, cast):
    order, _parts, attempts = payable
    tell(attempts, [(place, 0, "paid") for place in range(3)])
    actions.cancel(order, reason=Refund.Reason.GIVEN_UP, by=cast.ines)
    book_all()

    @ANY_STORY
    @given(STORIES)
    def any_story(story: list[tuple[int, int, str]]) -> None:
        with undone():
            tell(attempts, story)
            for refund in Refund.objects.all():
                actions.confirm_refund(refund, by=None)
            book_all()
            order.refresh_from_db()
            assert order.status == OrderStatus.REFUNDED
            assert Refund.objects.aggregate(sum=Sum("amount_cents"))["sum"] == PRICE
            assert bank() == 0
            outcomes = dict(ProviderEvent.objects.values_list("event_id", "outcome"))
            for part, attempt, what in story:
                if what in MONEY and (attempt, what) != (0, "paid"):
                    assert outcomes[f"{attempts[part][attempt].reference}-{what}"] == "paid_twice", (
                        "somebody gives it back"
                    )

    any_story()


def bank() -> int:
    rows: Any = trial_balance(Posting.objects.all()).rows
    return sum(row.debit - row.credit for row in rows if row.account == "512")
