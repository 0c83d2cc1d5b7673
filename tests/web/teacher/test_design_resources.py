from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.trainings.errors import Unreadable
from microcert.trainings.inspection import inspect
from microcert.trainings.models import AccessibilityCheck, Resource
from tests.cast import person
from tests.trainings.drafts import draft_of

from .editing import text_of


def a_pdf(*, is_tagged: bool = False, language: str = "", title: str = "") -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if is_tagged:
        document.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        document.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
    if language:
        document.Root.Lang = language
    if title:
        document.docinfo["/Title"] = title
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def read(kind: str, content: bytes) -> dict[str, str]:
    return {str(found.point): str(found.reading) for found in inspect(kind, content)}


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ({}, ("fails", "fails", "fails")),
        ({"is_tagged": True, "language": "fr", "title": "Guide"}, ("passes", "passes", "passes")),
        ({"language": "fr"}, ("fails", "passes", "fails")),
    ],
)
def test_a_pdf_is_read_for_its_tags_language_and_title(made, found):
    assert read("pdf", a_pdf(**made)) == dict(zip(("tags", "language", "title"), found, strict=True))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nnothing", b"<html>", b"%PDF-1.7\n" + b"\x00" * 1000])
def test_what_is_no_pdf_is_refused_by_name(content):
    with pytest.raises(Unreadable):
        inspect("pdf", content)


GOOD = '<!doctype html><html lang="fr"><title>Guide</title><h1>Un</h1><h2>Deux</h2><img alt="" src="a.png">'


@pytest.mark.parametrize(
    ("page", "failed"),
    [
        (GOOD, set()),
        (GOOD.replace(' lang="fr"', ""), {"language"}),
        (GOOD.replace("Guide", " "), {"title"}),
        (GOOD.replace(' alt=""', ""), {"alternatives"}),
        (GOOD.replace("h2", "h3"), {"headings"}),
        (GOOD + '<p style="color:#999; background-color:#fff">pâle</p>', {"contrast"}),
        (GOOD + '<p style="color:#000; background:#fff">net</p>', set()),
        ("<p>Rien", {"language", "title", "headings"}),
    ],
)
def test_a_page_is_read_for_its_language_title_images_headings_and_contrasts(page, failed):
    assert {point for point, reading in read("html", page.encode()).items() if reading == "fails"} == failed


def test_what_is_no_page_is_refused_and_a_film_waits_for_a_person():
    for content in (b"\xff\xfe\x00", b"des mots"):
        with pytest.raises(Unreadable):
            inspect("html", content)
    assert inspect("video", b"anything") == []


@pytest.fixture
def sylvie(client, cast):
    cast.people["sylvie"] = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    client.force_login(cast.sylvie)
    return client


@pytest.mark.requirement("R023")
def test_a_resource_is_checked_by_the_platform_then_by_a_person_and_the_gate_follows(sylvie, cast):
    version = draft_of(cast.version)
    address, gate = (reverse(name, args=[version.pk]) for name in ("design-resources", "design"))
    upload = SimpleUploadedFile("guide.pdf", a_pdf(language="fr", title="Guide"), "application/pdf")
    page = text_of(sylvie.post(address, {"title": "Guide", "kind": "pdf", "file": upload}, follow=True))
    for words in ("à reprendre", "n’est pas balisé", "Langue : fr.", "lu par la plateforme", "à regarder"):
        assert words in page
    assert "« Guide » n’a pas été contrôlée sur tous les points" in text_of(sylvie.get(gate))
    resource = Resource.objects.get()
    check = reverse("design-check", args=[version.pk, resource.pk])
    prefix = f"check-{resource.pk}-"
    page = text_of(sylvie.post(check, {prefix + "contrast": "passes", prefix + "note": "Noir sur blanc"}, follow=True))
    assert "Noir sur blanc" in page and "Sylvie Kermarrec" in page
    assert AccessibilityCheck.objects.get(point="contrast").checked_by == cast.sylvie
    page = text_of(sylvie.get(gate))
    assert "n’a pas été contrôlée" not in page
    assert "La ressource « Guide » ne passe pas un contrôle" in page, "a warning: it has no other version"
    sylvie.post(check, {prefix + "alternative": "Le même texte, page 2 du cours"})
    assert "ne passe pas un contrôle" not in text_of(sylvie.get(gate))
    file = sylvie.get(reverse("design-file", args=[version.pk, resource.pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF") and "attachment" in file["Content-Disposition"]
    sylvie.post(check, {"do": "remove"})
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Déposez un fichier ou indiquez une adresse."),
        ({"url": "nulle part"}, "Indiquez une adresse complète"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "Ce type de fichier n’est pas accepté"),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ nothing")}, "ne se lit pas comme un PDF"),
    ],
)
def test_a_bad_resource_is_refused_at_its_field(sylvie, cast, sent, words):
    version = draft_of(cast.version)
    response = sylvie.post(reverse("design-resources", args=[version.pk]), {"title": "Guide", "kind": "pdf", **sent})
    assert response.status_code == 422 and words in text_of(response)
    assert not Resource.objects.exists()


def test_nobody_else_sees_or_adds_resources(client, cast):
    version = draft_of(cast.version)
    resource = Resource.objects.create(version=version, kind="pdf", title="Guide", url="https://www.exemple.fr")
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    addresses = [
        reverse("design-resources", args=[version.pk]),
        reverse("design-check", args=[version.pk, resource.pk]),
        reverse("design-file", args=[version.pk, resource.pk]),
    ]
    for who, expected in ((cast.thierry, 403), (claire, 404), (cast.ines, 404)):
        client.force_login(who)
        for address in addresses:
            assert client.post(address).status_code in (expected, 405)
            assert client.get(address).status_code in (expected, 405)
    client.force_login(cast.agathe)
    assert client.get(addresses[2]).status_code == 404, "an address has no file"
