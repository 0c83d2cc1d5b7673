"""French queries on the demonstration's trainings, with the answers that a visitor expects; the same on both databases."""

from __future__ import annotations

import pytest

from microcert.catalogue.actions import index
from microcert.catalogue.bitmaps import Place, Sort
from microcert.catalogue.facets import FACETS, Filters
from microcert.catalogue.models import CatalogueEntry, CatalogueText, CatalogueWord
from microcert.catalogue.queries import search
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus
from microcert.trainings.actions import retire
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus

from .queries_in_french import QUERIES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_house")]

EVALUATION = "concevoir-une-evaluation-par-competences"


def slugs(text: str = "", **kwargs) -> list[str]:
    return [row.slug for row in search(text, **kwargs).slice.rows]


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


def test_a_word_of_the_title_weighs_more_than_keywords_side_by_side():
    other = TrainingVersion.objects.exclude(training__slug="rendre-une-ressource-accessible").first()
    other.keywords = ["accessibilité", "ressources humaines"]
    index(other)
    assert slugs("accessibilite des ressources")[0] == "rendre-une-ressource-accessible"
    assert other.training.slug in slugs("accessibilite des ressources")


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
    assert EVALUATION in [row.slug for row in results.slice.rows]


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
    ("sort", "place"),
    [
        ("", Place()),
        ("nonsense", Place("rien")),
        ("prix", Place("rien", is_before=True)),
        ("duree", Place("%' OR 1=1")),
    ],
)
def test_every_argument_is_tolerated(sort, place):
    results = search("", Filters(hours=frozenset({"9-", "x", "-", "1-2-3"})), sort, place)
    assert set(results.facets) == set(FACETS) and not results.filters.hours
    # What is not among the results begins nothing: the first trainings are shown.
    assert results.slice.first == 1 and len(results.slice.rows) == 12


def test_facets_count_what_ticking_them_shows():
    facets = search().facets
    for name in FACETS:
        assert any(option.count for option in facets[name])
        for option in facets[name]:
            assert search(filters=Filters(**{name: frozenset({option.value})})).total == option.count


def test_choices_of_one_facet_add_up_and_facets_narrow_each_other():
    families = frozenset({"teaching", "entrepreneurship"})
    both = search(filters=Filters(families=families))
    one = search(filters=Filters(families=frozenset({"teaching"})))
    assert both.total > one.total
    narrowed = search(filters=Filters(families=families, hours=frozenset({"7-10"})))
    assert narrowed.total < both.total
    assert all(row.family in families and row.minutes <= 600 for row in narrowed.slice.rows)
    for name in FACETS:
        for option in narrowed.facets[name]:
            others = {"families": families, "hours": frozenset({"7-10"})} | {name: frozenset({option.value})}
            assert search(filters=Filters(**others)).total == option.count


@pytest.mark.requirement("R003")
def test_visitors_filter_by_the_aim_of_a_training():
    found = search(filters=Filters(aims=frozenset({"upskilling"})))
    assert 0 < found.total < found.catalogue_size
    assert {row.aim for row in found.slice.rows} == {"upskilling"}


def test_the_orders_that_a_visitor_can_choose():
    prices = [row.lowest_price_cents for row in search(sort=Sort.PRICE).slice.rows]
    assert prices == sorted(prices)
    hours = [row.minutes for row in search(sort=Sort.HOURS).slice.rows]
    assert hours == sorted(hours)
    soonest = [
        row.next_session.starts_on for row in search(sort=Sort.SESSION).slice.rows if row.next_session.is_on_sale
    ]
    assert soonest == sorted(soonest)


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "formation"])
def test_slices_cover_the_results_once_and_lead_back(sort, text):
    here = search(text, sort=sort, size=5)
    slices = [here.slice]
    while here.slice.following:
        here = search(text, sort=sort, place=here.slice.following, size=5)
        slices.append(here.slice)
    slugs_in_order = [row.slug for each in slices for row in each.rows]
    assert len(slugs_in_order) == len(set(slugs_in_order)) == here.total > 5
    assert [each.first for each in slices] == list(range(1, here.total + 1, 5))
    for before in reversed(slices[:-1]):
        here = search(text, sort=sort, place=here.slice.previous, size=5)
        assert here.slice == before or (before is slices[0] and here.slice.rows == before.rows)
    assert here.slice.previous is None and here.slice.first == 1


def test_a_slice_does_not_shift_when_another_training_goes():
    second = search(sort=Sort.PRICE, place=search(sort=Sort.PRICE).slice.following)
    first_row = search(sort=Sort.PRICE).slice.rows[0]
    retire(TrainingVersion.objects.get(pk=first_row.version), by=None)
    again = search(sort=Sort.PRICE, place=search(sort=Sort.PRICE, place=second.slice.previous).slice.following)
    assert [row.slug for row in again.slice.rows] == [row.slug for row in second.slice.rows]


def test_the_next_session_is_the_first_that_can_be_bought():
    row = next(row for row in search("évaluation compétences").slice.rows if row.slug == EVALUATION)
    assert row.next_session.is_on_sale
    Session.objects.filter(version__training__slug=EVALUATION).update(status=SessionStatus.CANCELLED)
    row = next(row for row in search("évaluation compétences").slice.rows if row.slug == EVALUATION)
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
    text = CatalogueText.objects.get(entry__version__training__slug=EVALUATION).search_text
    assert "concevoir une evaluation par competences" in text and text == text.lower()


@pytest.mark.parametrize(
    ("query", "statements"), [("", 4), ("évaluation", 5), ("evalaution", 5), ("jury artificielle", 6)]
)
def test_search_asks_the_same_number_of_statements_however_many_trainings(query, statements, django_assert_num_queries):
    kept = ["integrer-l-ia-generative", EVALUATION]
    search(query)
    with django_assert_num_queries(statements):
        search(query)
    TrainingVersion.objects.exclude(training__slug__in=kept).update(status=VersionStatus.RETIRED)
    # What is kept in memory is read anew.
    with django_assert_num_queries(statements + 3):
        search(query)
    with django_assert_num_queries(statements):
        search(query)


@pytest.mark.requirement("R009")
@pytest.mark.parametrize(("typed", "expected"), QUERIES)
def test_the_right_training_comes_first(typed, expected):
    assert slugs(typed)[0] == expected
