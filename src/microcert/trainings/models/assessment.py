"""How the competencies are judged: task, rubric, thresholds, rules."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from microcert.competencies.models import Competency
from microcert.trainings.freezing import PartOfVersion
from microcert.trainings.rules import MANDATORY_RULES, PROCTORING_RULES

from .course import Outcome
from .versions import TrainingVersion


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
    outcome = models.ForeignKey(Outcome, models.RESTRICT, related_name="criteria")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=250)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["task", "code"], name="one_criterion_per_code")]

    @property
    def section(self) -> str:
        """How the part is named among the sections of its version."""
        return f"criterion-{self.pk}"

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
                # The digest is set when the version is published: until then a draft may lack some.
                condition=Q(sha256="")
                | ~Q(type="")
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
        return {name: getattr(self, name) for name in (*MANDATORY_RULES, *PROCTORING_RULES)}
