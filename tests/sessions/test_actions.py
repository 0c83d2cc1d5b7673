from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from microcert.foundation import clock
from microcert.foundation.models import JournalEntry
from microcert.journeys.open_session import open_session
from microcert.sessions.actions import (
    Participant,
    begin,
    cancel,
    close,
    commit_support,
    describe_support,
    open_sales,
    plan,
    postpone,
    revise,
)
from microcert.sessions.errors import (
    CommitmentIncomplete,
    DrawNotCommitted,
    NoLongerPlanned,
    NotPublished,
    ProducerMissing,
    SalesAreOver,
    SellersNotCommitted,
    TooEarly,
    WrongState,
)
from microcert.sessions.models import Participation, Session
from microcert.sessions.queries import calendar_of, on_sale, uncommitted, upcoming
from microcert.sessions.rules import TRANSITIONS, SessionStatus
from microcert.trainings.models import TrainingVersion


def participants(cast, **changed) -> list[Participant]:
    offer = {"admin_contact": "Karim", "tutor_name": "Malo", "support_minutes": 600, "has_committed": True} | changed
    return [Participant(university=each, **offer) for each in (cast.hauterive, cast.valmere, cast.broceliande)]


def planned(cast, **changed) -> Session:
    starts_on = clock.today() + timedelta(days=60)
    facts = {
        "code": "HTR-E-2",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=32),
        "capacity": 20,
        "participants": participants(cast),
        "by": cast.karim,
    }
    return plan(cast.version, **facts | changed)


@pytest.mark.requirement("R012")
def test_planning_names_the_participants_and_writes_the_calendar(cast):
    session = planned(cast)
    assert [(each.university.slug, each.is_producer) for each in session.participations.all()] == [
        ("hauterive", True),
        ("valmere", False),
        ("broceliande", False),
    ]
    events = calendar_of(session)
    assert [event.kind for event in events] == ["opening", "virtual_class", "submission", "closing", "jury"]
    assert all(event.title for event in events)
    assert events[1].activity.kind == "virtual_class"
    assert session.sales_close_on < session.starts_on
    assert JournalEntry.objects.latest("number").verb == "sessions.planned"


def test_only_a_published_version_runs(cast):
    TrainingVersion.objects.filter(pk=cast.version.pk).update(status="retired")
    cast.version.refresh_from_db()
    with pytest.raises(NotPublished):
        planned(cast)


def test_the_producer_always_takes_part(cast):
    with pytest.raises(ProducerMissing):
        planned(cast, participants=participants(cast)[1:])


@pytest.mark.requirement("R010")
def test_sales_wait_for_every_partners_commitment(cast):
    session = planned(cast, participants=participants(cast, has_committed=False))
    with pytest.raises(SellersNotCommitted) as refusal:
        open_session(session, by=cast.karim)
    assert "Hauterive, Valmère, Brocéliande" in refusal.value.message
    assert refusal.value.cited == "Cadre commun, § 3.2"
    for each in uncommitted(session):
        commit_support(each, by=cast.karim)
    assert open_session(session, by=cast.karim).status == SessionStatus.OPEN


@pytest.mark.requirement("R010")
@pytest.mark.parametrize(("field", "value"), [("tutor_name", " "), ("support_minutes", 0)])
def test_a_commitment_without_tutor_or_hours_is_refused_at_its_field(cast, field, value):
    Participation.objects.filter(session=cast.session).update(**{field: value})
    with pytest.raises(CommitmentIncomplete) as refusal:
        commit_support(cast.session.participations.first(), by=cast.karim)
    assert refusal.value.field == field


def test_committing_again_keeps_the_first_day(cast):
    one = cast.session.participations.first()
    first = one.committed_at
    with clock.moved_by(timedelta(days=3)):
        assert commit_support(one, by=cast.karim).committed_at == first


@pytest.mark.requirement("R018")
def test_sales_wait_for_the_fingerprint_of_the_draw(cast):
    with pytest.raises(DrawNotCommitted):
        open_sales(cast.session, by=cast.karim)


def test_sales_do_not_open_when_nobody_could_sign_in_time(cast):
    with clock.moved_by(timedelta(days=39)), pytest.raises(SalesAreOver):
        open_session(cast.session, by=cast.karim)


def test_what_is_on_sale_today_and_what_is_only_announced(cast):
    assert not on_sale().exists() and upcoming().get() == cast.session
    cast.open_session()
    assert on_sale().get() == cast.session
    with clock.moved_by(timedelta(days=39)):
        assert not on_sale().exists() and upcoming().exists()
    with clock.moved_by(timedelta(days=41)):
        assert not upcoming().exists()


def test_a_session_begins_and_closes_on_its_days(cast):
    session = cast.open_session()
    with pytest.raises(TooEarly):
        begin(session, by=None)
    with clock.moved_by(timedelta(days=40)):
        assert begin(session, by=None).status == SessionStatus.RUNNING
        with pytest.raises(TooEarly):
            close(session, by=None)
    with clock.moved_by(timedelta(days=80)):
        assert close(session, by=None).status == SessionStatus.CLOSED


def test_every_step_that_the_table_does_not_know_is_refused(cast):
    from microcert.allotment.actions import commit

    commit(cast.session, by=None)
    verbs = {
        SessionStatus.OPEN: (open_sales, 0),
        SessionStatus.RUNNING: (begin, 45),
        SessionStatus.CLOSED: (close, 90),
        SessionStatus.CANCELLED: (lambda session, by: cancel(session, reason="Trop peu", by=by), 0),
    }
    for now, (then, (verb, days)) in product(SessionStatus, verbs.items()):
        Session.objects.filter(pk=cast.session.pk).update(status=now)
        with clock.moved_by(timedelta(days=days)):
            if then in TRANSITIONS[now]:
                assert verb(cast.session, by=None).status == then
            else:
                with pytest.raises(WrongState):
                    verb(cast.session, by=None)


def test_who_may_open_and_commit(cast):
    valmere = cast.session.participations.get(university=cast.valmere)
    assert cast.valerie.has_perm("sessions.commit_support", valmere)
    assert not cast.karim.has_perm("sessions.commit_support", valmere)
    for person in (cast.ines, cast.karim, cast.valerie, cast.agathe, cast.malo):
        assert not person.has_perm("sessions.open_session", cast.session)


def test_a_promise_that_is_open_to_buyers_is_no_longer_described_anew(cast):
    cast.open_session()
    with pytest.raises(NoLongerPlanned):
        describe_support(
            cast.session.participations.first(),
            admin_contact="x",
            tutor=None,
            tutor_name="y",
            support_minutes=60,
            by=cast.karim,
        )


def test_a_session_whose_seed_is_committed_keeps_its_universities(cast):
    from microcert.allotment.actions import commit

    commit(cast.session, by=None)
    with pytest.raises(NoLongerPlanned):
        revise(
            cast.session,
            starts_on=cast.session.starts_on,
            ends_on=cast.session.ends_on,
            capacity=5,
            opening_threshold=1,
            participants=participants(cast)[:1],
            by=None,
        )


def test_an_event_keeps_its_key_through_every_change_of_dates(cast):
    session = planned(cast)
    before = {event.pk: event.starts_at for event in session.events.all()}
    open_session(session, by=None)
    starts_on = session.starts_on + timedelta(days=7)
    postpone(session, starts_on=starts_on, ends_on=starts_on + timedelta(days=32), reason="R", by=None)
    after = {event.pk: event.starts_at for event in session.events.all()}
    assert set(before) == set(after) and all(after[key] > before[key] for key in before)
    session.refresh_from_db()
    assert (session.revision, session.postponements.count()) == (1, 1)
