from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.urls import reverse

from microcert.consortium.models import FrameworkVersion, TermsVersion, University
from microcert.web.public.clauses import binding_text


def html_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("name", ["about", "framework", "help"])
def test_the_texts_are_everybodys(cast, client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200 and response.content.decode().count("<h1") == 1


def test_an_empty_platform_still_answers(db, client):
    for name in ("catalogue", "about", "help", "robots", "sitemap"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("framework")).status_code == 404
    assert "Le catalogue est encore vide" in html_of(client.get("/"))


@pytest.mark.requirement("R111")
def test_what_a_micro_credential_is_and_is_not_under_its_mark(cast, client):
    html = html_of(client.get(reverse("about")))
    assert "</svg>Micro-C</span>" in html and "(ou « MC »)" in html
    assert "ni un diplôme" in html


@pytest.mark.requirement("R001", "R002")
def test_the_framework_shows_its_version_and_its_visas(cast, client):
    html = html_of(client.get(reverse("framework")))
    assert "Version 2026-1, publiée le 1er septembre 2026" in html
    assert "Code du travail, L6353-3" in html
    assert 'id="clause-6.1"' in html


@pytest.mark.requirement("R002", "R099")
def test_old_versions_stay_readable_and_say_that_they_are_old(cast, client):
    FrameworkVersion.objects.create(version="2027-1", published_on=date(2027, 1, 1), text="# Nouveau", sha256="2" * 64)
    TermsVersion.objects.create(
        kind="terms_of_sale", version="2027-1", published_on=date(2027, 1, 1), text="# Ventes", sha256="3" * 64
    )
    assert "Nouveau" in html_of(client.get(reverse("framework")))
    old = html_of(client.get(reverse("framework-version", args=["2026-1"])))
    assert "Une version plus récente existe" in old and "0" * 64 in old
    assert "Ventes" in html_of(client.get(reverse("terms", args=["terms-of-sale"])))
    assert "1" * 64 in html_of(client.get(reverse("terms-version", args=["terms-of-sale", "2026-1"])))


@pytest.mark.requirement("R099")
@pytest.mark.parametrize("kind", TermsVersion.Kind.values)
def test_every_binding_text_has_its_page(cast, client, kind):
    assert client.get(reverse("terms", args=[kind.replace("_", "-")])).status_code == 200


@pytest.mark.parametrize(
    "address", ["/textes/rien/", "/textes/terms-of-sale/1999/", "/cadre-commun/1999/", "/universites/rien/"]
)
def test_a_text_that_does_not_exist_is_told_in_french(cast, client, address):
    response = client.get(address)
    assert response.status_code == 404 and "Cette page n’existe pas" in html_of(response)


def test_a_university_says_who_to_write_to_and_what_its_number_is_not(cast, client):
    html = html_of(client.get(reverse("university", args=["hauterive"])))
    assert "handicap@hauterive.example" in html
    assert "ne vaut pas agrément de l’État" in html


def test_clauses_can_be_linked_to():
    text = binding_text("# Cadre\n\n## 6. Évaluation\n\n**6.1.** Les règles.\n\n### Détail\n\n**6.1.2** Plus.\n")
    assert text.title == "Cadre"
    assert '<h2 id="clause-6">6. Évaluation</h2>' in text.html
    assert '<p id="clause-6.1"><strong>6.1.</strong>' in text.html and 'id="clause-6.1.2"' in text.html
    assert text.sections == (("clause-6", "6. Évaluation"),)


def test_raw_html_in_a_text_stays_text():
    assert "<script" not in binding_text("## 1. <script>alert(1)</script>\n\n**1.1.** <img src=x onerror=y>").html


def test_robots_leave_personal_pages_alone(cast, client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /espace/" in text and "Sitemap: https://micro-c.example/sitemap.xml" in text


def test_the_map_names_every_public_page_that_answers(cast, client):
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    names = [each.text for each in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert (
        "https://micro-c.example/formations/evaluer/" in names and len(names) == 4 + 6 + University.objects.count() + 1
    )
    for address in names:
        assert client.get(address.removeprefix("https://micro-c.example")).status_code == 200
