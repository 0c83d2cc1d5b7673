"""The demonstration's consortium, loaded from its files."""

from __future__ import annotations

import pytest

from microcert.catalogue.models import CatalogueEntry
from microcert.catalogue.queries import search
from microcert.consortium.models import University
from microcert.consortium.queries import brand_of_the_house
from microcert.journeys.load_house import load_house, read_house
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.sessions.queries import uncommitted
from microcert.sessions.rules import SessionStatus, sales_close_on
from microcert.trainings.models import AssessmentRules, Training, TrainingVersion
from microcert.trainings.rules import VersionStatus, rules_digest
from tests.houses import DEMO

from .counting import counts


@pytest.mark.django_db
@pytest.mark.requirement("R008")
def test_the_demonstration_is_loaded_whole(demo_house):
    assert University.objects.count() == 19
    assert (
        Training.objects.count() == len(list((DEMO.parent / "trainings").glob("*.toml"))) == len(demo_house.trainings)
    )
    assert not TrainingVersion.objects.exclude(status=VersionStatus.PUBLISHED).exists()
    assert CatalogueEntry.objects.count() == Training.objects.count() == search().total
    assert brand_of_the_house().brand == "UniCamp"
    for rules in AssessmentRules.objects.all():
        assert rules.sha256 == rules_digest(rules.stated())


@pytest.mark.django_db
@pytest.mark.requirement("R010", "R018")
def test_every_session_on_sale_has_its_commitments(demo_house):
    opened = Session.objects.filter(status=SessionStatus.OPEN)
    assert opened.count() == sum(
        plan.state == "open" for _training, plans in demo_house.trainings for plan in plans.sessions
    )
    for session in opened:
        assert uncommitted(session) == []
        assert len(session.commitment.sha256) == 64
    for session in Session.objects.all():
        assert session.starts_on.weekday() < 5 and session.sales_close_on == sales_close_on(session.starts_on)
        assert session.participations.filter(is_producer=True).count() == 1
        assert session.events.count() == 4 + session.version.activities.filter(kind="virtual_class").count()


@pytest.mark.django_db
def test_loading_again_changes_nothing(demo_house):
    before = counts()
    done = load_house(read_house(DEMO), password="demonstration")
    assert counts() == before
    assert (done.new_trainings, done.new_sessions) == (0, 0)


@pytest.mark.django_db
def test_the_cast_can_log_in_and_holds_its_roles(demo_house, client):
    assert client.login(username="karim.belkacem@broceliande.example", password="demonstration")
    karim = User.objects.get(email="karim.belkacem@broceliande.example")
    assert [(each.role, each.university.slug) for each in karim.appointments.all()] == [("admin_team", "broceliande")]
    assert not User.objects.get(email="ines.carpentier@courriel.example").appointments.exists()
