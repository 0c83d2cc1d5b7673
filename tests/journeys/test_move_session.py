"""What follows when a session moves, falls short or does not take place: orders, seats, money, letters, agendas."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from microcert.allotment.queries import balance, public_ledger
from microcert.allotment.rules import replay
from microcert.foundation import clock, journal
from microcert.foundation.jobs import enqueue
from microcert.journeys.calendar import keep_the_calendar
from microcert.journeys.end_order import refuse_new_dates
from microcert.journeys.enrol_group import place_group, redeem
from microcert.journeys.move_session import cancel_session, postpone_session
from microcert.journeys.subscriptions import SUBSCRIPTIONS
from microcert.orders.actions import await_signature, begin_agreement, settle, start_payment
from microcert.orders.errors import WrongMoment
from microcert.orders.models import Company, Instalment, Refund
from microcert.orders.queries import signed_seats
from microcert.orders.rules import LIVE, OrderStatus
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus
from tests.orders.gestures import event, signed, until

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_contracts(monkeypatch):
    """These tests are about the sessions; printing and sealing contracts has its own."""
    silenced = ("orders.placed", "orders.group_placed", "orders.place_taken", "payments.settled", "payments.refunded")
    for event_name in silenced:
        monkeypatch.setitem(SUBSCRIPTIONS, event_name, ())


@pytest.fixture
def session(cast) -> Session:
    return cast.open_session()


def days_pass(drain_jobs, day) -> None:
    with clock.moved_by(until(day)):
        enqueue(keep_the_calendar)
        drain_jobs()


def dates_in(letter) -> Calendar:
    part = next(each for each in letter.attachments if each.get_content_type() == "text/calendar")
    found = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == found["method"]
    return found


def moved(session, by_days=14):
    starts_on = session.starts_on + timedelta(days=by_days)
    return postpone_session(
        session, starts_on=starts_on, ends_on=starts_on + timedelta(days=35), reason="Travaux", by=None
    )


def paid(cast):
    order = signed(cast.order())
    with clock.moved_by(until(order.chargeable_from)):
        settle(event(start_payment(order.instalments.first(), by=cast.ines)))
    order.refresh_from_db()
    return order


def test_each_buyer_hears_of_the_new_dates_and_what_is_not_paid_follows_them(cast, session, drain_jobs):
    order = paid(cast)
    due = dict(Instalment.objects.filter(order=order).values_list("number", "due_on"))
    drain_jobs()
    mail.outbox.clear()
    with clock.moved_by(timedelta(minutes=1)):
        moved(session)
        drain_jobs()
    letter = mail.outbox[-1]
    assert letter.to == [cast.ines.email] and "Travaux" in letter.body
    assert f"/espace/commandes/{order.number}/nouvelles-dates/" in letter.body
    events = dates_in(letter).walk("VEVENT")
    assert {each["sequence"] for each in events} == {1} and {str(each["status"]) for each in events} == {"CONFIRMED"}
    after = dict(Instalment.objects.filter(order=order).values_list("number", "due_on"))
    assert after[1] == due[1], "what is paid does not move"
    assert after[2] > due[2]
    sent = len(mail.outbox)
    with clock.moved_by(timedelta(minutes=1)):
        drain_jobs()
    assert len(mail.outbox) == sent


def test_who_orders_after_the_new_dates_has_nothing_to_refuse(cast, session):
    moved(session)
    with clock.moved_by(timedelta(minutes=1)):
        order = cast.order()
        with pytest.raises(WrongMoment):
            refuse_new_dates(order, by=cast.ines)


def test_sales_that_have_closed_stay_closed_for_their_seed_is_known(cast, session):
    with clock.moved_by(until(session.sales_close_on + timedelta(days=1))):
        moved(session, 60)
    closed = session.sales_close_on
    session.refresh_from_db()
    assert session.sales_close_on == closed


def test_refusing_new_dates_gives_everything_back_and_frees_the_seat(cast, session):
    order = paid(cast)
    with clock.moved_by(timedelta(minutes=1)):
        moved(session)
        refuse_new_dates(order, by=cast.ines)
    order.refresh_from_db()
    assert order.status == OrderStatus.REFUNDING
    assert Refund.objects.get().amount_cents == order.instalments.first().amount_cents
    assert balance(session).contracts == 0 and replay(public_ledger(session)).holds


def test_a_cancelled_session_refunds_everybody_once_and_takes_the_dates_out_of_agendas(cast, session, drain_jobs):
    first, second = paid(cast), cast.order(cast.malik)
    drain_jobs()
    mail.outbox.clear()
    cancel_session(session, reason="Trop peu d’inscriptions", by=None)
    drain_jobs()
    for order in (first, second):
        order.refresh_from_db()
    assert second.status == OrderStatus.CANCELLED
    refund = Refund.objects.get()
    assert refund.order == first and refund.reason == Refund.Reason.SESSION_CANCELLED
    assert refund.amount_cents == first.instalments.first().amount_cents
    assert balance(session).contracts == 0 and replay(public_ledger(session)).holds and journal.verify().holds
    told = {letter.to[0]: letter for letter in mail.outbox if "annulée" in letter.subject}
    assert set(told) == {cast.ines.email, cast.malik.email}
    dates = dates_in(told[cast.malik.email])
    assert dates["method"] == "CANCEL"
    assert {str(each["status"]) for each in dates.walk("VEVENT")} == {"CANCELLED"}
    assert {each["sequence"] for each in dates.walk("VEVENT")} == {1}
    letters = len(mail.outbox)
    days_pass(drain_jobs, clock.today())
    assert Refund.objects.count() == 1 and len(mail.outbox) == letters


def test_a_groups_seats_count_towards_the_threshold_and_end_with_the_session(cast, session, drain_jobs):
    company = Company(name="Atelier", siret="35600000000048", address="1 rue", contact_name="Malik")
    group = place_group(cast.malik, session, "employer", 4, company, accepted_terms="", by=cast.malik)
    assert signed_seats([session.pk]) == {}
    await_signature(group)
    begin_agreement(group, by=cast.malik)
    redeem(group.vouchers.first(), cast.ines, "remote", accepted_rules="", by=cast.ines)
    assert signed_seats([session.pk]) == {session.pk: 4}, "a learner's place is one of the group's four"
    mail.outbox.clear()
    cancel_session(session, reason="Travaux", by=None)
    drain_jobs()
    assert not session.orders.filter(status__in=LIVE).exists()
    assert {letter.to[0] for letter in mail.outbox} == {cast.malik.email, cast.ines.email}
    assert balance(session).contracts == 0 and replay(public_ledger(session)).holds


def test_an_order_that_slipped_in_while_the_session_was_cancelled_ends_too(cast, session, drain_jobs):
    order = cast.order()
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.CANCELLED)
    days_pass(drain_jobs, clock.today())
    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED


def test_a_session_begins_and_closes_by_itself(session, drain_jobs):
    Session.objects.filter(pk=session.pk).update(opening_threshold=0)
    days_pass(drain_jobs, session.starts_on - timedelta(days=1))
    session.refresh_from_db()
    assert session.status == SessionStatus.OPEN
    days_pass(drain_jobs, session.starts_on)
    session.refresh_from_db()
    assert session.status == SessionStatus.RUNNING
    days_pass(drain_jobs, session.ends_on)
    session.refresh_from_db()
    assert session.status == SessionStatus.RUNNING, "its last day is not over"
    days_pass(drain_jobs, session.ends_on + timedelta(days=1))
    session.refresh_from_db()
    assert session.status == SessionStatus.CLOSED


def test_too_few_contracts_are_a_proposal_that_a_person_decides(cast, session, drain_jobs):
    order = signed(cast.order())
    days_pass(drain_jobs, session.sales_close_on)
    session.refresh_from_db()
    assert not session.awaits_a_decision
    for _ in range(2):
        days_pass(drain_jobs, session.sales_close_on + timedelta(days=1))
    session.refresh_from_db()
    order.refresh_from_db()
    assert session.awaits_a_decision and session.status == SessionStatus.OPEN and order.status != OrderStatus.CANCELLED
    asked = [letter for letter in mail.outbox if "attend votre décision" in letter.subject]
    assert len(asked) == 1 and "1 contrats signés" in asked[0].body.replace("\u00a0", " ")
    days_pass(drain_jobs, session.starts_on)
    session.refresh_from_db()
    assert session.status == SessionStatus.RUNNING, "nobody cancelled: the contracts hold"


def test_enough_contracts_propose_nothing(cast, session, drain_jobs):
    Session.objects.filter(pk=session.pk).update(opening_threshold=1)
    signed(cast.order())
    days_pass(drain_jobs, session.sales_close_on + timedelta(days=1))
    session.refresh_from_db()
    assert session.cancellation_proposed_at is None
