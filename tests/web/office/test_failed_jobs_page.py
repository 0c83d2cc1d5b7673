"""The page of jobs that were given up: what it tells, who may run one again."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.module_loading import import_string

from microcert.consortium.roles import Role
from microcert.foundation import clock
from microcert.foundation.jobs.models import Job
from microcert.foundation.models import JournalEntry
from microcert.web.office.jobs import WORDS
from tests.cast import person

PAGE = "failed-jobs"
REFUSED = {"karim": 403, "agathe": 403, "helene": 403, "malo": 403, "ines": 404, "malik": 404}


def given_up(order: int = 42, cause: str = "builtins.ValueError: l’imprimerie est fermée", **changed) -> Job:
    now = clock.now()
    fields = {
        "task_path": "microcert.contracts.jobs.issue_contract",
        "payload": {"args": [], "kwargs": {"order": order}},
        "engine": "default",
        "enqueued_at": now,
        "failed_at": now,
        "starts": 5,
        "failures": 5,
        "cause": cause,
        "traceback": "Traceback (most recent call last): secret",
    }
    return Job.objects.create(**fields | changed)


@pytest.fixture
def idriss(client, cast):
    support = person("idriss", "Idriss", "Tahar", (Role.SUPPORT, None))
    client.force_login(support)
    return client


def page_of(client) -> str:
    return client.get(reverse(PAGE)).content.decode()


def test_without_a_failure_the_page_says_so(idriss):
    assert "Aucun travail en échec" in page_of(idriss)


def test_a_job_given_up_shows_what_about_what_why_and_since_when(idriss):
    given_up()
    page = page_of(idriss)
    for words in (
        "1 travail en échec",
        "Établir un contrat",
        "commande",
        ">42<",
        "l’imprimerie est fermée",
        "5 essais",
    ):
        assert words in page
    assert "Traceback" not in page


def test_an_unknown_job_shows_its_name_and_a_cause_runs_no_markup(idriss):
    given_up(cause="<script>alert(1)</script>", task_path="microcert.foo.jobs.bar", payload={"args": [7], "kwargs": {}})
    page = page_of(idriss)
    assert "foo.jobs.bar" in page and "<script>alert" not in page


@pytest.mark.parametrize("name", WORDS)
def test_every_job_that_has_words_exists(name):
    assert import_string(f"microcert.{name}").module_path == f"microcert.{name}"


def test_running_again_gives_a_fresh_start_and_says_so(idriss):
    job = given_up(payload={"args": [], "kwargs": {}}, task_path="microcert.journeys.calendar.keep_the_calendar")
    page = idriss.post(reverse("failed-job-again", args=[job.pk]), follow=True).content.decode()
    assert "Travail relancé : Tenir le calendrier" in page.replace("\u00a0", " ")
    assert "Aucun travail en échec" in page
    job.refresh_from_db()
    assert (job.failed_at, job.starts, job.cause) == (None, 0, "")
    assert JournalEntry.objects.get(verb="jobs.run_again").actor.startswith("people.user:")


def test_pressed_twice_it_runs_once_and_an_unknown_one_not_at_all(idriss):
    job = given_up()
    address = reverse("failed-job-again", args=[job.pk])
    idriss.post(address)
    assert "n’est pas en échec" in idriss.post(address, follow=True).content.decode()
    assert JournalEntry.objects.filter(verb="jobs.run_again").count() == 1
    unknown = idriss.post(reverse("failed-job-again", args=[uuid4()]), follow=True)
    assert "n’est pas en échec" in unknown.content.decode()


def test_running_again_is_asked_for_by_post_only(idriss):
    assert idriss.get(reverse("failed-job-again", args=[given_up().pk])).status_code == 405


def test_the_steering_committee_enters_too(client, cast):
    client.force_login(person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, cast.hauterive)))
    assert client.get(reverse(PAGE)).status_code == 200


@pytest.mark.requirement("R008")
def test_one_universitys_support_sees_its_own_learners_only(client, cast):
    job = given_up()
    client.force_login(person("ugo", "Ugo", "Perrin", (Role.SUPPORT, cast.valmere)))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse("failed-job-again", args=[job.pk])).status_code == 403
    assert client.get(reverse("desk"))["Location"] == reverse("office-files")


@pytest.mark.parametrize(("who", "status"), REFUSED.items())
def test_others_neither_see_nor_run(client, cast, who, status):
    job = given_up()
    client.force_login(cast.people[who])
    assert client.get(reverse(PAGE)).status_code == status
    assert client.post(reverse("failed-job-again", args=[job.pk])).status_code == status
    job.refresh_from_db()
    assert job.failed_at


def test_the_anonymous_are_sent_to_log_in(client, cast):
    for answer in (client.get(reverse(PAGE)), client.post(reverse("failed-job-again", args=[uuid4()]))):
        assert answer["Location"].startswith(reverse("account_login"))


def test_the_page_costs_the_same_queries_for_one_and_for_many(idriss):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(idriss)
        return len(queries)

    given_up()
    cost()
    one = cost()
    for order in range(5):
        given_up(order)
    assert cost() == one
    # One of its own; the rest is the account's and the frame's.
    assert one <= 8


def test_the_page_is_the_consortiums_supports_desk_and_its_only_one(idriss):
    page = idriss.get(reverse("desk"), follow=True)
    assert page.request["PATH_INFO"] == reverse(PAGE)
    assert f'href="{reverse("office-files")}"' not in page.content.decode()
