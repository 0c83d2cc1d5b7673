from __future__ import annotations

import json
import tomllib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.trainings.models import Training, TrainingVersion
from tests.cast import person

from .editing import text_of


@pytest.fixture
def sylvie(client, cast):
    cast.people["sylvie"] = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    client.force_login(cast.sylvie)
    return client


def hand_in(client, cast, name: str, content: bytes, **headers):
    given = {"file": SimpleUploadedFile(name, content), "producer": cast.hauterive.pk}
    return client.post(reverse("design-import"), given, follow=True, **headers)


def test_a_training_is_taken_away_changed_and_brought_back_as_the_next_version(sylvie, cast):
    toml = sylvie.get(reverse("design-toml", args=[cast.version.pk]))
    assert toml["Content-Disposition"] == 'attachment; filename="evaluer.toml"'
    text = toml.content.decode()
    assert tomllib.loads(text)["slug"] == "evaluer"
    page = text_of(hand_in(sylvie, cast, "evaluer.toml", text.replace("Se situer", "Se repérer").encode()))
    assert "importée en conception" in page
    draft = TrainingVersion.objects.get(training=cast.version.training, number=2)
    assert draft.units.first().title == "Se repérer"
    again = text_of(hand_in(sylvie, cast, "evaluer.toml", text.encode()))
    assert "déjà en conception" in again


def test_the_european_sheet_is_taken_away_too(sylvie, cast):
    answer = sylvie.get(reverse("design-jsonld", args=[cast.version.pk]))
    assert answer["Content-Type"].startswith("application/ld+json")
    assert json.loads(answer.content)["type"] == "LearningOpportunity"


def test_a_bad_file_shows_every_error_and_writes_nothing(sylvie, cast):
    response = hand_in(sylvie, cast, "a.toml", b'slug = "a"\nhours = "long"\ncolour = "red"\n')
    page = text_of(response)
    assert response.status_code == 422 and "points à corriger, rien n’a été importé" in page
    for place in ("hours", "colour", "title", "producer"):
        assert f"<code>{place}</code>" in page, place
    assert Training.objects.count() == 1
    for content in (b"", b"a = \n"):
        assert hand_in(sylvie, cast, "a.toml", content).status_code == 422
    assert sylvie.post(reverse("design-import"), {}).status_code == 422


def test_nobody_brings_in_a_training_for_another_university(sylvie, cast):
    text = sylvie.get(reverse("design-toml", args=[cast.version.pk])).content.decode()
    other = text.replace('slug = "evaluer"', 'slug = "autre"').replace('"hauterive"', '"valmere"')
    response = hand_in(sylvie, cast, "autre.toml", other.encode())
    assert response.status_code == 422 and "« valmere » est inconnu" in text_of(response)
    forged = {"file": SimpleUploadedFile("a.toml", text.encode()), "producer": cast.valmere.pk}
    assert sylvie.post(reverse("design-import"), forged).status_code == 422


def test_who_designs_nothing_brings_nothing_in_and_takes_nothing_away(client, cast):
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    for who, expected in ((cast.thierry, 403), (claire, 404), (cast.ines, 404)):
        client.force_login(who)
        for name in ("design-toml", "design-jsonld"):
            assert client.get(reverse(name, args=[cast.version.pk])).status_code == expected
    for who in (cast.thierry, cast.ines):
        client.force_login(who)
        assert client.get(reverse("design-import")).status_code == 403
