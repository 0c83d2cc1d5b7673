"""What processes keep of the catalogue is read anew after every change, whoever made it, and only then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from microcert.catalogue.holdings import holdings
from microcert.catalogue.models import CatalogueEntry
from microcert.catalogue.queries import search
from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_house")]


def copy_of(session: Session) -> None:
    session.pk, session.code = None, f"{session.code}-bis"
    session.save()


CHANGES = {
    "an entry is added": lambda: CatalogueEntry.objects.bulk_create([_again(CatalogueEntry.objects.first())]),
    "an entry is changed": lambda: CatalogueEntry.objects.update(minutes=420),
    "an entry goes": lambda: CatalogueEntry.objects.first().delete(),
    "a version is retired": lambda: TrainingVersion.objects.filter(status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.RETIRED
    ),
    "a session is planned": lambda: copy_of(Session.objects.first()),
    "a session is cancelled": lambda: Session.objects.update(status=SessionStatus.CANCELLED),
    "a university is renamed": lambda: University.objects.filter(slug="hauterive").update(slug="haute-rive"),
}


def _again(entry: CatalogueEntry) -> CatalogueEntry:
    entry.delete()
    return entry


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen_at_once(change):
    before = holdings()
    CHANGES[change]()
    assert holdings() is not before


def test_what_did_not_change_is_not_read_again():
    before = holdings()
    University.objects.filter(slug="hauterive").update(name="Université de Haute Rive")
    assert holdings() is before


def test_a_change_that_is_taken_back_leaves_what_was():
    total = search().total
    with transaction.atomic():
        CatalogueEntry.objects.all().delete()
        assert search().total == 0
        transaction.set_rollback(True)
    assert search().total == total > 0


def test_another_day_is_another_catalogue(monkeypatch):
    before, far = search(), clock.today() + timedelta(days=3650)
    assert any(row.next_session for row in before.slice.rows)
    monkeypatch.setattr(clock, "today", lambda: far)
    assert not any(row.next_session for row in search().slice.rows)
