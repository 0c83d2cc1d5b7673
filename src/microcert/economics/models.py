from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.foundation.models import AppendOnly
from microcert.people.rules import bare
from microcert.trainings.models import Training


def bare_name(name: str) -> str:
    """« À  huit » and « a Huit » are one name."""
    return " ".join(bare(name).split())


class Scenario(models.Model):
    """What one supposes of a session, under a name; without a university it is the steering committee's own.

    The figures stand in its revisions. A retained scenario gives the training's recommended opening threshold.
    """

    name = models.CharField(max_length=120)
    # By which two names are the same, on every database: no accents, no capitals, one space between words.
    bare_name = models.CharField(max_length=250, editable=False)
    university = models.ForeignKey(University, models.PROTECT, null=True, blank=True, related_name="scenarios")
    training = models.ForeignKey(Training, models.CASCADE, null=True, blank=True, related_name="scenarios")
    created_at = models.DateTimeField(default=clock.now)
    shared_at = models.DateTimeField(null=True, blank=True)
    retained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["university", "bare_name"], name="one_scenario_per_name_and_university"),
            models.UniqueConstraint(
                fields=["bare_name"],
                condition=Q(university__isnull=True),
                name="one_scenario_of_the_committee_per_name",
            ),
            models.UniqueConstraint(
                fields=["training"], condition=Q(retained_at__isnull=False), name="one_retained_scenario_per_training"
            ),
            models.CheckConstraint(
                condition=Q(retained_at__isnull=True) | Q(shared_at__isnull=False, training__isnull=False),
                name="a_retained_scenario_is_shared_and_about_a_training",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.bare_name = bare_name(self.name)
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "bare_name"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Revision(models.Model):
    """A state of a scenario's figures. The history is the list of them: none is ever changed."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    # `rules.Assumptions.stated()`.
    assumptions = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["scenario", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.scenario_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A revision is written once; save a new one")
        super().save(*args, **kwargs)
