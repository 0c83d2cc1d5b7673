from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from microcert.documents.custody import ensure_keys
from microcert.foundation import clock, journal
from microcert.journeys.end_order import end_for_force_majeure, end_order
from microcert.orders import actions, errors
from microcert.orders.bank import SimulatedBank
from microcert.orders.models import Order, PaymentAttempt, ProviderEvent, Refund
from microcert.orders.queries import open_refunds, unplaced
from microcert.orders.rules import OrderStatus, RefundStatus

from .gestures import event, signed, until

pytestmark = pytest.mark.django_db


def begun(order):
    """Signed: the withdrawal period runs. The contract itself was issued by its job."""
    return actions.begin_withdrawal_period(order, clock.today())


@pytest.fixture
def paid(cast, drain_jobs):
    """An order whose first instalment is paid, on the day after it was."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        ensure_keys(university)
    cast.open_session()
    order = cast.order()
    drain_jobs()
    order = begun(order)
    with clock.moved_by(until(order.chargeable_from)):
        actions.settle(event(actions.start_payment(order.instalments.first(), by=cast.ines), transaction="t-1"))
        yield Order.objects.get(pk=order.pk)


def test_what_was_paid_goes_back_within_fourteen_days_and_the_buyer_hears_of_it(cast, paid, drain_jobs):
    drain_jobs()
    mail.outbox.clear()
    order = end_order(paid, by=cast.ines)
    refund = order.refunds.get()
    assert (order.status, refund.amount_cents, refund.reason) == (OrderStatus.REFUNDING, 8700, "given_up")
    assert refund.due_on == clock.today() + timedelta(days=14)
    drain_jobs()
    refund.refresh_from_db()
    order.refresh_from_db()
    assert (refund.status, order.status) == (RefundStatus.DONE, OrderStatus.REFUNDED) and refund.done_at
    letters = {letter.subject: letter for letter in mail.outbox}
    assert set(letters) == {"Votre remboursement", "Votre avoir"}
    assert "87,00" in letters["Votre remboursement"].body
    assert journal.verify().holds


def test_a_job_that_runs_again_asks_the_bank_once(cast, paid, drain_jobs, monkeypatch):
    asked = []
    monkeypatch.setattr(SimulatedBank, "refund", lambda self, refund, key: asked.append(key))
    refund = end_order(paid, by=cast.ines).refunds.get()
    drain_jobs()
    from microcert.orders.jobs import give_back

    give_back.call(refund.pk)
    assert asked == [f"refund:{refund.pk}:1"]


def test_who_was_paid_back_by_hand_before_the_job_came_is_not_paid_back_twice(cast, paid, drain_jobs, monkeypatch):
    asked = []
    monkeypatch.setattr(SimulatedBank, "refund", lambda self, refund, key: asked.append(key))
    refund = end_order(paid, by=cast.ines).refunds.get()
    actions.confirm_refund(refund, note="Virement du jour", by=cast.karim)
    drain_jobs()
    refund.refresh_from_db()
    assert (asked, refund.status, refund.note) == ([], RefundStatus.DONE, "Virement du jour")


def test_a_bank_that_refuses_leaves_it_to_a_person_who_tries_again_or_pays_by_hand(cast, paid, drain_jobs, monkeypatch):
    def refuse(self, refund, key):
        raise errors.ProviderRefused("La carte a expiré.")

    with monkeypatch.context() as patched:
        patched.setattr(SimulatedBank, "refund", refuse)
        refund = end_order(paid, by=cast.ines).refunds.get()
        drain_jobs()
        refund.refresh_from_db()
        assert (refund.status, refund.note) == (RefundStatus.FAILED, "La carte a expiré.")
        assert list(open_refunds([paid.university])) == [refund]
        actions.try_refund_again(refund, by=cast.karim)
        drain_jobs()
        refund.refresh_from_db()
        assert refund.status == RefundStatus.FAILED and refund.tries == 2
    actions.confirm_refund(refund, note="Virement du 3 décembre", by=cast.karim)
    refund.refresh_from_db()
    assert (refund.status, refund.note) == (RefundStatus.DONE, "Virement du 3 décembre")
    assert Order.objects.get(pk=paid.pk).status == OrderStatus.REFUNDED
    with pytest.raises(errors.WrongMoment, match="Remboursé"):
        actions.try_refund_again(refund, by=cast.karim)


def test_a_transfer_is_given_back_by_the_office(cast, paid, drain_jobs):
    PaymentAttempt.objects.update(means=PaymentAttempt.Means.TRANSFER)
    refund = end_order(paid, by=cast.ines).refunds.get()
    drain_jobs()
    refund.refresh_from_db()
    assert refund.status == RefundStatus.DUE


def test_nothing_paid_nothing_given_back(cast, drain_jobs):
    cast.open_session()
    order = signed(cast.order())
    assert end_order(order, by=cast.ines).status == OrderStatus.CANCELLED
    assert not Refund.objects.exists()


def test_a_training_for_nothing_that_is_given_up_is_not_left_waiting_for_a_refund(cast):
    cast.open_session()
    order = cast.order()
    Order.objects.filter(pk=order.pk).update(price_cents=0)
    order = signed(order)
    with clock.moved_by(until(order.chargeable_from)):
        order = actions.make_chargeable(order)
        assert end_order(order, by=cast.ines).status == OrderStatus.REFUNDED


def learned(order, minutes):
    """The file of an order, with `minutes` of its training validated."""
    from microcert.enrolment.actions import open_file
    from microcert.learning.models import MilestoneValidation

    file = open_file(order, by=None)
    activity = order.session.version.activities.get(title="Construire sa grille")
    if minutes:
        MilestoneValidation.objects.create(file=file, activity=activity, minutes=minutes, recorded_by=order.buyer)
    return file


def test_force_majeure_gives_back_what_was_not_delivered(cast, paid, drain_jobs):
    """60 of 600 minutes: 29 euros of 290 stay owed, 58 of the 87 paid go back, the other instalments are no longer asked."""
    order = end_for_force_majeure(learned(paid, 60), why="Hospitalisation", by=cast.karim)
    refund = order.refunds.get()
    assert (refund.amount_cents, refund.reason, order.status) == (58_00, "force_majeure", OrderStatus.REFUNDING)
    assert [part.waived_at is not None for part in order.instalments.all()] == [False, True, True]
    assert order.learner_file.status == "withdrawn"
    drain_jobs()
    assert Order.objects.get(pk=order.pk).status == OrderStatus.REFUNDED


def test_force_majeure_asks_the_rest_of_what_was_delivered(cast, paid):
    """300 of 600 minutes: 145 euros owed, 87 paid, one last instalment of 58."""
    order = end_for_force_majeure(learned(paid, 300), why="Hospitalisation", by=cast.karim)
    last = order.instalments.last()
    assert (last.number, last.amount_cents, last.due_on) == (4, 58_00, clock.today())
    assert order.status == OrderStatus.PENDING_PAYMENT and not order.refunds.exists()
    actions.settle(event(actions.start_payment(last, by=cast.ines)))
    assert Order.objects.get(pk=order.pk).status == OrderStatus.COMPLETED


def test_money_that_came_twice_goes_back_on_a_click(cast, paid, drain_jobs):
    first = paid.instalments.first()
    again = PaymentAttempt.objects.create(instalment=first, reference="again")
    assert actions.settle(event(again, transaction="t-2")) == "paid_twice"
    surplus = unplaced([paid.university]).get()
    refund = actions.give_surplus_back(surplus, by=cast.karim)
    drain_jobs()
    refund.refresh_from_db()
    assert (refund.amount_cents, refund.status, refund.attempt.transaction) == (8700, RefundStatus.DONE, "t-2")
    assert Order.objects.get(pk=paid.pk).status == OrderStatus.PENDING_PAYMENT, "the order itself goes on"
    assert not unplaced([paid.university]).exists()
    with pytest.raises(errors.NothingToGiveBack):
        actions.give_surplus_back(surplus, by=cast.karim)
    with pytest.raises(errors.AlreadyResolved):
        actions.note_resolution(surplus, "…", by=cast.karim)


def test_unknown_money_is_shown_to_the_consortiums_support_only(cast, paid):
    attempt = paid.instalments.first().attempts.get()
    actions.settle(event(attempt, event_id="evt-x", reference="nothing"))
    assert not unplaced([paid.university]).exists()
    assert unplaced([], with_unknown=True).get() == ProviderEvent.objects.get(event_id="evt-x")


def test_reminders_follow_the_calendar_and_stop_with_the_payment(cast, paid, drain_jobs):
    from microcert.journeys.calendar import keep_the_calendar

    second = paid.instalments.get(number=2)

    def letters_on(day):
        mail.outbox.clear()
        with clock.moved_by(until(day)):
            keep_the_calendar.call()
            keep_the_calendar.call()
            drain_jobs()
        return [
            letter.subject.split(" ")[0]
            for letter in mail.outbox
            if "échéance 2 " in letter.body and "/payer/" in letter.body
        ]

    assert letters_on(second.due_on - timedelta(days=1)) == []
    assert letters_on(second.due_on) == ["Une"]
    assert letters_on(second.due_on + timedelta(days=3)) == []
    assert letters_on(second.due_on + timedelta(days=7)) == ["Rappel"]
    with clock.moved_by(until(second.due_on + timedelta(days=8))):
        actions.settle(event(actions.start_payment(second, by=cast.ines)))
    assert letters_on(second.due_on + timedelta(days=21)) == []
