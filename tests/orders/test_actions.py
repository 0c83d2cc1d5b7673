from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from microcert.foundation import clock, journal
from microcert.foundation.calendar import first_debit_on
from microcert.orders import actions, errors
from microcert.orders.bank import SimulatedBank
from microcert.orders.models import Order, PaymentAttempt, ProviderEvent
from microcert.orders.queries import due_for_charging, never_signed, schedule_of, university_to_keep
from microcert.orders.rules import OrderStatus, Settlement
from microcert.sessions.models import Session

from .gestures import event, signed, until

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast) -> Order:
    cast.open_session()
    return cast.order()


@pytest.fixture
def payable(order):
    """A signed order on the first day on which it may be charged."""
    order = signed(order)
    with clock.moved_by(until(order.chargeable_from)):
        yield order


def test_an_order_has_a_number_of_its_year_without_gaps(cast, order):
    second = cast.order(cast.malik)
    year = clock.today().year
    assert (order.number, second.number) == (f"{year}-000001", f"{year}-000002")


def test_a_person_holds_one_seat_in_a_session(cast, order):
    with pytest.raises(errors.AlreadyOrdered):
        cast.order()
    assert order.draw.session.draws.count() == 1, "the refused order drew nothing"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(order).save()


def copy_of(order):
    copy = Order.objects.get(pk=order.pk)
    copy.pk, copy.number = None, "another"
    return copy


def test_after_cancelling_one_may_order_again_and_keeps_the_university(cast, order):
    actions.cancel(order, by=cast.ines)
    again = cast.order()
    assert again.university == order.university and again.draw.kind == "returning"


def test_a_cancelled_order_elsewhere_keeps_nothing(cast, order):
    actions.cancel(order, by=cast.ines)
    next_run = Session.objects.get(pk=cast.session.pk)
    next_run.pk, next_run.code = None, "evaluer-2"
    next_run.save()
    assert university_to_keep(cast.ines, cast.session) == order.university
    assert university_to_keep(cast.ines, next_run) is None
    assert university_to_keep(cast.malik, cast.session) is None


def test_each_step_asks_the_state_of_the_order(cast, order):
    with pytest.raises(errors.WrongMoment, match="Contrat en préparation"):
        actions.signing(order)
    actions.await_signature(order)
    with pytest.raises(errors.WrongMoment):
        actions.await_signature(order)
    assert actions.signing(order).status == OrderStatus.SIGNING
    assert actions.signing(order).status == OrderStatus.SIGNING, "another code may be asked for"
    assert actions.abandon_signing(order).status == OrderStatus.TO_SIGN


def test_nobody_signs_when_the_first_debit_would_come_after_the_start(cast, order):
    actions.await_signature(order)
    with clock.moved_by(until(cast.session.sales_close_on)):
        actions.signing(order)
        assert first_debit_on(clock.today()) <= cast.session.starts_on
    with clock.moved_by(until(cast.session.sales_close_on + timedelta(days=1))), pytest.raises(errors.SignatureTooLate):
        actions.signing(order)


def test_the_signature_fixes_the_schedule(order):
    order = signed(order)
    assert order.status == OrderStatus.PENDING and order.chargeable_from == first_debit_on(clock.today())
    assert [(part.number, part.amount_cents) for part in order.instalments.all()] == [(1, 8700), (2, 10150), (3, 10150)]
    assert order.instalments.first().due_on == order.chargeable_from


def test_nothing_can_be_charged_within_the_withdrawal_period(cast, order):
    order = signed(order)
    first = order.instalments.first()
    with clock.moved_by(until(order.chargeable_from - timedelta(days=1))):
        with pytest.raises(errors.TooEarlyToCharge) as refused:
            actions.start_payment(first, by=cast.ines)
        assert "L6353-5" in refused.value.cited and "rétractation" in refused.value.message
        with pytest.raises(errors.TooEarlyToCharge):
            actions.make_chargeable(order)
    assert not PaymentAttempt.objects.exists()


def test_the_day_after_it_the_page_needs_no_job_to_charge(cast, payable):
    attempt = actions.start_payment(payable.instalments.first(), by=cast.ines)
    payable.refresh_from_db()
    assert payable.status == OrderStatus.PENDING_PAYMENT
    assert attempt.reference == f"{payable.number}-1-1"


def test_the_balance_is_due_as_the_training_goes_on(cast, payable):
    second = payable.instalments.get(number=2)
    with pytest.raises(errors.TooEarlyToCharge, match="au fur et à mesure"):
        actions.start_payment(second, by=cast.ines)
    with clock.moved_by(until(second.due_on)):
        actions.start_payment(second, by=cast.ines)


def test_nothing_is_owed_before_signing_nor_after_giving_up(cast, payable):
    actions.cancel(payable, by=cast.ines)
    with pytest.raises(errors.WrongMoment, match="Rien n’est dû"):
        actions.start_payment(payable.instalments.first(), by=cast.ines)


def test_a_training_for_nothing_is_settled_when_its_period_is_over(cast):
    cast.open_session()
    order = cast.order()
    Order.objects.filter(pk=order.pk).update(price_cents=0)
    order = signed(order)
    with clock.moved_by(until(order.chargeable_from)):
        assert actions.make_chargeable(order).status == OrderStatus.COMPLETED


def test_every_instalment_paid_completes_the_order(cast, payable):
    for part in payable.instalments.all():
        with clock.moved_by(max(timedelta(), until(part.due_on))):
            assert actions.settle(event(actions.start_payment(part, by=cast.ines))) == Settlement.PAID
        payable.refresh_from_db()
        assert payable.status == (OrderStatus.COMPLETED if part.number == 3 else OrderStatus.PENDING_PAYMENT)
    assert all(line.is_paid for line in schedule_of(payable))
    with pytest.raises(errors.AlreadyPaid):
        actions.start_payment(payable.instalments.first(), by=cast.ines)
    assert journal.verify().holds


def test_a_refusal_then_another_try(cast, payable):
    first = payable.instalments.first()
    actions.settle(event(actions.start_payment(first, by=cast.ines), is_paid=False))
    payable.refresh_from_db()
    assert payable.status == OrderStatus.FAILED_PAYMENT
    again = actions.start_payment(first, by=cast.ines)
    assert again.reference.endswith("-1-2")
    actions.settle(event(again))
    payable.refresh_from_db()
    assert payable.status == OrderStatus.PENDING_PAYMENT and payable.instalments.get(number=1).paid_at


def test_a_notification_counts_once(cast, payable):
    attempt = actions.start_payment(payable.instalments.first(), by=cast.ines)
    said = event(attempt, event_id="evt-1")
    assert [actions.settle(said) for _ in range(3)] == [Settlement.PAID, Settlement.REPEATED, Settlement.REPEATED]
    assert actions.settle(event(attempt, event_id="evt-2")) == Settlement.REPEATED
    assert ProviderEvent.objects.count() == 2


def test_notifications_out_of_order_leave_the_truth(cast, payable):
    attempt = actions.start_payment(payable.instalments.first(), by=cast.ines)
    assert actions.settle(event(attempt)) == Settlement.PAID
    assert actions.settle(event(attempt, is_paid=False)) == Settlement.LATE_REFUSAL
    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PAID


def test_money_after_a_refusal_of_the_same_attempt_is_taken_into_account(cast, payable):
    attempt = actions.start_payment(payable.instalments.first(), by=cast.ines)
    actions.settle(event(attempt, is_paid=False))
    assert actions.settle(event(attempt)) == Settlement.PAID


@pytest.mark.parametrize("changed", [{"amount": 1}, {"currency": "USD"}])
def test_another_amount_settles_nothing(cast, payable, changed):
    attempt = actions.start_payment(payable.instalments.first(), by=cast.ines)
    assert actions.settle(event(attempt, **changed)) == Settlement.WRONG_AMOUNT
    assert payable.instalments.get(number=1).paid_at is None


def test_money_that_no_rule_can_place_is_recorded(cast, payable):
    first = payable.instalments.first()
    one, two = (actions.start_payment(first, by=cast.ines) for _ in range(2))
    actions.settle(event(one))
    assert actions.settle(event(two)) == Settlement.PAID_TWICE
    two.refresh_from_db()
    assert two.state == PaymentAttempt.State.STARTED
    unknown = event(one, event_id="evt-x", reference="nothing")
    assert actions.settle(unknown) == Settlement.UNKNOWN
    assert ProviderEvent.objects.get(event_id="evt-x").outcome == "unknown_reference"


def test_money_for_an_order_given_up_is_not_lost_from_sight(cast, payable):
    attempt = actions.start_payment(payable.instalments.first(), by=cast.ines)
    actions.cancel(payable, by=cast.ines)
    assert actions.settle(event(attempt)) == Settlement.ORDER_CLOSED


def test_giving_up_after_paying_leads_to_a_refund(cast, payable):
    actions.settle(event(actions.start_payment(payable.instalments.first(), by=cast.ines)))
    assert actions.cancel(payable, by=cast.ines).status == OrderStatus.REFUNDING


def test_what_the_calendar_looks_for(cast, order):
    assert list(never_signed(order.sign_by)) == []
    assert list(never_signed(order.sign_by + timedelta(days=1))) == [order]
    Session.objects.filter(pk=cast.session.pk).update(sales_close_on=clock.today() + timedelta(days=1))
    order = Order.objects.get(pk=order.pk)
    assert order.sign_by == clock.today() + timedelta(days=1), "sales close before the fifteen days are over"
    assert list(never_signed(order.sign_by)) == [] and list(never_signed(order.sign_by + timedelta(days=1))) == [order]
    order = signed(order)
    assert list(due_for_charging(order.chargeable_from - timedelta(days=1))) == []
    assert list(due_for_charging(order.chargeable_from)) == [order]
    assert list(never_signed(date(2100, 1, 1))) == []


def test_the_simulated_bank_does_not_work_unnamed(settings):
    settings.DEMONSTRATION = settings.DEBUG = False
    with pytest.raises(ImproperlyConfigured, match="takes no money"):
        SimulatedBank()
    settings.EMBEDDED_STAND_INS = ["payment"]
    assert SimulatedBank().is_simulated
