"""What a job may count on, whichever engine carries it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus

from microcert.foundation import clock
from microcert.foundation.jobs import enqueue
from microcert.foundation.jobs.models import Effect, Job

from . import tasks

pytestmark = pytest.mark.usefixtures("engine")


def effects() -> list[str]:
    return sorted(Effect.objects.filter(key__startswith="noted:").values_list("key", flat=True))


def test_a_job_runs_when_it_is_drained_and_not_before(drain_jobs):
    result = enqueue(tasks.greet, "Ada")
    assert effects() == []
    assert result.status == TaskResultStatus.READY

    assert drain_jobs() == 1
    assert effects() == ["noted:Ada"]
    assert tasks.greet.get_result(result.id).status == TaskResultStatus.SUCCESSFUL


def test_the_tasks_api_enqueues_as_well(drain_jobs):
    tasks.greet.enqueue(name="Ada")
    drain_jobs()
    assert effects() == ["noted:Ada"]


def test_enqueueing_twice_with_one_key_makes_one_job(drain_jobs):
    first = enqueue(tasks.greet, "Ada", key="greet-ada")
    second = enqueue(tasks.greet, "Ada", key="greet-ada")
    assert first.id == second.id
    assert drain_jobs() == 1


def test_a_key_is_remembered_after_the_job_is_done(drain_jobs):
    enqueue(tasks.greet, "Ada", key="greet-ada")
    drain_jobs()
    assert enqueue(tasks.greet, "Ada", key="greet-ada").status == TaskResultStatus.SUCCESSFUL
    assert drain_jobs() == 0


def test_a_rollback_leaves_no_job(drain_jobs):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(tasks.greet, "Ada", key="greet-ada")
        raise RuntimeError("the action failed")
    assert Job.objects.count() == 0
    assert drain_jobs() == 0


def test_a_job_can_ask_for_another_one(drain_jobs):
    enqueue(tasks.first_step, "Ada")
    assert drain_jobs() == 2
    assert effects() == ["noted:Ada"]


def test_a_delayed_job_is_a_row_that_waits_for_its_moment(engine, drain_jobs):
    enqueue(tasks.greet, "Ada", at=clock.now() + timedelta(days=90))
    assert drain_jobs() == 0
    if engine == "procrastinate":
        return  # the clock of production is the database's and does not move
    with clock.moved_by(timedelta(days=91)):
        assert drain_jobs() == 1
    assert effects() == ["noted:Ada"]


def test_a_failed_job_is_tried_again_later_and_later(engine, settings, drain_jobs):
    settings.JOB_RETRY_AFTER = (timedelta(minutes=-1), timedelta(hours=1))
    result = enqueue(tasks.fail_until_allowed, "Ada")
    assert drain_jobs(raising=False) == 2
    job = Job.objects.get()
    assert (job.starts, job.failures, job.failed_at) == (2, 2, None)
    assert job.cause == "builtins.ValueError: not yet"

    Effect.objects.create(key="allowed:Ada", at=clock.now())
    assert drain_jobs() == 0
    if engine == "procrastinate":
        return
    with clock.moved_by(timedelta(hours=2)):
        assert drain_jobs() == 1
    assert effects() == ["noted:Ada"]
    assert tasks.fail_until_allowed.get_result(result.id).status == TaskResultStatus.SUCCESSFUL


def test_draining_raises_what_a_job_raised(drain_jobs):
    enqueue(tasks.fail, "Ada")
    with pytest.raises(RuntimeError, match="no luck with Ada"):
        drain_jobs()


def test_a_job_that_breaks_a_constraint_spoils_nothing_else(drain_jobs, settings):
    settings.JOB_RETRY_AFTER = ()
    enqueue(tasks.break_a_constraint, "Ada")
    enqueue(tasks.greet, "Grace")
    assert drain_jobs(raising=False) == 2
    assert effects() == ["noted:Grace"]


def test_a_context_is_not_given_to_a_job():
    from django_tasks.exceptions import InvalidTaskError

    from microcert.foundation.jobs.enqueueing import engine

    with pytest.raises(InvalidTaskError, match="plain function"):
        engine().validate_task(tasks.greet.__class__(func=with_context, takes_context=True))


def with_context(context):
    raise AssertionError


def test_a_killed_start_is_counted_and_the_killer_is_stopped(settings, drain_jobs):
    settings.JOB_CRASHES_ALLOWED = 3
    enqueue(tasks.greet, "Ada")
    Job.objects.update(starts=3)  # three workers began it, none said how it ended
    with pytest.raises(RuntimeError, match="stopped after 3 workers died"):
        drain_jobs()
    assert effects() == []
    assert Job.objects.get().failed_at
