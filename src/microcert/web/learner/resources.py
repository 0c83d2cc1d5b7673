"""The resources of a training for whoever follows it: what each is, what was checked about it, and the file (R023)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.enrolment.models import LearnerFile
from microcert.trainings.models import Resource
from microcert.trainings.queries import readings_of
from microcert.trainings.rules import WANTED_POINTS, Point, Reading, ResourceKind

# What a reading means to somebody who wants to read, hear or watch; what does not concern the resource is not told.
PLAIN_WORDS: dict[tuple[Point, Reading], Promise] = {
    (Point.TAGS, Reading.PASSES): _("Structure lisible par un lecteur d’écran"),
    (Point.TAGS, Reading.FAILS): _("Structure difficile à suivre avec un lecteur d’écran"),
    (Point.LANGUAGE, Reading.PASSES): _("Langue indiquée aux lecteurs d’écran"),
    (Point.LANGUAGE, Reading.FAILS): _("Langue non indiquée aux lecteurs d’écran"),
    (Point.TITLE, Reading.PASSES): _("Titre du document renseigné"),
    (Point.TITLE, Reading.FAILS): _("Document sans titre"),
    (Point.ALTERNATIVES, Reading.PASSES): _("Images décrites par un texte"),
    (Point.ALTERNATIVES, Reading.FAILS): _("Images sans description"),
    (Point.HEADINGS, Reading.PASSES): _("Titres en ordre, pour aller d’une partie à l’autre"),
    (Point.HEADINGS, Reading.FAILS): _("Titres en désordre"),
    (Point.CONTRAST, Reading.PASSES): _("Contrastes suffisants"),
    (Point.CONTRAST, Reading.FAILS): _("Contrastes insuffisants par endroits"),
    (Point.CAPTIONS, Reading.PASSES): _("Sous-titres"),
    (Point.CAPTIONS, Reading.FAILS): _("Sans sous-titres"),
    (Point.TRANSCRIPT, Reading.PASSES): _("Transcription écrite"),
    (Point.TRANSCRIPT, Reading.FAILS): _("Sans transcription écrite"),
}


@dataclass(frozen=True)
class Given:
    """One resource on a learner's page; `evidence` is (whether it is good, in plain words)."""

    title: str
    kind: str
    address: str
    file_name: str
    size: int
    evidence: list[tuple[bool, Promise]]
    alternative: str
    activity: str


def given_to(file: LearnerFile, **which: Any) -> list[Given]:
    """The resources of the version that the learner follows, in their order. Two queries."""
    rows = Resource.objects.filter(version=file.session.version_id, **which)
    return [_given(file, each) for each in rows.select_related("activity").prefetch_related("checks")]


def _given(file: LearnerFile, resource: Resource) -> Given:
    readings = readings_of(resource)
    told = [(readings.get(point), point) for point in WANTED_POINTS[ResourceKind(resource.kind)]]
    return Given(
        title=resource.title,
        kind=str(resource.get_kind_display()),
        address=reverse("course-resource", args=[file.pk, resource.pk]) if resource.file else resource.url,
        file_name=resource.file_name if resource.file else "",
        size=resource.file.size if resource.file else 0,
        evidence=[
            (reading is Reading.PASSES, PLAIN_WORDS[point, reading])
            for reading, point in told
            if reading in (Reading.PASSES, Reading.FAILS)
        ],
        alternative=resource.alternative,
        activity=resource.activity.title if resource.activity else "",
    )
