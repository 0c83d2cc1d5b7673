from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.orders.models import Company
from microcert.orders.rules import PayerKind
from microcert.settlement.models import PAYER_LABELS
from microcert.settlement.rules.annual import (
    LINES,
    ORIGINS,
    STATUSES,
    Aim,
    Count,
    Counting,
    Course,
    Origin,
    Status,
    aim_of,
    frames,
    origin_of,
    status_of,
)

NSF = ("333", "Enseignement, formation")


def course(learner=1, holder=1, producer=2, status=Status.INDIVIDUALS, minutes=600) -> Course:
    return Course(learner, holder, producer, status, Aim.OTHER, NSF, minutes)


def test_a_learner_with_two_courses_is_one_learner_with_both_hours():
    found = frames([course(), course(status=Status.EMPLOYEES, minutes=300)], 1, Counting.CONTRACT_HOLDER)
    assert found.total == Count(1, 900)
    assert found.by_status == {Status.INDIVIDUALS: Count(1, 600), Status.EMPLOYEES: Count(0, 300)}


def test_what_another_university_teaches_is_subcontracted_and_that_one_teaches_for_others():
    courses = [course(), course(learner=2, holder=2)]
    holder, producer = (frames(courses, each, Counting.CONTRACT_HOLDER) for each in (1, 2))
    assert (holder.total, holder.subcontracted, holder.for_others) == (Count(1, 600), Count(1, 600), Count(0, 0))
    assert (producer.total, producer.subcontracted, producer.for_others) == (Count(1, 600), Count(0, 0), Count(1, 600))


def test_the_producer_counts_where_the_consortium_says_so():
    courses = [course(), course(learner=2, holder=2)]
    assert frames(courses, 1, Counting.PRODUCER).total == Count(0, 0)
    assert frames(courses, 2, Counting.PRODUCER).total == Count(2, 1200)


some = st.builds(
    course,
    learner=st.integers(1, 6),
    holder=st.integers(1, 3),
    producer=st.integers(1, 3),
    status=st.sampled_from(Status),
    minutes=st.integers(1, 1800),
)


@given(st.lists(some, max_size=20), st.sampled_from(Counting))
def test_nobody_is_counted_twice_and_no_hour_is_lost(courses, counting):
    found = [frames(courses, university, counting) for university in (1, 2, 3)]
    for each in found:
        assert sum(count.learners for count in each.by_status.values()) == each.total.learners
        assert sum(count.minutes for count in each.by_status.values()) == each.total.minutes
        assert sum(count.learners for count in each.by_aim.values()) == each.total.learners
        assert sum(count.minutes for count in each.by_speciality.values()) == each.total.minutes
    assert sum(each.total.minutes for each in found) == sum(each.minutes for each in courses)
    assert sum(each.subcontracted.minutes for each in found) == sum(each.for_others.minutes for each in found)


@pytest.mark.parametrize(
    ("number", "aim"), [("RNCP38000", Aim.RNCP), ("rs6000", Aim.SPECIFIC), ("", Aim.OTHER), ("XX", Aim.OTHER)]
)
def test_a_registry_number_says_the_aim(number, aim):
    assert aim_of(number) is aim


def test_every_payer_has_a_line_of_the_form_and_every_funder_is_a_payer():
    assert set(ORIGINS) == set(PAYER_LABELS) == set(PayerKind)
    assert set(LINES) == set(Origin) and len(set(LINES.values())) == len(LINES)
    assert {PayerKind(each) for each in Company.Funder.values if each} < set(PayerKind)


@pytest.mark.parametrize(
    ("payer", "tariff", "line"),
    [
        ("person", "individual", "9"),
        ("person", "employer", "9"),
        ("company", "employer", "1"),
        ("public_employer", "employer", "3"),
        ("training_account", "individual", "2e"),
        ("opco", "employer", "2h"),
        ("france_travail", "employer", "7"),
        ("company", "partner", "10"),
        ("opco", "partner", "2h"),
    ],
)
def test_income_follows_who_paid_and_the_consortium_moves_only_what_a_buyer_paid(payer, tariff, line):
    assert LINES[origin_of(PayerKind(payer), tariff, {"partner": Origin.PROVIDERS})] == line


@pytest.mark.parametrize(
    ("tariff", "payer", "status"),
    [
        ("individual", None, Status.INDIVIDUALS),
        ("individual", "training_account", Status.OTHERS),
        ("employer", None, Status.EMPLOYEES),
        ("employer", "opco", Status.EMPLOYEES),
        ("employer", "public_employer", Status.OTHERS),
        ("employer", "france_travail", Status.JOB_SEEKERS),
        ("unheard", None, Status.OTHERS),
    ],
)
def test_a_funder_says_more_of_a_learner_than_the_tariff(tariff, payer, status):
    assert status_of(tariff, PayerKind(payer) if payer else None, STATUSES) is status
