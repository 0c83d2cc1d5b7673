from __future__ import annotations

from django.db import models

from microcert.trainings.models import TrainingVersion


class CatalogueEntry(models.Model):
    """What the public can find: one row per published version, its words as search looks for them."""

    version = models.OneToOneField(TrainingVersion, models.CASCADE, related_name="catalogue_entry")
    search_text = models.TextField(
        help_text="All searchable text, normalised (NFKD without marks, œ to oe, lower case)."
    )
    # Stems by how much they say: the title, then summary, keywords and competencies, then the rest.
    title_stems = models.TextField()
    key_stems = models.TextField()
    body_stems = models.TextField()
    lowest_price_cents = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "catalogue entries"

    def __str__(self) -> str:
        return f"{self.version_id}"


class CatalogueWord(models.Model):
    """A word of the catalogue, so that a misspelt one can be brought back to a word that exists."""

    word = models.CharField(max_length=60, unique=True, help_text="Normalised.")
    stem = models.CharField(max_length=60, db_index=True)
    shown = models.CharField(max_length=60, help_text="As it is written in a training, with its accents.")

    def __str__(self) -> str:
        return self.shown
