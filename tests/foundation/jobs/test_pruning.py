"""Jobs that are done are forgotten after a while, under both engines; what failed or waits stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.foundation import clock
from microcert.foundation.jobs import enqueue, pruning
from microcert.foundation.jobs.models import Effect, Job
from microcert.journeys.subscriptions import TIMETABLE

from . import tasks

pytestmark = pytest.mark.usefixtures("engine")
LONG_AFTER = pruning.KEPT_FOR + timedelta(days=1)


@pytest.fixture
def jobs(drain_jobs):
    """Two that are done, one that was refused, one that waits for a day far away."""
    for name in ("Ada", "Grace"):
        enqueue(tasks.greet, name, key=f"greet-{name}")
    enqueue(tasks.refuse, key="refused")
    drain_jobs(raising=False)
    enqueue(tasks.greet, "Later", key="later", at=clock.now() + timedelta(days=400))


def keys() -> set[str]:
    return set(Job.objects.values_list("key", flat=True))


def test_what_is_done_stays_for_its_time(jobs):
    with clock.moved_by(pruning.KEPT_FOR - timedelta(hours=1)):
        pruning.forget_finished.func()
    assert keys() == {"greet-Ada", "greet-Grace", "refused", "later"}


def test_then_it_goes_and_what_failed_or_waits_stays(jobs, monkeypatch):
    monkeypatch.setattr(pruning, "AT_ONCE", 1)  # several rounds
    with clock.moved_by(LONG_AFTER):
        pruning.forget_finished.func()
    assert keys() == {"refused", "later"}


def test_a_fact_told_again_after_that_has_no_second_effect(jobs, drain_jobs):
    with clock.moved_by(LONG_AFTER):
        pruning.forget_finished.func()
    enqueue(tasks.greet, "Ada", key="greet-Ada")
    drain_jobs()
    assert Effect.objects.filter(key="noted:Ada").count() == 1


def test_it_comes_back_every_day_as_a_job_like_others(drain_jobs):
    assert TIMETABLE[pruning.forget_finished] == timedelta(days=1)
    enqueue(pruning.forget_finished, key="today")
    assert drain_jobs() == 1
