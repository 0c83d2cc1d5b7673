from __future__ import annotations

from django.db import models

from microcert.consortium.models import University
from microcert.trainings.models import TrainingVersion


class CatalogueEntry(models.Model):
    """What the public can find: one narrow row per published version, with what facets count and orders compare.

    Published versions are frozen, so that these copies cannot differ from what they copy.
    """

    version = models.OneToOneField(TrainingVersion, models.CASCADE, related_name="catalogue_entry")
    producer = models.ForeignKey(University, models.PROTECT, related_name="+")
    sort_title = models.CharField(max_length=300, help_text="The title as a French reader sorts it: without marks.")
    family = models.CharField(max_length=30)
    aim = models.CharField(max_length=20)
    minutes = models.PositiveIntegerField()
    lowest_price_cents = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    is_remote = models.BooleanField(default=True, help_text="Nothing happens on a site.")
    is_live = models.BooleanField(default=False, help_text="Something happens at a fixed hour.")

    class Meta:
        verbose_name_plural = "catalogue entries"

    def __str__(self) -> str:
        return f"{self.version_id}"


class CatalogueText(models.Model):
    """The words of an entry, kept apart: they are long, and only full text looks at them."""

    entry = models.OneToOneField(CatalogueEntry, models.CASCADE, primary_key=True, related_name="text")
    search_text = models.TextField(
        help_text="All searchable text, normalised (NFKD without marks, œ to oe, lower case)."
    )
    # Stems by how much they say: the title, then summary, keywords and competencies, then the rest.
    title_stems = models.TextField()
    key_stems = models.TextField()
    body_stems = models.TextField()

    def __str__(self) -> str:
        return f"{self.entry_id}"


class CatalogueWord(models.Model):
    """A word of the catalogue, so that a misspelt one can be brought back to a word that exists."""

    word = models.CharField(max_length=60, unique=True, help_text="Normalised.")
    stem = models.CharField(max_length=60)
    shown = models.CharField(max_length=60, help_text="As it is written in a training, with its accents.")

    def __str__(self) -> str:
        return self.shown
