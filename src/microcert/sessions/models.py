from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.foundation.models import AppendOnly
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
    # The calendar's number and the moment it was given: SEQUENCE and DTSTAMP of its iCalendar events (RFC 5545, 3.8.7).
    revision = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(default=clock.now)
    cancellation_proposed_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    # Why it was cancelled, or kept below its threshold.
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="a_session_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(sales_close_on__lt=F("starts_on")), name="sales_close_before_the_start"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="a_session_has_seats"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def awaits_a_decision(self) -> bool:
        """Whether too few people signed and nobody has said yet if the session takes place."""
        return self.cancellation_proposed_at is not None and self.kept_at is None and self.status == SessionStatus.OPEN


class Postponement(models.Model):
    """New dates of a session that people had bought: what they read before, what holds now, and why."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="postponements")
    announced_at = models.DateTimeField(default=clock.now)
    starts_on_before = models.DateField()
    ends_on_before = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-announced_at"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.starts_on_before} → {self.starts_on}"


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


class CommitmentSignature(models.Model):
    """What proves a university's promise: who signed which words, when and from where (framework, 3.2)."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="signatures")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signatory = models.CharField(max_length=250)
    signed_at = models.DateTimeField(default=clock.now)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    network_address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.sha256[:12]}"


class CalendarFeed(models.Model):
    """An address that an agenda asks by itself. Whoever knows it reads the dates, so it is secret and can be replaced."""

    class Scope(models.TextChoices):
        LEARNER = "learner", _("Mes formations")
        TUTOR = "tutor", _("Mon accompagnement")
        UNIVERSITY = "university", _("Les sessions de mon université")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope)
    university = models.ForeignKey(University, models.CASCADE, null=True, blank=True, related_name="+")
    # With the platform's own key it makes the token: who reads the database alone cannot open the address.
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope"], condition=Q(university=None), name="one_feed_per_person_and_scope"
            ),
            models.UniqueConstraint(fields=["person", "university"], name="one_feed_per_person_and_university"),
            models.CheckConstraint(
                condition=Q(scope="university", university__isnull=False)
                | (~Q(scope="university") & Q(university=None)),
                name="a_universitys_feed_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.person_id}"

    @property
    def token(self) -> str:
        """The secret part of the address: the row's key and a keyed hash of its nonce."""
        return f"{self.pk}-{salted_hmac('sessions.calendar_feed', f'{self.pk}:{self.nonce}', algorithm='sha256').hexdigest()[:40]}"


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
