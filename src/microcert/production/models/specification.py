"""The course specification, version by version, and the next one while it is written."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import Draft
from microcert.consortium.rules import TextStatus
from microcert.foundation.models import AppendOnly
from microcert.production.specification_parts import Part, parts_from


class Specification(models.Model):
    """A version of the course specification (cahier des charges): what every training of the consortium conforms to (7.1)."""

    version = models.CharField(max_length=20, unique=True)
    published_on = models.DateField()
    method = models.TextField(help_text="Markdown: the method of production and the pedagogical approach.")
    reason = models.TextField(blank=True, help_text="Why this version was made.")

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-published_on", "-version"]
        get_latest_by = ["published_on", "version"]

    def __str__(self) -> str:
        return self.version


class SpecificationItem(models.Model):
    """One requirement or one deliverable, with the form to fill in where there is one."""

    class Section(models.TextChoices):
        ROLES = "roles", _("Rôles et responsabilités")
        DELIVERABLES = "deliverables", _("Livrables attendus")
        NORMS = "norms", _("Normes et critères de qualité")
        TECHNICAL = "technical", _("Spécifications et contraintes techniques")
        RESOURCES = "resources", _("Ressources mobilisables")

    specification = models.ForeignKey(Specification, models.CASCADE, related_name="items")
    section = models.CharField(max_length=20, choices=Section)
    code = models.SlugField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()
    clause = models.CharField(max_length=20, blank=True, help_text="Of the common framework.")
    form = models.TextField(blank=True, help_text="Markdown to be filled in.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["specification", "code"], name="one_requirement_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def as_part(self) -> Part:
        return Part(self.section, self.code, self.title, self.text, self.clause, self.form)


class SpecificationDraft(Draft):
    """The next version while it is written; afterwards what was written, and by whom it was opened."""

    method = models.TextField(blank=True)
    # Each `specification_parts.Part.stated()`, in the order of the text.
    parts = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Draft.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status=TextStatus.DRAFT), name="one_specification_draft_at_a_time"
            )
        ]

    def listed(self) -> list[Part]:
        return parts_from(self.parts)
