from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.foundation import clock
from microcert.foundation.jobs import enqueue
from microcert.foundation.jobs.actions import run_again
from microcert.foundation.jobs.errors import JobNotFailed
from microcert.foundation.jobs.models import Effect
from microcert.foundation.jobs.queries import failed_jobs, waiting_count
from microcert.foundation.models import JournalEntry

from . import tasks

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def given_up(settings, drain_jobs):
    settings.JOB_RETRY_AFTER = ()
    enqueue(tasks.fail_until_allowed, name="Ada", key="job-of-ada")
    drain_jobs(raising=False)
    return failed_jobs()[0]


def test_a_job_given_up_shows_its_cause_and_what_it_was_called_with(given_up):
    assert given_up.cause == "builtins.ValueError: not yet"
    assert given_up.references == {"name": "Ada"}
    assert given_up.name.endswith("tasks.fail_until_allowed")
    assert given_up.key == "job-of-ada"
    assert "ValueError" in given_up.traceback
    assert waiting_count() == 0


def test_run_again_gives_it_a_fresh_start(given_up, drain_jobs):
    Effect.objects.create(key="allowed:Ada", at=clock.now())
    run_again(given_up.id, by=None)
    assert drain_jobs() == 1
    assert failed_jobs() == []
    assert JournalEntry.objects.get().verb == "jobs.run_again"


def test_run_again_may_fail_again(given_up, drain_jobs):
    run_again(given_up.id, by=None)
    drain_jobs(raising=False)
    assert len(failed_jobs()) == 1


def test_only_a_job_given_up_is_run_again(drain_jobs):
    waiting = enqueue(tasks.greet, "Ada", at=clock.now() + timedelta(days=1))
    with pytest.raises(JobNotFailed):
        run_again(waiting.id, by=None)


def test_a_refusal_is_not_tried_again(drain_jobs):
    enqueue(tasks.refuse)
    drain_jobs(raising=False)
    assert failed_jobs()[0].cause.endswith("Refusal: La session est complète.")
