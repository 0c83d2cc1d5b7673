from __future__ import annotations

from django.conf import settings
from django.db import models

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.orders.models import Order
from microcert.sessions.models import Session

from .rules import FileStatus


class LearnerFile(models.Model):
    """A learner in a session: the file that the assigned university follows. It opens when the contract is signed."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="learner_file")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="learner_files")
    session = models.ForeignKey(Session, models.PROTECT, related_name="learner_files")
    university = models.ForeignKey(University, models.PROTECT, related_name="learner_files")
    status = models.CharField(max_length=12, choices=[(s, s) for s in FileStatus], default=FileStatus.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["learner__family_name", "learner__given_names"]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.learner_id}"


class SavedView(models.Model):
    """A person's own way of looking at the list of files: the filters of its address, under a name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=300, help_text="The query of the page's address.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_saved_view_per_name")]

    def __str__(self) -> str:
        return self.name
