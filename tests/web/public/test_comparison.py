"""Up to three trainings side by side, without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse

from microcert.trainings.models import TrainingVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_house")]

ONE, TWO, THREE, FOUR = (
    "concevoir-une-evaluation-par-competences",
    "animer-une-classe-virtuelle",
    "accompagner-a-distance",
    "integrer-l-ia-generative",
)


def page(client, *slugs: str) -> str:
    response = client.get(reverse("comparison") + "?" + "&".join(f"comparer={slug}" for slug in slugs))
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def columns(html: str) -> list[str]:
    return [slug for slug in (ONE, TWO, THREE, FOUR) if f'<a href="/formations/{slug}/"' in html]


def test_trainings_are_ticked_in_the_catalogue_and_stand_side_by_side(client):
    catalogue = client.get("/?q=evaluation").content.decode()
    assert f'type="checkbox" form="comparaison" name="comparer" value="{ONE}"' in catalogue
    html = page(client, ONE, TWO, THREE)
    assert columns(html) == [ONE, TWO, THREE] and "3 formations côte à côte" in html
    # Each can be taken away, the others stay.
    assert f"?comparer={ONE}&amp;comparer={THREE}" in html


def test_three_at_most_and_the_page_says_so(client):
    html = page(client, ONE, TWO, THREE, FOUR)
    assert columns(html) == [ONE, TWO, THREE] and "3 formations au plus" in html


def test_one_more_is_added_from_the_catalogue(client):
    html = page(client, ONE)
    assert "Choisissez une deuxième formation" in html and f'href="/?comparer={ONE}"' in html
    elsewhere = client.get(f"/?q=benevolat&comparer={ONE}").content.decode()
    assert f'<input type="hidden" name="comparer" value="{ONE}">' in elsewhere
    assert "checked" in client.get(f"/?q=evaluation&comparer={ONE}").content.decode()


@pytest.mark.parametrize("slugs", [[], [""], ["rien", "%00", "é" * 500], [ONE, ONE]])
def test_whatever_the_address_says_the_page_opens(client, slugs):
    assert "Choisissez" in page(client, *slugs)


def test_a_draft_is_compared_by_nobody(client):
    TrainingVersion.objects.filter(training__slug=ONE).update(status="draft")
    assert columns(page(client, ONE, TWO)) == [TWO]


def test_the_comparison_asks_the_same_number_of_statements(client, django_assert_num_queries):
    page(client, ONE, TWO)
    for slugs in ((ONE, TWO), (ONE, TWO, THREE)):
        with django_assert_num_queries(10):
            page(client, *slugs)
