from __future__ import annotations

from django.db import models

from microcert.trainings.models import TrainingVersion


class CatalogueEntry(models.Model):
    """What the public can find: one row per published version, its text normalised for search."""

    version = models.OneToOneField(TrainingVersion, models.CASCADE, related_name="catalogue_entry")
    title_text = models.TextField(help_text="Title, normalised (NFKD without marks, œ to oe, lower case).")
    search_text = models.TextField(help_text="All searchable words, normalised.")
    stems = models.TextField(help_text="Their French stems.")
    next_session_on = models.DateField(null=True, blank=True)
    lowest_price_cents = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "catalogue entries"

    def __str__(self) -> str:
        return f"{self.version_id}"
