from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University

from .freezing import STILL_FREE, FrameworkRow, PartOfFramework, refuse_unless_draft
from .rules import Expected, FrameworkStatus

EXPECTED_LABELS = {Expected.OUTCOME: _("Acquis d’apprentissage"), Expected.CRITERION: _("Critère d’évaluation")}


class CompetencyFramework(models.Model):
    """The competencies that one training certifies, kept by the university that produces it (R038).

    Once a published training uses it, it is frozen: a change makes the next version, which `succeeds` this one.
    """

    slug = models.SlugField(unique=True, max_length=120)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    title = models.CharField(max_length=250)
    university = models.ForeignKey(University, models.PROTECT, related_name="competency_frameworks")
    status = models.CharField(max_length=10, choices=[(s, s) for s in FrameworkStatus], default=FrameworkStatus.DRAFT)
    number = models.PositiveSmallIntegerField(default=1)
    succeeds = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor")
    in_force_since = models.DateTimeField(null=True, blank=True)
    eqf_level = models.PositiveSmallIntegerField(null=True, blank=True)
    purpose = models.TextField(blank=True, help_text="For whom and for what situations of work.")
    # What the criteria of registration ask of a framework beside its competencies (Labour code R6113-11).
    market_study = models.TextField(blank=True)
    transitions = models.TextField(blank=True, help_text="Ecological and digital transition.")
    safety = models.TextField(blank=True)
    disability = models.TextField(blank=True)
    legal_constraints = models.TextField(blank=True)
    registry_links = models.TextField(blank=True, help_text="Links to blocks of registered certifications.")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(eqf_level__isnull=True) | Q(eqf_level__range=(1, 8)), name="framework_level_from_1_to_8"
            ),
            models.CheckConstraint(
                condition=Q(status=FrameworkStatus.DRAFT) | Q(in_force_since__isnull=False),
                name="a_framework_in_force_has_a_date",
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


class WorkActivity(PartOfFramework):
    """What people do at work: the first column of the French table (activity framework)."""

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="activities")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "work activities"
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_work_activity_per_code"),
            models.UniqueConstraint(fields=["framework", "uuid"], name="one_work_activity_per_uuid"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CompetencyBlock(PartOfFramework):
    """Competencies that stand together and could be certified together (R034; Labour code L6113-1)."""

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="blocks")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_block_per_code"),
            models.UniqueConstraint(fields=["framework", "uuid"], name="one_block_per_uuid"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Competency(PartOfFramework):
    """One competency, judged against a threshold on the common mastery scale."""

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="competencies")
    activity = models.ForeignKey(WorkActivity, models.PROTECT, null=True, blank=True, related_name="competencies")
    block = models.ForeignKey(CompetencyBlock, models.PROTECT, null=True, blank=True, related_name="competencies")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=250)
    statement = models.TextField()
    eqf_level = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "competencies"
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_competency_per_code"),
            models.UniqueConstraint(fields=["framework", "uuid"], name="one_competency_per_uuid"),
            models.CheckConstraint(
                condition=Q(eqf_level__isnull=True) | Q(eqf_level__range=(1, 8)), name="competency_level_from_1_to_8"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Expectation(PartOfFramework):
    """Under a competency: an outcome that it brings, or a criterion by which it is judged, with the modality."""

    framework_path = "competency__framework"

    competency = models.ForeignKey(Competency, models.CASCADE, related_name="expectations")
    kind = models.CharField(max_length=10, choices=list(EXPECTED_LABELS.items()))
    code = models.CharField(max_length=10)
    text = models.TextField()
    modality = models.TextField(blank=True, help_text="How it is judged: the task, the conditions.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competency", "kind", "code"], name="one_expectation_per_code"),
            models.UniqueConstraint(fields=["competency", "uuid"], name="one_expectation_per_uuid"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class SectorContribution(PartOfFramework):
    """What the professional sector brought to the framework, when and by which organisation (R037)."""

    stays_open = True

    class Nature(models.TextChoices):
        STUDY = "study", _("Étude ou enquête")
        WORKSHOP = "workshop", _("Atelier de conception")
        OBSERVATION = "observation", _("Observation du travail")
        REVIEW = "review", _("Relecture du référentiel")
        SOCIAL_PARTNER = "social_partner", _("Avis de partenaires sociaux")

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="contributions")
    organisation = models.CharField(max_length=200)
    held_on = models.DateField()
    nature = models.CharField(max_length=20, choices=Nature)
    text = models.TextField()

    class Meta:
        ordering = ["held_on", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["framework", "uuid"], name="one_contribution_per_uuid")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.held_on}"


class Alignment(FrameworkRow):
    """Where a competency, or the whole framework, stands in a public reference (ROME, ESCO) (R037)."""

    class Scheme(models.TextChoices):
        ROME = "rome", "ROME"
        ESCO = "esco", "ESCO"

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="alignments")
    competency = models.ForeignKey(Competency, models.CASCADE, null=True, blank=True, related_name="alignments")
    scheme = models.CharField(max_length=10, choices=Scheme)
    code = models.CharField(max_length=200)
    label = models.CharField(max_length=250)

    class Meta:
        ordering = ["scheme", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competency", "scheme", "code"], name="one_reference_per_competency"),
            models.UniqueConstraint(
                fields=["framework", "scheme", "code"],
                condition=Q(competency__isnull=True),
                name="one_reference_for_the_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class UnsavedWords(models.Model):
    """What a person has typed in a form of a framework and not saved yet: it waits here until it is."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="unsaved_words")
    # The form: « competency:12 » for a part, « competency:new » for one to be, « facts ».
    place = models.CharField(max_length=60)
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "unsaved words"
        constraints = [
            models.UniqueConstraint(fields=["person", "framework", "place"], name="one_unsaved_text_per_form")
        ]

    def __str__(self) -> str:
        return self.place


class EscoSkill(models.Model):
    """A skill of ESCO in the consortium's language, from the official export. Without any, the bundled English file is searched."""

    uri = models.CharField(max_length=200, unique=True)
    label = models.CharField(max_length=250)
    alternatives = models.TextField(blank=True)
    description = models.TextField(blank=True)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.label
