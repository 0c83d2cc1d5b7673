from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.allotment import errors
from microcert.allotment.actions import commit, draw, draw_batch, release, reveal
from microcert.allotment.models import Commitment, Draw
from microcert.allotment.queries import balance, balance_of, loads_of, public_ledger
from microcert.allotment.rules import commitment_of, new_order_key, replay
from microcert.foundation import clock, journal
from microcert.foundation.models import JournalEntry
from microcert.sessions.actions import open_sales
from microcert.sessions.errors import DrawNotCommitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast):
    return cast.open_session()


def drawn(session, **choices):
    return draw(session, order_key=new_order_key(), by=None, **choices)


@pytest.mark.requirement("N01", "R018")
def test_the_hash_of_the_seed_is_published_before_sales_open(cast):
    with pytest.raises(DrawNotCommitted):
        open_sales(cast.session, by=cast.karim)
    commitment = commit(cast.session, by=cast.karim)
    opened = open_sales(cast.session, by=cast.karim)
    assert commitment.committed_at <= opened.opened_at
    assert public_ledger(opened)["commitment"]["sha256"] == commitment.sha256
    assert public_ledger(opened)["seed"] is None
    assert JournalEntry.objects.get(verb="allotment.committed").facts == {"sha256": commitment.sha256}


def test_the_seed_is_not_kept_in_clear(session):
    row = Commitment.objects.get()
    with clock.moved_by(timedelta(days=60)):
        seed = bytes.fromhex(reveal(session, by=None).revealed_seed)
    assert seed not in bytes(row.sealed_seed)
    assert commitment_of(seed, session.code) == row.sha256


def test_a_seed_is_chosen_once(cast):
    commit(cast.session, by=None)
    with pytest.raises(errors.AlreadyCommitted):
        commit(cast.session, by=None)


def test_a_seed_is_not_chosen_once_sales_have_opened(session):
    with pytest.raises(errors.CommittedTooLate):
        commit(session, by=None)


def test_without_a_commitment_nothing_is_drawn(cast):
    with pytest.raises(errors.NoCommitment):
        drawn(cast.session)


@pytest.mark.requirement("R017", "R018")
def test_every_draw_is_recorded_and_shared_equally_the_producer_included(session):
    for count in range(1, 10):
        drawn(session)
        loads = loads_of(session)
        assert set(loads) == {"hauterive", "valmere", "broceliande"}
        assert sum(loads.values()) == count and max(loads.values()) - min(loads.values()) <= 1
    assert [row.index for row in Draw.objects.all()] == list(range(9))
    verdict = replay(public_ledger(session))
    assert verdict.holds and verdict.rows == 9
    assert journal.verify().holds and JournalEntry.objects.filter(verb="allotment.drawn").count() == 9


@pytest.mark.requirement("R017")
def test_a_place_given_back_is_refilled_first(session):
    rows = [drawn(session) for _ in range(6)]
    given_back = release(rows[2], by=None)
    assert given_back.kind == "released" and given_back.candidates == []
    assert drawn(session).university == rows[2].university
    assert balance(session).spread == 0
    with pytest.raises(errors.AlreadyReleased):
        release(rows[2], by=None)


@pytest.mark.requirement("R017")
def test_a_returning_buyer_keeps_the_university_and_later_draws_compensate(cast, session):
    rows = [drawn(session, returning=cast.valmere) for _ in range(2)]
    assert [row.kind for row in rows] == ["returning"] * 2
    assert {row.university for row in rows} == {cast.valmere}
    assert balance(session).spread == 2
    for _ in range(4):
        assert drawn(session).university != cast.valmere
    assert balance(session, yours="valmere").spread == 0
    assert [bar.is_yours for bar in balance(session, yours="valmere").rows] == [False, True, False]
    assert replay(public_ledger(session)).holds


@pytest.mark.requirement("R017")
def test_a_company_batch_goes_to_one_university_and_later_draws_compensate(session):
    drawn(session)
    batch = draw_batch(session, order_key=new_order_key(), seats=4, by=None)
    assert (batch.kind, batch.seats) == ("batch", 4) and batch.university.slug in batch.candidates
    assert balance(session).spread == 4
    others = [drawn(session).university for _ in range(7)]
    assert batch.university not in others and balance(session).spread == 0
    assert replay(public_ledger(session)).holds


def test_a_batch_is_never_split_and_comes_back_in_parts(session):
    session.capacity = 5
    session.save()
    batch = draw_batch(session, order_key=new_order_key(), seats=4, by=None)
    with pytest.raises(errors.SessionFull, match="Il ne reste que 1 places"):
        draw_batch(session, order_key=new_order_key(), seats=2, by=None)
    release(batch, seats=1, by=None)
    with pytest.raises(errors.AlreadyReleased):
        release(batch, seats=4, by=None)
    assert release(batch, by=None).seats == 3
    with pytest.raises(errors.AlreadyReleased):
        release(batch, by=None)
    assert balance(session).contracts == 0 and replay(public_ledger(session)).holds


def test_no_row_is_earlier_than_the_one_before_whatever_a_machines_clock_says(session):
    first = drawn(session)
    with clock.moved_by(timedelta(seconds=-5)):
        assert drawn(session).at == first.at
    assert replay(public_ledger(session)).holds


def test_a_university_that_does_not_take_part_cannot_be_kept(cast, session):
    from tests.cast import university

    elsewhere = university("ailleurs", "AIL", "Université d’Ailleurs", 9)
    assert drawn(session, returning=elsewhere).kind == "drawn"


def test_no_seat_is_sold_twice(session):
    session.capacity = 2
    session.save()
    first, _second = drawn(session), drawn(session)
    with pytest.raises(errors.SessionFull):
        drawn(session)
    release(first, by=None)
    assert drawn(session).index == 3


def test_after_the_last_day_of_sales_nothing_is_drawn(session):
    with clock.moved_by(session.sales_close_on - clock.today()):
        drawn(session)
    with clock.moved_by(session.sales_close_on - clock.today() + timedelta(days=1)), pytest.raises(errors.SalesClosed):
        drawn(session)


def test_universities_that_change_after_the_first_draw_stop_the_draws_not_the_releases(session):
    first = drawn(session)
    session.participations.exclude(university=first.university).first().delete()
    with pytest.raises(errors.ParticipantsChanged):
        drawn(session)
    assert release(first, by=None).kind == "released"


@pytest.mark.requirement("N01")
def test_the_seed_is_revealed_after_sales_and_every_choice_replays(session):
    for _ in range(7):
        drawn(session)
    with pytest.raises(errors.RevealedTooEarly):
        reveal(session, by=None)
    with clock.moved_by(timedelta(days=60)):
        seed = reveal(session, by=None).revealed_seed
        assert reveal(session, by=None).revealed_seed == seed
        release(Draw.objects.first(), by=None)
        with pytest.raises(errors.SalesClosed):
            drawn(session)
    ledger = public_ledger(session)
    verdict = replay(ledger)
    assert verdict.holds and verdict.is_revealed and verdict.choices == 7
    assert balance_of(ledger).contracts == 6


def test_the_ledger_names_no_person(cast, session):
    order = cast.order()
    text = str(public_ledger(session))
    for private in (order.number, cast.ines.email, "Carpentier", "Inès"):
        assert private not in text


def test_the_ledger_is_append_only(session):
    row = drawn(session)
    for gesture in (Draw.objects.all().delete, lambda: Draw.objects.filter(pk=row.pk).update(index=5)):
        with pytest.raises(TypeError, match="append-only"):
            gesture()
