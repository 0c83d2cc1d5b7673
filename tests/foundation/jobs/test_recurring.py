from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.foundation import clock
from microcert.foundation.jobs import recurring
from microcert.foundation.jobs.models import Job

from . import tasks

TIMETABLE = {tasks.refuse: timedelta(hours=1)}


@pytest.fixture(autouse=True)
def hourly(settings, db):
    settings.RECURRING_JOBS = f"{__name__}.TIMETABLE"
    recurring._seen.clear()
    yield
    recurring._seen.clear()


def test_a_period_has_one_job_however_often_one_looks():
    recurring.enqueue_due()
    recurring._seen.clear()  # another worker looks too
    recurring.enqueue_due()
    assert Job.objects.count() == 1


def test_the_next_period_has_its_own_job():
    recurring.enqueue_due()
    with clock.moved_by(timedelta(hours=1)):
        recurring.enqueue_due()
    assert Job.objects.count() == 2


def test_looking_twice_in_a_period_asks_the_database_once(django_assert_num_queries):
    recurring.enqueue_due()
    with django_assert_num_queries(0):
        recurring.enqueue_due()
