"""Every common document can be seen with sample data on one's own letterhead, before anybody receives it (R007, R099)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from microcert.documents.render import TEMPLATES
from microcert.documents.specimen import samples
from microcert.web.office.specimens import WORDS

pytestmark = pytest.mark.django_db

# What is no document of a learner's or a company's file, or stands in others.
ELSEWHERE = {
    "house", "blocks", "group_terms", "specimen", "binding_text", "committee_minutes", "registration_file",
    "settlement_statement", "consortium_book", "training_leaflet",
}  # fmt: skip


def test_no_template_is_left_without_a_sample():
    assert {path.stem for path in TEMPLATES.glob("*.typ")} - ELSEWHERE == set(samples()) == set(WORDS)


@pytest.mark.requirement("R007", "R099")
@pytest.mark.parametrize("template", sorted(WORDS))
def test_each_prints_on_the_offices_letterhead_and_says_that_it_is_a_specimen(client, cast, pdf_text, template):
    client.force_login(cast.karim)
    assert reverse("office-specimen", args=[template]) in client.get(reverse("office-specimens")).content.decode()
    answer = client.get(reverse("office-specimen", args=[template]))
    text = pdf_text(answer.content)
    assert answer.status_code == 200 and "Université de Brocéliande" in text and "Spécimen" in text
    assert "Camille Exemple" in text


def test_learners_and_strangers_see_none(client, cast):
    addresses = [reverse("office-specimens"), reverse("office-specimen", args=["quote"])]
    for address in addresses:
        assert client.get(address).status_code == 302
    client.force_login(cast.ines)
    for address in addresses:
        assert client.get(address).status_code == 404
    client.force_login(cast.karim)
    assert client.get("/bureau/modeles/house.pdf").status_code == 404
