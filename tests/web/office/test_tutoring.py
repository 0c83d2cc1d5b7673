"""A tutor's desk: whose learners, how far they have come, who has fallen silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.enrolment.actions import close_file, withdraw
from microcert.foundation import clock
from microcert.foundation.clock import moved_by
from microcert.foundation.models import ClockShift
from microcert.learning import actions
from microcert.learning.rules import SILENCE_DAYS, days_of_silence, is_silent
from tests.cast import person

NB = "\u00a0"
PAGE = "tutor-learners"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


def after_the_start(session, days: int):
    """The clock stands `days` days after the session's first one."""
    return moved_by(timedelta(days=(session.starts_on - clock.today()).days + days))


def page_after_the_start(client, session, days: int) -> str:
    """The page as it stands on that day: requests follow the demonstration's clock, not the test's."""
    ClockShift.move(timedelta(days=(session.starts_on - clock.today()).days + days))
    return text_of(client.get(reverse(PAGE)))


@pytest.fixture
def lison(cast):
    """The tutor whom Valmère named for the same session."""
    other = person("lison", "Lison", "Guérin", (Role.MOTIVATIONAL_TUTOR, cast.valmere))
    cast.session.participations.filter(university=cast.valmere).update(tutor=other)
    return other


@pytest.fixture
def malo(client, cast):
    client.force_login(cast.malo)
    return client


@pytest.fixture
def ines(cast):
    return cast.learner_file(cast.ines, cast.broceliande)


def test_silence_counts_from_the_last_milestone_else_from_the_start():
    day = clock.today()
    start = day - timedelta(days=20)
    assert days_of_silence(day, start, None) == 20
    assert days_of_silence(day, start, day - timedelta(days=3)) == 3
    assert days_of_silence(start - timedelta(days=1), start, None) == 0
    assert not is_silent(SILENCE_DAYS)
    assert is_silent(SILENCE_DAYS + 1)


@pytest.mark.requirement("R012")
def test_the_tutor_sees_credited_time_last_milestone_and_address(malo, cast, ines):
    page = page_after_the_start(malo, cast.session, 1)
    assert "Carpentier, Inès Marie" in page and "0 h sur 10 h" in page and "Aucun" in page
    with after_the_start(cast.session, 1):
        actions.confirm(ines, cast.version.activities.get(kind="reading"), by=cast.ines)
    page = page_after_the_start(malo, cast.session, 2)
    assert "1 h 30 sur 10 h" in page
    assert 'href="mailto:ines@example.test"' in page
    assert "Personne n’est à relancer" in page


def test_a_silent_learner_is_flagged_and_comes_first(malo, cast, ines):
    malik = cast.learner_file(cast.malik, cast.broceliande)
    with after_the_start(cast.session, 5):
        actions.confirm(ines, cast.version.activities.get(kind="reading"), by=cast.ines)
    page = page_after_the_start(malo, cast.session, 10)
    assert "1 stagiaire à relancer" in page
    assert "10 jours sans jalon" in page
    assert page.index(malik.learner.family_name) < page.index("Carpentier")


def test_before_the_start_nobody_is_silent(malo, ines):
    page = text_of(malo.get(reverse(PAGE)))
    assert "Commence le" in page and "sans jalon" not in page


def test_after_the_end_nobody_is_called_silent(malo, cast, ines):
    page = page_after_the_start(malo, cast.session, 60)
    assert "Session terminée" in page and "sans jalon" not in page


def test_a_closed_path_stands_apart_and_a_withdrawal_leaves(malo, cast, ines):
    close_file(ines, is_awarded=True, by=None)
    withdraw(cast.learner_file(cast.malik, cast.broceliande), by=None)
    page = text_of(malo.get(reverse(PAGE)))
    assert "Aucun stagiaire en formation" in page and "Carpentier" not in page
    closed = text_of(malo.get(reverse(PAGE), {"onglet": "clos"}))
    assert "Carpentier" in closed and "Diop" not in closed


@pytest.mark.requirement("R008")
def test_each_tutor_sees_the_learners_of_the_university_that_named_them(client, cast, lison, ines):
    malik = cast.learner_file(cast.malik, cast.valmere)
    for tutor, own, other in ((cast.malo, ines, malik), (lison, malik, ines)):
        client.force_login(tutor)
        page = text_of(client.get(reverse(PAGE)))
        assert own.learner.family_name in page
        assert other.learner.family_name not in page
        assert other.learner.email not in page


def test_a_tutor_of_the_university_who_was_not_named_sees_nobody(client, cast, ines):
    client.force_login(person("loic", "Loïc", "Tanguy", (Role.MOTIVATIONAL_TUTOR, cast.broceliande)))
    page = text_of(client.get(reverse(PAGE)))
    assert "Aucun stagiaire en formation" in page and "Carpentier" not in page


def test_the_empty_tabs_say_so(malo):
    assert "Aucun stagiaire en formation" in text_of(malo.get(reverse(PAGE)))
    assert "Aucun parcours clos" in text_of(malo.get(reverse(PAGE), {"onglet": "clos"}))


@pytest.mark.parametrize(
    ("who", "status"),
    [("karim", 403), ("agathe", 403), ("thierry", 403), ("odile", 403), ("helene", 403), ("ines", 404), ("malik", 404)],
)
def test_others_do_not_enter(client, cast, who, status):
    client.force_login(cast.people[who])
    assert client.get(reverse(PAGE)).status_code == status


def test_whoever_was_named_but_no_longer_holds_the_role_does_not_enter(client, cast, ines):
    cast.malo.appointments.all().delete()
    client.force_login(cast.malo)
    assert client.get(reverse(PAGE)).status_code == 404


def test_the_anonymous_are_sent_to_log_in(client, cast):
    assert client.get(reverse(PAGE))["Location"].startswith(reverse("account_login"))


def test_the_page_costs_the_same_queries_for_one_and_for_many(malo, cast, ines):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert malo.get(reverse(PAGE)).status_code == 200
        return len(queries)

    cost()
    one = cost()
    for who in ("malik", "odile", "thierry"):
        cast.learner_file(cast.people[who], cast.broceliande)
    assert cost() == one
    # Three of its own (files, activities with their units, validations); the rest is the account's and the frame's.
    assert one <= 10


def test_the_list_is_the_tutors_desk(malo):
    assert malo.get(reverse("desk"))["Location"] == reverse(PAGE)
