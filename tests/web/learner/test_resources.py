"""The learner is given the resources of the training, with what was checked about them in plain words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.trainings import actions
from microcert.trainings.models import Resource, TrainingVersion
from microcert.trainings.rules import Point, Reading, ResourceKind, VersionStatus
from tests.trainings.drafts import draft_of

PAGE = b'<!doctype html><html lang="fr"><head><title>Grille vierge</title></head><body><h1>Grille</h1><img src="a.png"></body></html>'


@pytest.fixture
def file(cast):
    file = cast.learner_file()
    ClockShift.move(timedelta(days=(file.session.starts_on - clock.today()).days))
    published_at = cast.version.published_at
    draft = draft_of(cast.version)
    video = draft.activities.get(kind="video")
    film = actions.add_resource(
        draft,
        kind=ResourceKind.VIDEO,
        title="Le film de la séance",
        activity_id=video.pk,
        url="https://videos.example/film",
        alternative="Le texte de l’activité",
        by=cast.agathe,
    )
    readings = {Point.CAPTIONS: Reading.PASSES, Point.TRANSCRIPT: Reading.FAILS}
    actions.note_checks(film, readings, note="", alternative=film.alternative, by=cast.agathe)
    page = SimpleUploadedFile("grille.html", PAGE, content_type="text/html")
    actions.add_resource(draft, kind=ResourceKind.HTML, title="Grille vierge", file=page, by=cast.agathe)
    TrainingVersion.objects.filter(pk=draft.pk).update(status=VersionStatus.PUBLISHED, published_at=published_at)
    return file


def page_of(client, name, *keys) -> str:
    return client.get(reverse(name, args=keys)).content.decode().replace("\xa0", " ")


@pytest.mark.requirement("R023")
def test_the_course_and_the_activity_show_what_was_checked_in_plain_words(client, cast, file):
    client.force_login(cast.ines)
    course = page_of(client, "course", file.pk)
    for words in ("Le film de la séance", "Sous-titres", "Sans transcription écrite", "Le texte de l’activité"):
        assert words in course, words
    assert "Grille vierge" in course and "Langue indiquée aux lecteurs d’écran" in course
    assert "Images sans description" in course and "grille.html" in course
    assert "Contrastes suffisants" not in course, "what nobody looked at is not claimed"
    activities = file.session.version.activities
    assert "Le film de la séance" in page_of(client, "activity", file.pk, activities.get(kind="video").pk)
    assert "Le film de la séance" not in page_of(client, "activity", file.pk, activities.get(kind="reading").pk)


def test_the_file_is_a_download_for_its_learner_and_for_nobody_else(client, cast, file):
    grid = Resource.objects.get(kind="html")
    address = reverse("course-resource", args=[file.pk, grid.pk])
    assert client.get(address).url.startswith(reverse("account_login"))
    for who in (cast.malik, cast.karim, cast.thierry, cast.agathe):
        client.force_login(who)
        assert client.get(address).status_code == 404, who
    client.force_login(cast.ines)
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PAGE
    assert answer["Content-Type"] == "application/octet-stream" and "grille.html" in answer["Content-Disposition"]
    film = Resource.objects.get(kind="video")
    for missing in (film.pk, 999_999):
        assert client.get(reverse("course-resource", args=[file.pk, missing])).status_code == 404


def test_a_resource_of_another_version_has_no_address_in_this_course(client, cast, file):
    other = actions.open_new_version(cast.version, by=cast.agathe)
    client.force_login(cast.ines)
    for each in other.resources.exclude(file=""):
        assert client.get(reverse("course-resource", args=[file.pk, each.pk])).status_code == 404
    assert other.resources.exclude(file="").count() == 1
