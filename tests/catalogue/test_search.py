"""French queries on the demonstration's trainings, with the answers that a visitor expects; the same on both databases."""

from __future__ import annotations

import pytest

from microcert.catalogue.actions import index
from microcert.catalogue.models import CatalogueEntry, CatalogueWord
from microcert.catalogue.queries import Filters, Sort, search
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus
from microcert.trainings.actions import retire
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_house")]

EVALUATION = "concevoir-une-evaluation-par-competences"


def slugs(text: str = "", **kwargs) -> list[str]:
    return [row.slug for row in search(text, **kwargs).page]


@pytest.mark.requirement("R009")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("évaluation", EVALUATION),
        ("evalaution", EVALUATION),
        ("evaluer", EVALUATION),
        ("évaluées", EVALUATION),
        ("EVALUATIONS", EVALUATION),
        ("acompagnement", "accompagner-a-distance"),
        ("accompagnées à distance", "accompagner-a-distance"),
        ("classes virtuelles", "animer-une-classe-virtuelle"),
        ("clase virtuele", "animer-une-classe-virtuelle"),
        ("accesible", "rendre-une-ressource-accessible"),
        ("accessibilite ressources", "rendre-une-ressource-accessible"),
        ("inteligence artificiele", "integrer-l-ia-generative"),
        ("l’intelligence artificielle", "integrer-l-ia-generative"),
        ("formateur indépendant", "s-installer-formateur-independant"),
        ("jury de vae", "sieger-dans-un-jury-de-vae"),
        ("portfolio", "construire-un-portfolio-de-competences"),
        ("benevolat", "reconnaitre-l-engagement-benevole"),
        ("scenariser", "scenariser-un-parcours-hybride"),
    ],
)
def test_a_visitor_finds_in_spite_of_typos_accents_and_inflections(query, expected):
    assert expected in slugs(query)


@pytest.mark.parametrize("query", ["evalaution", "évaluation", "evaluer des competences"])
def test_what_stands_in_the_title_comes_first(query):
    assert slugs(query)[0] == EVALUATION


@pytest.mark.parametrize("query", ["soudure", "zzzz", "xq", "plomberie industrielle zinguerie", '"', "a" * 5000])
def test_what_nobody_teaches_is_not_found(query):
    results = search(query)
    assert results.total == 0 or results.reading.is_empty
    assert results.catalogue_size == TrainingVersion.objects.filter(status=VersionStatus.PUBLISHED).count()


def test_a_correction_is_named_as_it_is_written():
    assert search("evalaution").reading.corrected == (("evalaution", "évaluation"),)


def test_a_word_that_nobody_uses_is_named_and_the_rest_is_found():
    results = search("évaluation soudure")
    assert results.reading.unknown == ("soudure",)
    assert EVALUATION in [row.slug for row in results.page]


def test_words_that_never_meet_find_either():
    both = set(slugs("vae")) | set(slugs("portfolio"))
    assert set(slugs("jury artificielle")) and both


@pytest.mark.parametrize("query", ["", "   ", "de la", "et les", "?!"])
def test_words_that_say_nothing_show_the_whole_catalogue(query):
    assert search(query).total == search("").catalogue_size


@pytest.mark.parametrize(
    "text", ["AND", "NOT", "NEAR(a b)", "title:x", "*", "a* OR b", "'; DROP", "é|&!<->", "%_", "\\"]
)
def test_the_engines_own_syntax_is_only_text(text):
    assert search(text).total >= 0


@pytest.mark.parametrize(
    ("sort", "page"),
    [("", 1), ("nonsense", "x"), ("prix", -3), ("duree", 10**9), ("pertinence", ""), ("session", None)],
)
def test_every_argument_is_tolerated(sort, page):
    assert len(search("", Filters(hours=frozenset({"9-", "x", "-", "1-2-3"})), sort, page).facets) == 6


def test_facets_count_what_ticking_them_shows():
    facets = search().facets
    for name in ("hours", "families", "aims", "prices", "sessions", "universities"):
        for option in facets[name]:
            assert search(filters=Filters(**{name: frozenset({option.value})})).total == option.count


def test_choices_of_one_facet_add_up_and_facets_narrow_each_other():
    families = frozenset({"teaching", "entrepreneurship"})
    both = search(filters=Filters(families=families))
    one = search(filters=Filters(families=frozenset({"teaching"})))
    assert both.total > one.total
    narrowed = search(filters=Filters(families=families, hours=frozenset({"7-10"})))
    assert narrowed.total < both.total
    assert all(row.family in families and row.minutes <= 600 for row in narrowed.page)


@pytest.mark.requirement("R003")
def test_visitors_filter_by_the_aim_of_a_training():
    found = search(filters=Filters(aims=frozenset({"upskilling"})))
    assert 0 < found.total < found.catalogue_size
    assert {row.aim for row in found.page} == {"upskilling"}


def test_the_orders_that_a_visitor_can_choose():
    prices = [row.lowest_price_cents for row in search(sort=Sort.PRICE).page]
    assert prices == sorted(prices)
    hours = [row.minutes for row in search(sort=Sort.HOURS).page]
    assert hours == sorted(hours)
    soonest = [row.next_session.starts_on for row in search(sort=Sort.SESSION).page if row.next_session.is_on_sale]
    assert soonest == sorted(soonest)


def test_pages_cover_the_catalogue_once():
    first = search()
    found = [row.slug for page in range(1, first.page.paginator.num_pages + 1) for row in search(page=page).page]
    assert len(found) == len(set(found)) == first.total


def test_the_next_session_is_the_first_that_can_be_bought():
    row = next(row for row in search("évaluation compétences").page if row.slug == EVALUATION)
    assert row.next_session.is_on_sale
    Session.objects.filter(version__training__slug=EVALUATION).update(status=SessionStatus.CANCELLED)
    row = next(row for row in search("évaluation compétences").page if row.slug == EVALUATION)
    assert row.next_session is None


def test_a_retired_training_is_nobodys_to_find():
    version = TrainingVersion.objects.get(training__slug=EVALUATION)
    retire(version, by=None)
    assert EVALUATION not in slugs("évaluation")


def test_indexing_again_changes_nothing():
    version = TrainingVersion.objects.get(training__slug=EVALUATION)
    before = (CatalogueEntry.objects.count(), CatalogueWord.objects.count(), slugs("evalaution"))
    index(version)
    assert (CatalogueEntry.objects.count(), CatalogueWord.objects.count(), slugs("evalaution")) == before


def test_the_searchable_text_is_one_normalised_column():
    text = CatalogueEntry.objects.get(version__training__slug=EVALUATION).search_text
    assert "concevoir une evaluation par competences" in text and text == text.lower()


@pytest.mark.parametrize(
    ("query", "statements"),
    [("", 3), ("évaluation", 5), ("evalaution", 7), ("evalaution inteligence", 7), ("jury artificielle", 6)],
)
def test_search_asks_the_same_number_of_statements_however_many_trainings(query, statements, django_assert_num_queries):
    with django_assert_num_queries(statements):
        list(search(query).page)
    kept = TrainingVersion.objects.filter(status=VersionStatus.PUBLISHED).values_list("pk", flat=True)[:2]
    TrainingVersion.objects.exclude(pk__in=list(kept)).update(status=VersionStatus.RETIRED)
    with django_assert_num_queries(statements):
        list(search(query).page)
