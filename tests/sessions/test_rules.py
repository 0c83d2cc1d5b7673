from __future__ import annotations

from datetime import date, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.foundation.calendar import first_debit_on, is_working_day
from microcert.sessions.rules import (
    TRANSITIONS,
    Moment,
    Promise,
    SessionStatus,
    VirtualClass,
    calendar,
    first_monday,
    is_committed,
    lacks_learners,
    last_day,
    sales_after_a_move,
    sales_close_on,
    session_code,
    weeks_of_work,
)

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(("now", "then"), list(product(SessionStatus, SessionStatus)))
def test_a_session_moves_only_forward(now, then):
    allowed = {
        ("planned", "open"),
        ("planned", "cancelled"),
        ("open", "running"),
        ("open", "cancelled"),
        ("running", "closed"),
    }
    assert (then in TRANSITIONS[now]) is ((str(now), str(then)) in allowed)


@given(DAYS)
def test_sales_close_while_the_first_debit_still_falls_before_the_start(starts_on):
    last = sales_close_on(starts_on)
    assert first_debit_on(last) <= starts_on
    assert all(first_debit_on(last + timedelta(days=later)) > starts_on for later in range(1, 10))


@given(DAYS, st.integers(1, 20))
def test_a_session_starts_with_a_working_week_and_ends_on_a_friday(day, weeks):
    starts_on = first_monday(day)
    assert starts_on >= day and is_working_day(starts_on)
    ends_on = last_day(starts_on, weeks)
    assert ends_on.weekday() == 4 and ends_on >= starts_on


def test_five_weeks_from_a_monday():
    assert last_day(date(2027, 1, 4), 5) == date(2027, 2, 5)


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("concevoir-une-evaluation-par-competences", "HTR-CEC-1"),
        ("s-installer-formateur-independant", "HTR-IFI-1"),
        ("vae", "HTR-V-1"),
        ("a-b", "HTR-AB-1"),
    ],
)
def test_a_code_that_can_be_said_on_the_telephone(slug, code):
    assert session_code("HTR", slug, 1) == code


def test_the_calendar_holds_opening_classes_submission_closing_and_jury():
    classes = [VirtualClass("Classe 1", 8, time(12, 30), 60, 42)]
    dates = calendar(date(2027, 1, 4), date(2027, 2, 5), classes)
    assert [entry.kind for entry in dates] == [
        Moment.OPENING,
        Moment.VIRTUAL_CLASS,
        Moment.SUBMISSION,
        Moment.CLOSING,
        Moment.JURY,
    ]
    one = dates[1]
    assert (one.starts_at.isoformat(), one.ends_at.isoformat()) == ("2027-01-12T12:30:00", "2027-01-12T13:30:00")
    assert dates[2].starts_at.isoformat() == "2027-02-02T23:59:00"
    assert dates[4].starts_at.date() == date(2027, 2, 18)


@given(DAYS, st.integers(0, 200))
def test_the_submission_never_comes_before_the_start_nor_the_jury_before_the_end(starts_on, length):
    ends_on = starts_on + timedelta(days=length)
    dates = {entry.kind: entry.starts_at.date() for entry in calendar(starts_on, ends_on, [])}
    assert starts_on <= dates[Moment.SUBMISSION] <= ends_on < dates[Moment.JURY]
    assert is_working_day(dates[Moment.JURY])


@pytest.mark.requirement("R010")
@pytest.mark.parametrize(
    ("tutor_name", "support_minutes", "has_committed", "expected"),
    [
        ("Malo", 60, True, True),
        ("", 60, True, False),
        (" ", 60, True, False),
        ("Malo", 0, True, False),
        ("Malo", 60, False, False),
    ],
)
def test_a_commitment_names_a_tutor_and_hours(tutor_name, support_minutes, has_committed, expected):
    assert is_committed(tutor_name=tutor_name, support_minutes=support_minutes, has_committed=has_committed) is expected


@pytest.mark.requirement("R075")
def test_the_work_of_a_session_week_by_week():
    weeks = weeks_of_work(date(2027, 1, 5), date(2027, 1, 22), {1: 180, 2: 90, 5: 60})
    assert [(week.begins_on.day, week.ends_on.day, week.minutes) for week in weeks] == [
        (5, 10, 180),
        (11, 17, 90),
        (18, 22, 60),
    ]


@given(DAYS, st.integers(1, 200), st.dictionaries(st.integers(0, 40), st.integers(0, 900), max_size=12))
def test_no_work_is_forgotten_and_no_week_leaves_the_session(starts_on, length, minutes):
    ends_on = starts_on + timedelta(days=length)
    weeks = weeks_of_work(starts_on, ends_on, minutes)
    assert sum(week.minutes for week in weeks) == sum(minutes.values())
    assert weeks[0].begins_on == starts_on and weeks[-1].ends_on == ends_on
    for before, after in zip(weeks, weeks[1:], strict=False):
        assert after.begins_on == before.ends_on + timedelta(days=1) and after.begins_on.weekday() == 0


@given(DAYS, st.integers(1, 200))
def test_sales_of_a_moved_session_go_on_unless_they_had_closed(starts_on, later):
    closes_on, moved = sales_close_on(starts_on), starts_on + timedelta(days=later)
    assert sales_after_a_move(closes_on, closes_on, moved) == sales_close_on(moved) >= closes_on
    assert sales_after_a_move(closes_on + timedelta(days=1), closes_on, moved) == closes_on


@pytest.mark.parametrize(
    ("day", "signed", "expected"), [(10, 0, False), (11, 4, True), (11, 5, False), (11, 6, False), (12, 0, True)]
)
def test_a_session_lacks_learners_only_once_its_sales_are_over(day, signed, expected):
    assert lacks_learners(date(2027, 1, day), closes_on=date(2027, 1, 10), signed=signed, threshold=5) is expected


def test_a_promise_says_who_for_whom_and_how_long_and_its_hash_follows_every_word():
    facts = {
        "university": "Université de Valmère",
        "session": "HTR-E-1",
        "training": "Évaluer",
        "starts_on": date(2027, 1, 4),
        "ends_on": date(2027, 2, 5),
        "admin_contact": "Valérie",
        "tutor_name": "Malo",
        "support_minutes": 450,
    }
    promise = Promise(**facts)
    for words in ("Université de Valmère", "HTR-E-1", "04/01/2027", "Valérie", "Malo", "7 h 30", "§ 3.2"):
        assert words in promise.text
    others = {
        name: "x" if isinstance(value, str) else value + (1 if isinstance(value, int) else timedelta(days=1))
        for name, value in facts.items()
    }
    hashes = {Promise(**facts | {name: value}).sha256 for name, value in others.items()}
    assert len(hashes) == len(facts) and promise.sha256 not in hashes
