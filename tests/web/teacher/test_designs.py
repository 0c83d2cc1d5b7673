from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.consortium.models import Asset
from microcert.consortium.roles import Role
from microcert.trainings.models import Activity, AssessmentRules, Criterion, TrainingVersion
from microcert.trainings.rules import VersionStatus
from tests.cast import person
from tests.trainings.drafts import draft_of

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def sylvie(client, cast):
    """An instructional designer of the producing university."""
    cast.people["sylvie"] = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    client.force_login(cast.sylvie)
    return client


def page_of(client, version) -> str:
    return text_of(client.get(reverse("design", args=[version.pk])))


@pytest.mark.parametrize("name", ["designs", "design"])
def test_a_visitor_is_asked_to_log_in(client, cast, name):
    address = reverse(name, args=[cast.version.pk] if name == "design" else [])
    assert client.get(address).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["ines", "karim", "thierry", "malo"])
def test_whoever_designs_nothing_has_no_such_list(client, cast, who):
    client.force_login(cast.people[who])
    assert client.get(reverse("designs")).status_code == 403


def test_a_colleague_of_another_trade_is_refused_and_another_university_sees_nothing(client, cast):
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    for who, expected in ((cast.thierry, 403), (claire, 404), (cast.karim, 404), (cast.ines, 404), (cast.agathe, 200)):
        client.force_login(who)
        assert client.get(reverse("design", args=[cast.version.pk])).status_code == expected
    client.force_login(claire)
    page = text_of(client.get(reverse("designs")))
    assert "ne produit pas encore de formation" in page
    assert cast.version.title not in page


def test_a_designer_lands_on_the_trainings_of_the_university(sylvie, cast):
    assert sylvie.get(reverse("desk")).url == reverse("designs")
    page = text_of(sylvie.get(reverse("designs")))
    for words in (cast.version.title, "Publiée", "10 h", "Nouvelle formation"):
        assert words in page


@pytest.mark.requirement("R042")
def test_the_matrix_says_which_activity_teaches_and_which_criterion_judges_each_outcome(sylvie, cast):
    page = page_of(sylvie, cast.version)
    assert "Toutes les exigences sont satisfaites" in page
    assert "23 exigences sur 25" in page
    assert page.count('aria-label="sert A1"') == 3 and page.count('aria-label="sert A2"') == 3
    assert page.count('aria-label="évalue A1"') == 1 and page.count('aria-label="évalue A2"') == 2
    assert "Ce qui n’est pas aligné" not in page


@pytest.mark.requirement("R042")
def test_what_is_not_aligned_is_named_with_its_clause(sylvie, cast):
    version = draft_of(cast.version)
    Activity.objects.get(version=version, title="Construire sa grille").outcomes.clear()
    Activity.objects.get(version=version, kind="virtual_class").outcomes.clear()
    Activity.objects.get(version=version, kind="assessment").outcomes.clear()
    a1 = version.outcomes.get(code="A1")
    for criterion in Criterion.objects.filter(task__version=version, code__in=["K2", "K3"]):
        criterion.outcome = a1
        criterion.save()
    page = page_of(sylvie, version)
    for words in (
        "Encore 6 points avant de publier",
        "Aucune activité ne sert l’acquis A2",
        "Aucun critère n’évalue l’acquis A2",
        "L’activité « Construire sa grille » ne sert aucun acquis",
        "Ne sert aucun acquis",
        "19 exigences sur 25",
        "§ 6.1",
    ):
        assert words in page


def test_the_eight_rules_the_rubric_and_its_thresholds_are_stated(sylvie, cast):
    page = page_of(sylvie, cast.version)
    for words in ("Temps majoré d’un tiers", "Le rattrapage", "Critère K1", "Maîtrisé pour K3", "C1 « Acquis »"):
        assert words in page
    assert "Une version publiée ne change plus" in page


def test_a_bare_draft_has_its_page_too(sylvie, cast):
    version = TrainingVersion.objects.get(pk=cast.version.pk)
    version.pk, version.number, version.status = None, 2, VersionStatus.DRAFT
    version._state.adding = True
    version.save()
    page = page_of(sylvie, version)
    for words in ("Aucun acquis n’est décrit", "Aucun critère n’est décrit", "Rien n’est dit", "Aucune tâche"):
        assert words in page
    assert "Chaque critère décrit à tous les niveaux" not in page, "without a task its rubric is not called complete"


def test_what_an_author_writes_is_shown_as_text(sylvie, cast):
    version = draft_of(cast.version)
    AssessmentRules.objects.filter(version=version).update(jury="<script>alert(1)</script>")
    assert "<script>alert" not in page_of(sylvie, version)


def test_both_pages_ask_the_database_as_often_for_many_rows(sylvie, cast):
    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert sylvie.get(address).status_code == 200
        return len(queries)

    page, index = reverse("design", args=[cast.version.pk]), reverse("designs")
    asked(page)
    before = asked(page), asked(index)
    version = draft_of(cast.version)
    unit, outcome = version.units.first(), version.outcomes.first()
    for place in range(7, 15):
        activity = Activity.objects.create(
            version=version, unit=unit, kind="reading", title=f"{place}", minutes=5, position=place
        )
        activity.outcomes.add(outcome)
        Criterion.objects.create(
            task=version.task,
            competency=outcome.competency,
            outcome=outcome,
            code=f"K{place}",
            title="x",
            position=place,
        )
    TrainingVersion.objects.filter(pk=version.pk).update(status=VersionStatus.PUBLISHED)
    version.pk, version.number, version.status = None, 2, VersionStatus.DRAFT
    version._state.adding = True
    version.save()
    assert (asked(page), asked(index)) == before
    assert before[0] <= 34 and before[1] <= 8


@pytest.mark.requirement("R043", "R036")
def test_designers_see_what_the_producer_and_the_participants_bring(sylvie, cast, django_assert_max_num_queries):
    address = reverse("design-backing", args=[cast.version.pk])
    for where, title in (
        (cast.hauterive, "Studio de Hauterive"),
        (cast.valmere, "Studio de Valmère"),
        (None, "Conseil"),
    ):
        Asset.objects.create(university=where, kind="support_service", title=title)
    with django_assert_max_num_queries(14):
        page = text_of(sylvie.get(address))
    assert "Studio de Hauterive" in page and "Conseil" in page and "conçoit la formation" in page
    assert "Studio de Valmère" in page and "quand une session" not in page
    cast.session.participations.all().delete()
    page = text_of(sylvie.get(address))
    assert "Studio de Valmère" not in page and "quand une session de cette formation sera préparée" in page


def test_who_may_not_see_it(client, cast):
    address = reverse("design-backing", args=[cast.version.pk])
    assert client.get(address).url.startswith(reverse("account_login"))
    for who in ("ines", "thierry", "malo", "karim"):
        client.force_login(cast.people[who])
        assert client.get(address).status_code in (403, 404)
