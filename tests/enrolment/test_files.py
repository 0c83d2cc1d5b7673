from __future__ import annotations

from itertools import product

import pytest

from microcert.consortium.models import Appointment
from microcert.consortium.roles import Role
from microcert.enrolment import actions, errors
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.queries import Stage, files_of, open_files, worklist
from microcert.enrolment.rules import FileStatus, may_move
from microcert.foundation import clock
from microcert.orders.actions import cancel
from microcert.orders.models import Order
from microcert.people.models import User
from tests.cast import person
from tests.orders.gestures import signed, until

ALLOWED = {
    (FileStatus.OPEN, FileStatus.AWARDED),
    (FileStatus.OPEN, FileStatus.NOT_AWARDED),
    (FileStatus.OPEN, FileStatus.WITHDRAWN),
    (FileStatus.NOT_AWARDED, FileStatus.AWARDED),
}


@pytest.mark.parametrize(("now", "then"), list(product(FileStatus, FileStatus)))
def test_a_file_moves_along_these_pairs_and_no_other(now, then):
    assert may_move(now, then) == ((now, then) in ALLOWED)


@pytest.fixture
def order(cast):
    cast.open_session()
    return cast.order()


pytestmark = pytest.mark.django_db


def test_nobody_is_enrolled_unsigned_nor_on_a_cancelled_order(cast, order):
    with pytest.raises(errors.NotSigned):
        actions.open_file(order, by=None)
    cancel(order, by=cast.ines)
    with pytest.raises(errors.NotSigned):
        actions.open_file(order, by=None)
    assert not LearnerFile.objects.exists()


def test_a_file_opens_once(cast, order):
    order = signed(order)
    file = actions.open_file(order, by=cast.ines)
    assert actions.open_file(order, by=cast.ines) == file
    assert file.university == order.university and list(files_of(cast.ines)) == [file]
    assert list(open_files(cast.session)) == [file]


def test_a_file_closes_with_the_last_word_and_an_appeal_may_still_award(cast, order):
    file = actions.open_file(signed(order), by=None)
    assert actions.close_file(file, is_awarded=False, by=None).status == FileStatus.NOT_AWARDED
    closed = actions.close_file(file, is_awarded=True, by=None)
    assert closed.status == FileStatus.AWARDED and closed.closed_at
    with pytest.raises(errors.FileClosed):
        actions.withdraw(file, by=None)
    assert list(open_files(cast.session)) == []


@pytest.mark.requirement("R014", "R109")
def test_one_university_never_sees_another_ones_learner(cast):
    file = cast.learner_file(cast.ines, where=cast.broceliande)
    may_see = {key for key, user in cast.people.items() if user.has_perm("enrolment.view_file", file)}
    # Karim's office and Malo the tutor are Brocéliande's; Hauterive's staff meet the learner in sittings only.
    assert may_see == {"ines", "karim", "malo"}
    assert {key for key, user in cast.people.items() if user.has_perm("enrolment.administer_file", file)} == {"karim"}
    assert {key for key, user in cast.people.items() if user.has_perm("enrolment.learn_in_file", file)} == {"ines"}
    assert not cast.ines.has_perm("enrolment.view_file", None)


def test_the_shared_support_of_the_consortium_sees_every_file(cast):
    helper = person("sam", "Sam", "Aubert")
    Appointment.objects.create(person=helper, role=Role.SUPPORT, university=None)
    assert helper.has_perm("enrolment.view_file", cast.learner_file(cast.ines, where=cast.valmere))


def test_a_worklist_is_for_those_who_work_there(cast):
    assert cast.karim.has_perm("enrolment.view_worklist", cast.broceliande)
    assert not cast.karim.has_perm("enrolment.view_worklist", cast.valmere)
    assert not cast.ines.has_perm("enrolment.view_worklist", cast.broceliande)


@pytest.fixture
def three(cast):
    """Three orders, one per university."""
    cast.open_session()
    return [cast.order(each) for each in (cast.ines, cast.malik, person("zoe", "Zoé", "Imbert"))]


@pytest.mark.requirement("R109")
def test_an_office_sees_its_learners_from_the_order_on(cast, three):
    mine = three[0]
    listed = worklist(mine.university)
    assert [row.number for row in listed.rows] == [mine.number]
    assert (listed.rows[0].stage, listed.rows[0].file) == (Stage.CONTRACT, None)
    assert listed.counts == {"": 1, "contract": 1, "withdrawal_period": 0, "payment": 0, "confirmed": 0, "closed": 0}
    order = signed(mine)
    file = actions.open_file(order, by=None)
    row = worklist(mine.university, session=cast.session).rows[0]
    assert (row.stage, row.file, row.expected_on) == (Stage.WITHDRAWAL_PERIOD, file.pk, order.chargeable_from)
    with clock.moved_by(until(order.chargeable_from)):
        assert worklist(mine.university).rows[0].stage == Stage.PAYMENT, "the clock is asked, not a job"
    cancel(order, by=None)
    assert worklist(mine.university).rows[0].stage == Stage.CLOSED


def test_the_list_is_filtered_by_stage_name_and_number(cast, three):
    everywhere = [cast.hauterive, cast.valmere, cast.broceliande]
    assert [row.name for row in worklist(everywhere).rows] == ["Carpentier, Inès Marie", "Diop, Malik", "Imbert, Zoé"]
    assert [row.name for row in worklist(everywhere, text="diop mal").rows] == ["Diop, Malik"]
    assert [row.number for row in worklist(everywhere, text=three[2].number).rows] == [three[2].number]
    assert worklist(everywhere, stage="payment").rows == []
    assert len(worklist(everywhere, stage="nonsense").rows) == 3
    assert worklist(everywhere, text="nobody").counts[""] == 0
    assert [count for _stage, _label, count in worklist(everywhere).tabs] == [3, 3, 0, 0, 0, 0]


def test_names_are_found_without_accents_and_sorted_without_them(cast, three):
    everywhere = [cast.hauterive, cast.valmere, cast.broceliande]
    person("eloi", "Éloi", "Œuvrard")
    Order.objects.filter(pk=three[2].pk).update(buyer=User.objects.get(email="eloi@example.test"))
    assert [row.name for row in worklist(everywhere, text="oeuvr eloi").rows] == ["Œuvrard, Éloi"]
    assert [row.name for row in worklist(everywhere, text="ŒUVRARD").rows] == ["Œuvrard, Éloi"]
    assert [row.name for row in worklist(everywhere, text="ines.marie@").rows] == []
    assert [row.name for row in worklist(everywhere, text="eloi@example").rows] == ["Œuvrard, Éloi"]
    zoe = User.objects.get(email="zoe@example.test")
    zoe.family_name = "Éluard"
    zoe.save(update_fields=["family_name"])
    assert zoe.folded.startswith("eluard"), "a part saved keeps the whole findable"


def test_tariff_and_order_of_the_list(cast, three):
    everywhere = [cast.hauterive, cast.valmere, cast.broceliande]
    employer = cast.version.tariffs.get(code="employer")
    Order.objects.filter(pk=three[1].pk).update(tariff=employer)
    assert [row.number for row in worklist(everywhere, tariff="employer").rows] == [three[1].number]
    assert [row.number for row in worklist(everywhere, sort="number").rows] == [each.number for each in reversed(three)]
    cancel(three[0], by=None)
    assert worklist(everywhere, sort="latest").rows[0].number == three[0].number
    assert worklist(everywhere, sort="nonsense").sort == "name"


def test_the_list_is_two_queries_however_long(cast, three, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(worklist([cast.hauterive, cast.valmere, cast.broceliande]).rows) == 3
