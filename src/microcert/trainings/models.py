from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.competencies.models import Competency, CompetencyFramework
from microcert.consortium.models import FrameworkVersion, University

from .freezing import STILL_FREE, PartOfVersion, VersionRows, refuse_unless_draft
from .rules import ActivityKind, Aim, VersionStatus

AIM_LABELS = {
    Aim.UPSKILLING: _("Perfectionnement (upskilling)"),
    Aim.RESKILLING: _("Reconversion (reskilling)"),
    Aim.CROSS_SKILLING: _("Compétences transversales (cross-skilling)"),
}
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


class Family(models.TextChoices):
    TEACHING = "teaching", _("Enseigner et former")
    INSTRUCTIONAL_DESIGN = "instructional_design", _("Ingénierie pédagogique")
    PRIOR_LEARNING = "prior_learning", _("Reconnaissance des acquis")
    ENTREPRENEURSHIP = "entrepreneurship", _("Entrepreneuriat")
    HEALTH_TRAINERS = "health_trainers", _("Formation en santé")


class Training(models.Model):
    """A training, produced by one university; what it contains stands in its versions."""

    slug = models.SlugField(max_length=120, unique=True)
    producer = models.ForeignKey(University, models.PROTECT, related_name="trainings")
    competency_framework = models.OneToOneField(CompetencyFramework, models.PROTECT, related_name="training")

    def __str__(self) -> str:
        return self.slug


class TrainingVersion(models.Model):
    """One version of a training. Once published it is frozen: a correction makes a new version."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=[(s, s) for s in VersionStatus], default=VersionStatus.DRAFT)
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT)
    title = models.CharField(max_length=250)
    family = models.CharField(max_length=30, choices=Family)
    aim = models.CharField(max_length=20, choices=list(AIM_LABELS.items()))
    language = models.CharField(max_length=5, default="fr")
    summary = models.CharField(max_length=300)
    description = models.TextField()
    audience = models.TextField()
    prerequisites = models.TextField()
    equipment = models.TextField()
    access_delay = models.CharField(max_length=250)
    keywords = models.JSONField(default=list)
    minutes = models.PositiveIntegerField(help_text="Estimated workload, the sum of the activities.")
    eqf_level = models.PositiveSmallIntegerField(null=True, blank=True)
    registry_number = models.CharField(max_length=20, blank=True, help_text="RNCP or RS number, when there is one.")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    expert_name = models.CharField(max_length=160)
    expert_title = models.CharField(max_length=250)
    team = models.JSONField(default=list)
    stackability = models.TextField()
    quality_assurance = models.TextField()
    updated_on = models.DateField()
    update_due_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = VersionRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["training"], condition=Q(status=VersionStatus.PUBLISHED), name="one_published_version"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="a_version_takes_time"),
            models.CheckConstraint(
                condition=Q(eqf_level__isnull=True) | Q(eqf_level__range=(1, 8)), name="eqf_level_from_1_to_8"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        only_frees = set(kwargs.get("update_fields") or ["*"]) <= STILL_FREE
        if self.pk and not self._state.adding and not only_frees:
            refuse_unless_draft([self.pk])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_unless_draft([self.pk])
        return super().delete(*args, **kwargs)

    @property
    def hours(self) -> float:
        return self.minutes / 60


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

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="activities")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=20, choices=list(ACTIVITY_LABELS.items()))
    title = models.CharField(max_length=250)
    minutes = models.PositiveSmallIntegerField()
    is_milestone = models.BooleanField(default=True)
    is_synchronous = models.BooleanField(default=False)
    grouping = models.CharField(max_length=12, choices=Grouping, default=Grouping.INDIVIDUAL)
    place = models.CharField(max_length=10, choices=Place, default=Place.DISTANCE)
    outcomes = models.ManyToManyField(Outcome, related_name="activities")
    body = models.TextField(blank=True)
    # For a quiz {pass_percent, questions: [{text, choices, answer, feedback}]}; for a virtual class {day_offset, at}.
    content = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "activities"
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="an_activity_takes_time")]

    def __str__(self) -> str:
        return self.title


class AssessmentTask(PartOfVersion):
    """The authentic task by which the competencies are judged (SAE; framework, 5 and 6.1)."""

    version = models.OneToOneField(TrainingVersion, models.CASCADE, related_name="task")
    title = models.CharField(max_length=250)
    brief = models.TextField()
    deliverable = models.TextField()
    minutes = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.title


class Criterion(PartOfVersion):
    """A line of the rubric: it judges one outcome and through it one competency."""

    version_path = "task__version"

    task = models.ForeignKey(AssessmentTask, models.CASCADE, related_name="criteria")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="criteria")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=250)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["task", "code"], name="one_criterion_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CriterionLevel(PartOfVersion):
    """What one level of the mastery scale looks like for one criterion; rank 1 is the lowest."""

    version_path = "criterion__task__version"

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    descriptor = models.TextField()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["criterion", "rank"], name="one_level_per_rank")]

    def __str__(self) -> str:
        return self.label


class Threshold(PartOfVersion):
    """The rank that a competency must reach in this version to be certified; there is no compensation."""

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="thresholds")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "competency"], name="one_threshold_per_competency")]


class AssessmentRules(PartOfVersion):
    """The eight mandatory items of framework 6.1, and how identity and fraud are dealt with (6.2)."""

    version = models.OneToOneField(TrainingVersion, models.CASCADE, related_name="rules")
    type = models.TextField()
    duration = models.TextField()
    duration_minutes = models.PositiveSmallIntegerField()
    accommodations = models.TextField()
    absence_and_lateness = models.TextField()
    appeal = models.TextField()
    resit = models.TextField()
    criteria = models.TextField()
    jury = models.TextField()
    identity = models.TextField()
    proctoring = models.TextField()
    proctoring_alternative = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True, help_text="Set when the version is published.")

    class Meta:
        verbose_name_plural = "assessment rules"
        constraints = [
            models.CheckConstraint(
                condition=~Q(type="")
                & ~Q(duration="")
                & ~Q(accommodations="")
                & ~Q(absence_and_lateness="")
                & ~Q(appeal="")
                & ~Q(resit="")
                & ~Q(criteria="")
                & ~Q(jury=""),
                name="the_eight_mandatory_items",
            )
        ]

    def stated(self) -> dict[str, Any]:
        """The rules as plain data, in the framework's order."""
        from .rules import MANDATORY_RULES

        extra = ("identity", "proctoring", "proctoring_alternative")
        return {name: getattr(self, name) for name in (*MANDATORY_RULES, *extra)}


class Tariff(PartOfVersion):
    """A price, net of tax, for one kind of buyer."""

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="tariffs")
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=120)
    price_cents = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_tariff_per_code")]

    def __str__(self) -> str:
        return self.label
