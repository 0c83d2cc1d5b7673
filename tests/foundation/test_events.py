from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from microcert.foundation.events import announce
from microcert.foundation.jobs.models import Effect, Job

from .jobs import tasks

SUBSCRIPTIONS = {"person.came": (tasks.greet, tasks.first_step), "nobody.cares": ()}


@pytest.fixture(autouse=True)
def subscribed(settings):
    settings.EVENT_SUBSCRIPTIONS = f"{__name__}.SUBSCRIPTIONS"


@pytest.mark.django_db
def test_every_subscriber_gets_its_own_job(drain_jobs):
    announce("person.came", name="Ada")
    assert Job.objects.count() == 2
    drain_jobs()
    assert Effect.objects.filter(key="noted:Ada").exists()


@pytest.mark.django_db
def test_the_same_fact_announced_twice_has_its_consequences_once():
    announce("person.came", name="Ada")
    announce("person.came", name="Ada")
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_another_fact_has_its_own_consequences():
    announce("person.came", name="Ada")
    announce("person.came", name="Grace")
    assert Job.objects.count() == 4


@pytest.mark.django_db
def test_an_event_without_followers_makes_no_job():
    announce("nobody.cares", on=date(2026, 1, 2), person=UUID(int=7))
    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_an_event_carries_identifiers_and_no_objects():
    with pytest.raises(TypeError, match="name the row by its key"):
        announce("person.came", name=object())


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_to_a_transaction():
    with pytest.raises(RuntimeError, match="inside an @action"):
        announce("person.came", name="Ada")
