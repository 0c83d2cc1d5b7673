from __future__ import annotations

from django.db import models

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.foundation.models import AppendOnly
from microcert.sessions.models import Session


class Commitment(models.Model):
    """The seed of a session's draws: its hash is published before sales open, itself only when they have closed (R018)."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="commitment")
    sha256 = models.CharField(max_length=64)
    sealed_seed = models.BinaryField(help_text="Encrypted until revealed.")
    committed_at = models.DateTimeField(default=clock.now)
    revealed_seed = models.CharField(max_length=64, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.session_id} {self.sha256[:12]}"


class Draw(models.Model):
    """One row of the public ledger. Rows are chained; an order appears as an opaque key, never as a person."""

    class Kind(models.TextChoices):
        DRAWN = "drawn", "drawn at random among the least loaded"
        RETURNING = "returning", "the buyer keeps the university of an earlier order"
        BATCH = "batch", "a company batch goes to one university"
        RELEASED = "released", "a place returns: withdrawal or cancellation"

    session = models.ForeignKey(Session, models.PROTECT, related_name="draws")
    index = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DRAWN)
    order_key = models.CharField(max_length=40)
    loads = models.JSONField(help_text="Contracts per university slug before this row.")
    candidates = models.JSONField(help_text="Slugs among which the choice was made, in order.")
    university = models.ForeignKey(University, models.PROTECT, related_name="draws")
    seats = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=clock.now)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["session", "index"], name="one_draw_per_index"),
            models.UniqueConstraint(fields=["session", "hash"], name="one_draw_per_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.index} {self.kind}"
