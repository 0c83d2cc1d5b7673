"""What became of a draft's words: one row per section and save, so that nobody's are lost."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from microcert.trainings.freezing import PartOfVersion

from .versions import TrainingVersion


class Revision(PartOfVersion):
    """What one section of a draft said after a save. The highest number is what it says now.

    A section is "presentation", "rules"… or a part with its key, such as "activity-12". Saves by one person within a few
    minutes are kept as one row, whose number still rises: whoever read an older number is told before anything is replaced.
    """

    version = models.ForeignKey(TrainingVersion, models.CASCADE, related_name="revisions")
    section = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    is_removed = models.BooleanField(default=False, help_text="The part was taken out; its content is what it held.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "section", "number"], name="one_revision_of_a_section_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.number}"
