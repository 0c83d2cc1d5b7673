from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.credentials.actions import award
from tests.cast import a_session, person
from tests.credentials.awarding import sealed_minutes
from tests.trainings.drafts import draft_of

NB = "\u00a0"
ADDRESSES = ("steering", "steering-export")


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def elise(client, cast):
    """A member of the steering committee."""
    cast.people["elise"] = person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, cast.hauterive))
    client.force_login(cast.elise)
    return client


@pytest.fixture
def sold(cast):
    """Three orders in the open session: one contract for each university."""
    cast.open_session()
    orders = [cast.order(cast.ines), cast.order(cast.malik), cast.order(person("lea", "Léa", "Morand"))]
    assert len({order.university_id for order in orders}) == 3
    return orders


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_the_committee_enters(client, cast, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    for who in ("ines", "karim", "agathe", "thierry", "helene", "malo"):
        client.force_login(cast.people[who])
        assert client.get(reverse(name)).status_code == 403


def test_a_member_lands_on_the_overview(elise):
    assert elise.get(reverse("desk")).url == reverse("steering")


def test_sessions_are_shown_with_their_seats_threshold_and_draws(elise, cast, sold):
    page = text_of(elise.get(reverse("steering")))
    for words in ("1 session en vente", cast.version.title, "En vente", "3 sur 12", "Atteint (3)"):
        assert words in page
    assert reverse("draws", args=[cast.session.code]) in page
    assert page.count("1 contrat<") == 3, "each university carries one"


def test_a_seat_given_back_is_no_longer_counted(elise, cast, sold):
    from microcert.allotment.actions import release

    release(sold[0].draw, by=None)
    page = text_of(elise.get(reverse("steering")))
    assert "2 sur 12" in page
    assert "encore 1 place sur 3" in page


def test_credentials_are_counted_for_each_producer(elise, cast):
    file = cast.learner_file()
    award(sealed_minutes(cast, {file: "award"}), file)
    page = text_of(elise.get(reverse("steering")))
    assert "1 délivré" in page


def test_no_learner_is_named(elise, cast, sold):
    holder = person("nora", "Nora", "Zeller")
    file = cast.learner_file(holder)
    award(sealed_minutes(cast, {file: "award"}), file)
    for name in ADDRESSES:
        page = text_of(elise.get(reverse(name)))
        for learner in (cast.ines, cast.malik, holder):
            assert learner.family_name not in page
            assert learner.email not in page
        assert not any(order.number in page for order in sold)


def test_the_table_opens_in_a_spreadsheet_and_carries_no_formula(elise, cast, sold):
    draft = draft_of(cast.version)
    draft.title = "=HYPERLINK(1)"
    draft.save()
    answer = elise.get(reverse("steering-export"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:2] == [cast.session.code, "'=HYPERLINK(1)"]
    assert rows[1][4:] == ["En vente", "3", "12", "3", "0"]


def test_an_empty_consortium_says_what_will_come(elise, cast):
    cast.session.participations.all().delete()
    cast.session.events.all().delete()
    cast.session.delete()
    page = text_of(elise.get(reverse("steering")))
    for words in ("Aucune session n’est programmée", "Formations publiées sans session", "Aucun certificat"):
        assert words in page
    assert elise.get(reverse("steering-export")).status_code == 200


def test_the_page_asks_the_database_as_often_for_many_sessions(elise, cast, sold):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert elise.get(reverse("steering")).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for number in range(2, 7):
        cast.session.code = f"evaluer-{number - 1}"
        type(cast.session).objects.filter(code="evaluer-1").update(code=f"evaluer-{number}-x")
        a_session(cast.version, [cast.hauterive, cast.valmere, cast.broceliande], cast.malo)
    assert asked() == before <= 14
