from __future__ import annotations

from django.db import models

from microcert.consortium.models import University


class CompetencyFramework(models.Model):
    """The competencies that one training certifies, kept by the university that produces it (R038)."""

    slug = models.SlugField(unique=True, max_length=120)
    title = models.CharField(max_length=250)
    university = models.ForeignKey(University, models.PROTECT, related_name="competency_frameworks")

    def __str__(self) -> str:
        return self.title


class Competency(models.Model):
    """One competency, judged against a threshold on the common mastery scale."""

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="competencies")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=250)
    statement = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "competencies"
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_competency_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Alignment(models.Model):
    """Where a competency, or the whole framework, stands in a public reference (ROME, ESCO) (R037)."""

    class Scheme(models.TextChoices):
        ROME = "rome", "ROME"
        ESCO = "esco", "ESCO"

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="alignments")
    competency = models.ForeignKey(Competency, models.CASCADE, null=True, blank=True, related_name="alignments")
    scheme = models.CharField(max_length=10, choices=Scheme)
    code = models.CharField(max_length=200)
    label = models.CharField(max_length=250)

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"
