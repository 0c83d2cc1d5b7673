"""The committee's meetings, what was decided there, and who was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import FrameworkVersion, University
from microcert.documents.models import Document
from microcert.foundation import clock
from microcert.production.rules import Choice, MeetingStatus, Ruling
from microcert.trainings.models import Training

from .proposals import Proposal, choices


class Meeting(models.Model):
    """A meeting of the steering committee: agenda, presence, votes, minutes."""

    meets_at = models.DateTimeField(_("Date et heure"))
    place = models.CharField(_("Lieu ou lien"), max_length=200)
    secretariat = models.ForeignKey(University, models.PROTECT, related_name="+", verbose_name=_("Secrétariat"))
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=choices(MeetingStatus), default=MeetingStatus.CALLED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40, blank=True, help_text="Of the minutes, given at closing.")
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-meets_at"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_meeting_per_minutes_number")
        ]

    def __str__(self) -> str:
        return f"{self.meets_at:%Y-%m-%d}"


class Seat(models.Model):
    """A member of the committee called to a meeting, for one university."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    university = models.ForeignKey(University, models.PROTECT, null=True, blank=True, related_name="+")
    present_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_seat_per_member")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"


class AgendaItem(models.Model):
    """A point of the agenda: a proposal to decide on, or another subject."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("Point"), max_length=250)
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="items")
    ruling = models.CharField(max_length=10, blank=True, choices=choices(Ruling))
    reasons = models.TextField(blank=True, max_length=5_000)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "proposal"],
                condition=Q(proposal__isnull=False),
                name="a_proposal_stands_once_on_an_agenda",
            ),
            models.CheckConstraint(condition=Q(ruling="") | ~Q(reasons=""), name="a_ruling_has_its_reasons"),
        ]

    def __str__(self) -> str:
        return self.title


class Conflict(models.Model):
    """A member declares a conflict of interest on a point, and does not vote on it."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="conflicts")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="conflicts")
    reason = models.CharField(max_length=250)
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_conflict_per_member_and_point")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id}"


class Vote(models.Model):
    """A member's vote on a point; it may change until the point is ruled on."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=10, choices=choices(Choice))
    cast_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_vote_per_member_and_point")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id}"


class Decision(models.Model):
    """That the committee let a training be produced (framework, 13). Taken here, or recorded from before the platform."""

    training = models.OneToOneField(Training, models.CASCADE, related_name="decision")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions")
    decided_on = models.DateField()
    reference = models.CharField(max_length=200, help_text="The number of the minutes.")
    reasons = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.training_id} {self.reference}"


class CouncilNotice(models.Model):
    """A university's academic council (CFVU) was informed of the framework or of a training (framework, 7.4)."""

    university = models.ForeignKey(University, models.PROTECT, related_name="council_notices")
    council = models.CharField(_("Instance"), max_length=120, default="CFVU")
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, null=True, blank=True, related_name="+")
    training = models.ForeignKey(Training, models.PROTECT, null=True, blank=True, related_name="council_notices")
    informed_on = models.DateField(_("Informée le"))
    reference = models.CharField(_("Référence du compte rendu"), max_length=200, blank=True)

    class Meta:
        ordering = ["-informed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(framework_version__isnull=False, training__isnull=True)
                | Q(framework_version__isnull=True, training__isnull=False),
                name="a_notice_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["university", "framework_version"],
                condition=Q(framework_version__isnull=False),
                name="one_notice_of_a_framework",
            ),
            models.UniqueConstraint(
                fields=["university", "training"],
                condition=Q(training__isnull=False),
                name="one_notice_of_a_training",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.informed_on}"
