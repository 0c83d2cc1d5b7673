"""The files and links that a version gives its learners, and what shows that they are accessible (framework, 7.1)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.trainings.freezing import PartOfVersion
from microcert.trainings.rules import Point, Reading, ResourceKind

from .course import Activity
from .versions import TrainingVersion

KIND_LABELS = {
    ResourceKind.PDF: _("Document PDF"),
    ResourceKind.HTML: _("Page HTML"),
    ResourceKind.VIDEO: _("Vidéo"),
    ResourceKind.AUDIO: _("Enregistrement sonore"),
    ResourceKind.IMAGE: _("Image"),
    ResourceKind.OTHER: _("Autre"),
}
POINT_LABELS = {
    Point.TAGS: _("Structure balisée"),
    Point.LANGUAGE: _("Langue déclarée"),
    Point.TITLE: _("Titre renseigné"),
    Point.ALTERNATIVES: _("Équivalents textuels"),
    Point.HEADINGS: _("Titres hiérarchisés"),
    Point.CONTRAST: _("Contrastes suffisants"),
    Point.CAPTIONS: _("Sous-titres"),
    Point.TRANSCRIPT: _("Transcription"),
}
READING_LABELS = {
    Reading.PASSES: _("conforme"),
    Reading.FAILS: _("à reprendre"),
    Reading.NOT_CONCERNED: _("sans objet"),
}


class Resource(PartOfVersion):
    """A file uploaded, or an address; `alternative` says where the same content can be had in another form."""

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="resources")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="resources")
    kind = models.CharField(max_length=8, choices=list(KIND_LABELS.items()))
    title = models.CharField(max_length=250)
    file = models.FileField(upload_to="resources/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    alternative = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(file="") | ~Q(url=""), name="a_resource_is_somewhere")]

    def __str__(self) -> str:
        return self.title


class AccessibilityCheck(PartOfVersion):
    """What was found about one point of a resource, when and by whom. The latest per point counts."""

    version_path = "resource__version"

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="checks")
    point = models.CharField(max_length=12, choices=list(POINT_LABELS.items()))
    reading = models.CharField(max_length=13, choices=list(READING_LABELS.items()))
    note = models.CharField(max_length=500, blank=True)
    # None when the platform itself read the file.
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["checked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.point} {self.reading}"
