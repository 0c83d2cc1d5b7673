"""What one learns and does: outcomes, units, activities."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.competencies.models import Competency
from microcert.trainings.freezing import PartOfVersion
from microcert.trainings.rules import ActivityKind

from .versions import TrainingVersion

ACTIVITY_LABELS = {
    ActivityKind.READING: _("Lecture"),
    ActivityKind.VIDEO: _("Vidéo"),
    ActivityKind.QUIZ: _("Quiz"),
    ActivityKind.VIRTUAL_CLASS: _("Classe virtuelle"),
    ActivityKind.FORUM: _("Forum"),
    ActivityKind.WORKSHOP: _("Atelier"),
    ActivityKind.PEER_REVIEW: _("Relecture entre pairs"),
    ActivityKind.ASSESSMENT: _("Évaluation certificative"),
}


class Outcome(PartOfVersion):
    """A learning outcome; it serves one competency."""

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="outcomes")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="outcomes")
    code = models.CharField(max_length=10)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_outcome_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Unit(PartOfVersion):
    """A part of the course (séquence) that groups activities for the learner."""

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="units")
    title = models.CharField(max_length=250)
    week = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    @property
    def section(self) -> str:
        """How the part is named among the sections of its version."""
        return f"unit-{self.pk}"

    def __str__(self) -> str:
        return self.title


class Activity(PartOfVersion):
    """Something the learner does. As a milestone it credits its estimated minutes once validated (framework, 8.2)."""

    class Grouping(models.TextChoices):
        INDIVIDUAL = "individual", _("individuel")
        GROUP = "group", _("en groupe")

    class Place(models.TextChoices):
        DISTANCE = "distance", _("à distance")
        ON_SITE = "on_site", _("sur site")

    class Guidance(models.TextChoices):
        AUTONOMOUS = "autonomous", _("en autonomie")
        GUIDED = "guided", _("accompagné")

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="activities")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=20, choices=list(ACTIVITY_LABELS.items()))
    title = models.CharField(max_length=250)
    minutes = models.PositiveSmallIntegerField()
    is_milestone = models.BooleanField(default=True)
    is_synchronous = models.BooleanField(default=False)
    grouping = models.CharField(max_length=12, choices=Grouping, default=Grouping.INDIVIDUAL)
    place = models.CharField(max_length=10, choices=Place, default=Place.DISTANCE)
    guidance = models.CharField(max_length=12, choices=Guidance, default=Guidance.AUTONOMOUS)
    outcomes = models.ManyToManyField(Outcome, related_name="activities")
    body = models.TextField(blank=True)
    # For a quiz {pass_percent, questions: [{text, choices, answer, feedback}]}; for a virtual class {day_offset, at}.
    content = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "activities"
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="an_activity_takes_time")]

    @property
    def section(self) -> str:
        """How the part is named among the sections of its version."""
        return f"activity-{self.pk}"

    def __str__(self) -> str:
        return self.title
