from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.foundation.models import AppendOnly
from microcert.sessions.models import SessionEvent
from microcert.trainings.models import Activity

from .rules import How

HOW_LABELS = {
    How.READ: _("lecture confirmée"),
    How.WATCHED: _("visionnage confirmé"),
    How.QUIZ: _("quiz réussi"),
    How.ATTENDED: _("présence constatée"),
    How.DONE: _("activité faite"),
    How.SUBMITTED: _("production déposée"),
    How.CORRECTED: _("correction"),
}


class QuizAttempt(models.Model):
    """One go at a quiz; any number are allowed, since quizzes are formative."""

    file = models.ForeignKey(LearnerFile, models.CASCADE, related_name="quiz_attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    answers = models.JSONField(help_text="The chosen index per question.")
    percent = models.PositiveSmallIntegerField()
    has_passed = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.activity_id} {self.percent} %"


class Presence(models.Model):
    """A learner joined a virtual class, as the link itself or the host recorded it."""

    file = models.ForeignKey(LearnerFile, models.CASCADE, related_name="presences")
    event = models.ForeignKey(SessionEvent, models.PROTECT, related_name="presences")
    joined_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "event"], name="one_presence_per_class")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.event_id}"


class MilestoneValidation(models.Model):
    """A milestone reached: it credits the activity's estimated minutes. Rows are append-only; a correction is a new row."""

    file = models.ForeignKey(LearnerFile, models.PROTECT, related_name="validations")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="validations")
    minutes = models.SmallIntegerField(help_text="Credited minutes; negative in a correction.")
    how = models.CharField(max_length=12, choices=list(HOW_LABELS.items()))
    reason = models.CharField(max_length=250, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    at = models.DateTimeField(default=clock.now)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.activity_id} {self.minutes:+d}"
