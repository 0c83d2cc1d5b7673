"""A training, its versions and their tariffs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.competencies.models import CompetencyFramework
from microcert.consortium.models import FrameworkVersion, University
from microcert.trainings.freezing import STILL_FREE, PartOfVersion, VersionRows, refuse_unless_draft
from microcert.trainings.rules import Aim, VersionStatus

AIM_LABELS = {
    Aim.UPSKILLING: _("Perfectionnement (upskilling)"),
    Aim.RESKILLING: _("Reconversion (reskilling)"),
    Aim.CROSS_SKILLING: _("Compétences transversales (cross-skilling)"),
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
    # Inter-university awards: the producer's letterhead, each awarding body named, each one's signature.
    awarded_with = models.ManyToManyField(University, blank=True, related_name="joint_trainings")

    def __str__(self) -> str:
        return self.slug


class TrainingVersion(models.Model):
    """One version of a training. Once published it is frozen: a correction makes a new version.

    A draft may lack anything; what a published version must have, the constraints say again.
    """

    class ProviderType(models.TextChoices):
        HIGHER_EDUCATION = "higher_education", _("établissement d’enseignement supérieur")
        TRAINING_BODY = "training_body", _("organisme de formation")
        COMPANY = "company", _("entreprise")
        OTHER = "other", _("autre")

    class LearningSetting(models.TextChoices):
        FORMAL = "formal", _("apprentissage formel")
        NON_FORMAL = "non_formal", _("apprentissage non formel")

    training = models.ForeignKey(Training, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=[(s, s) for s in VersionStatus], default=VersionStatus.DRAFT)
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT)
    # What it certifies. A published version stays on the version it was published under; a draft may take up the next.
    competency_framework = models.ForeignKey(CompetencyFramework, models.PROTECT, related_name="training_versions")
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
    minutes = models.PositiveIntegerField(default=0, help_text="Estimated workload, the sum of the activities.")
    eqf_level = models.PositiveSmallIntegerField(null=True, blank=True)
    registry_number = models.CharField(max_length=20, blank=True, help_text="RNCP or RS number, when there is one.")
    registered_until = models.DateField(null=True, blank=True, help_text="Last day of that registration.")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    expert_name = models.CharField(max_length=160)
    expert_title = models.CharField(max_length=250)
    team = models.JSONField(default=list)
    stackability = models.TextField()
    quality_assurance = models.TextField()
    # Framework, 4: who provides, and in which setting one learns (European vocabulary).
    provider_type = models.CharField(max_length=20, choices=ProviderType, default=ProviderType.HIGHER_EDUCATION)
    learning_setting = models.CharField(max_length=12, choices=LearningSetting, default=LearningSetting.NON_FORMAL)
    updated_on = models.DateField(null=True, blank=True)
    update_due_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = VersionRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["training"], condition=Q(status=VersionStatus.PUBLISHED), name="one_published_version"
            ),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT) | Q(minutes__gt=0), name="a_version_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT) | Q(updated_on__isnull=False), name="a_version_says_its_date"
            ),
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
