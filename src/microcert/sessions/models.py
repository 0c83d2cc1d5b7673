from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University
from microcert.trainings.models import Activity, TrainingVersion

from .rules import SessionStatus


class Session(models.Model):
    """A run of a published version. It stays on its version whatever is published later."""

    version = models.ForeignKey(TrainingVersion, models.PROTECT, related_name="sessions")
    code = models.CharField(max_length=40, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    sales_close_on = models.DateField()
    capacity = models.PositiveSmallIntegerField()
    opening_threshold = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=[(s, s) for s in SessionStatus], default=SessionStatus.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="a_session_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(sales_close_on__lt=F("starts_on")), name="sales_close_before_the_start"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="a_session_has_seats"),
        ]

    def __str__(self) -> str:
        return self.code


class Participation(models.Model):
    """A university takes part in a session: the producer, or a seller committed to support its learners (R010, R012)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="participations")
    university = models.ForeignKey(University, models.PROTECT, related_name="participations")
    is_producer = models.BooleanField(default=False)
    admin_contact = models.CharField(max_length=160)
    tutor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    tutor_name = models.CharField(max_length=160)
    support_minutes = models.PositiveIntegerField(help_text="Motivational support budgeted, in minutes.")
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-is_producer", "university__position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "university"], name="one_participation_per_university"),
            models.UniqueConstraint(fields=["session"], condition=Q(is_producer=True), name="one_producer_per_session"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.university_id}"


class SessionEvent(models.Model):
    """A date in the session's calendar (framework, 8.3)."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Ouverture")
        VIRTUAL_CLASS = "virtual_class", _("Classe virtuelle")
        SUBMISSION = "submission", _("Dépôt de la production")
        JURY = "jury", _("Jury")
        CLOSING = "closing", _("Clôture")

    session = models.ForeignKey(Session, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=250)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return self.title
