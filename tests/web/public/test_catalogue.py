from __future__ import annotations

import re

import pytest
from django.urls import reverse

from microcert.orders.models import Order
from microcert.sessions.models import Session
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_house")]

EVALUATION = "concevoir-une-evaluation-par-competences"


def page(client, query: str = "") -> str:
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def cards(html: str) -> list[str]:
    return re.findall(r'<h3><a href="/formations/([^/"]+)/"', html)


@pytest.mark.requirement("R009")
def test_a_visitor_searches_with_a_typo_and_without_accents(client):
    html = page(client, "?q=evalaution")
    assert reverse("training", args=[EVALUATION]) in html
    assert "Résultats pour « évaluation »" in html
    assert 'value="evalaution"' in html


def test_whoever_types_a_word_after_looking_around_is_answered_by_relevance(client):
    """The form sends its order with the words: the usual one is sent as nothing, or it would stay when words come."""
    for query, usual in (("", "Prochaine session"), ("?q=jury", "Pertinence"), ("?q=jury&tri=", "Pertinence")):
        assert f'<option value="" selected>{usual}</option>' in page(client, query)
    assert '<option value="session" selected>' in page(client, "?q=jury&tri=session")


def test_nothing_found_says_what_to_do_next(client):
    html = page(client, "?q=soudure")
    size = TrainingVersion.objects.filter(status=VersionStatus.PUBLISHED).count()
    assert "Aucune formation ne correspond à « soudure »" in html
    assert f"parcourez les {size} formations" in html
    assert "Retirez un filtre" in page(client, "?q=soudure&duree=7-10")
    # Whoever misspelt a word learns that the filter is what finds nothing, and not the slip.
    assert "La recherche a porté sur « évaluation »." in page(client, "?q=evalaution&duree=7-10&domaine=teaching")


def test_filters_are_in_the_address_and_each_can_be_taken_off(client):
    html = page(client, "?q=comp%C3%A9tences&duree=11-20&visee=upskilling&page=1")
    assert html.count("uc-chip") == 2
    assert 'href="?q=comp%C3%A9tences&amp;visee=upskilling"' in html
    assert 'value="11-20" id="duree-11-20" checked' in html


def test_an_unknown_word_is_named_and_the_rest_is_shown(client):
    assert "Aucune formation ne parle de « soudure »" in page(client, "?q=évaluation soudure")


@pytest.mark.requirement("R111")
def test_every_card_bears_the_mark_as_icon_and_words(client):
    html = page(client)
    cards = html.count('class="uc-card"')
    assert cards == 12
    # One more explains what the mark means.
    assert html.count('<span class="uc-mark"><svg') == html.count("</svg>Micro-C</span>") == cards + 1


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc&tri=zz&duree=x&prix=-&session=hier&univ=nulle-part&domaine=&visee=%00",
        "?apres=%00&avant=",
        "?avant=rien&apres=rien",
        "?niveau=9&modalite=debout",
        "?page=999999999999999999999",
        "?q=%00",
        "?q=%ff%fe",
        "?q=" + "é" * 3000,
        "?q=%22%20OR%201%3D1&q=autre",
        "?duree=7-10&duree=11-20&duree=7-10",
        "?prix=99999999999999999999-",
        "?q[]=a&inconnu=1",
        "?duree=%C2%B2-%C2%B3",
    ],
)
def test_a_mistyped_address_never_fails(client, query):
    page(client, query)


def test_a_filter_that_does_not_exist_hides_nothing(client):
    assert page(client, "?univ=nulle-part&duree=3-5").count('class="uc-card"') == 12


def test_pages_keep_the_filters(client):
    html = page(client, "?prix=0-150&prix=151-300&prix=301-")
    onward = re.search(r'rel="next" href="([^"]+)"', html)[1].replace("&amp;", "&")
    assert onward.startswith("?prix=0-150&prix=151-300&prix=301-&apres=")
    second = page(client, onward)
    assert "Formations 13 à" in second
    back = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")
    assert cards(page(client, back)) == cards(html) and not set(cards(second)) & set(cards(html))
    # The address of a slice can be shared: it shows the same trainings to whoever opens it.
    assert cards(page(client, onward)) == cards(second)


def test_level_and_modality_narrow_as_well(client):
    html = page(client, "?niveau=6&modalite=rendez-vous-en-direct")
    assert html.count("uc-chip") == 2 and "Niveau 6" in html and "Avec rendez-vous en direct" in html
    rows = TrainingVersion.objects.filter(training__slug__in=cards(html))
    assert rows and all(each.eqf_level == 6 and each.activities.filter(is_synchronous=True).exists() for each in rows)
    assert 'value="1" id="niveau-1"' not in html


def test_the_seats_left_are_told_and_a_full_session_says_so(client, monkeypatch):
    session = Session.objects.filter(version__training__slug=EVALUATION, status="open").get()
    monkeypatch.setattr("microcert.web.public.catalogue.taken", lambda _pks: {session.pk: session.capacity - 6})
    assert "6 places restantes" in page(client, "?q=evalaution")
    monkeypatch.setattr("microcert.web.public.catalogue.taken", lambda _pks: {session.pk: session.capacity})
    assert "Session complète" in page(client, "?q=evalaution")
    assert not Order.objects.exists()


def test_a_training_that_is_not_published_is_shown_to_nobody(client, admin_client):
    version = TrainingVersion.objects.get(training__slug=EVALUATION)
    for status in (VersionStatus.DRAFT, VersionStatus.RETIRED):
        TrainingVersion.objects.filter(pk=version.pk).update(status=status)
        for visitor in (client, admin_client):
            assert EVALUATION not in page(visitor, "?q=évaluation")
            assert visitor.get(reverse("training", args=[EVALUATION])).status_code == 404
        assert EVALUATION not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize(("query", "statements"), [("", 11), ("?q=evalaution&duree=11-20", 12), ("?q=soudure", 9)])
def test_the_catalogue_asks_the_same_number_of_statements(client, query, statements, django_assert_num_queries):
    page(client)
    with django_assert_num_queries(statements):
        page(client, query)
    kept = TrainingVersion.objects.get(training__slug=EVALUATION)
    TrainingVersion.objects.exclude(pk=kept.pk).update(status=VersionStatus.RETIRED)
    page(client)
    with django_assert_num_queries(statements):
        page(client, query)


def test_the_page_speaks_english_too(client):
    client.cookies["django_language"] = "en"
    assert client.get("/").status_code == 200


def test_only_reading_is_offered(client):
    assert client.post("/").status_code == 405
