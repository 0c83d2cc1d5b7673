from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.competencies.models import Competency
from microcert.consortium.models import FrameworkVersion
from microcert.documents.models import Document
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.sessions.models import Session
from microcert.trainings.models import Criterion

from .rules import JuryStatus, Outcome, SittingStatus


class Sitting(models.Model):
    """A candidate before the assessment task: identity first, then the work (framework 6.2)."""

    class IdentityMethod(models.TextChoices):
        LIVE = "live", _("pièce présentée en visioconférence")
        ON_SITE = "on_site", _("pièce présentée sur place")

    file = models.ForeignKey(LearnerFile, models.PROTECT, related_name="sittings")
    attempt = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=20, choices=[(s, s) for s in SittingStatus], default=SittingStatus.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    identity_method = models.CharField(max_length=10, choices=IdentityMethod, blank=True)
    identity_checked_at = models.DateTimeField(null=True, blank=True)
    identity_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    overall_feedback = models.TextField(blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "attempt"], name="one_sitting_per_attempt"),
            # Nothing can be submitted by somebody whose identity nobody has seen. A no-show is judged too, unmarked.
            models.CheckConstraint(
                condition=Q(status__in=[SittingStatus.OPEN, SittingStatus.NO_SHOW])
                | Q(identity_checked_at__isnull=False)
                | Q(status=SittingStatus.JUDGED, marked_at__isnull=True),
                name="identity_comes_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.attempt}"

    @property
    def is_no_show(self) -> bool:
        """Nothing was handed in before the deadline, whether the jury has judged since or not."""
        return self.status == SittingStatus.NO_SHOW or (self.status == SittingStatus.JUDGED and self.marked_at is None)


class Submission(models.Model):
    """What the candidate hands in. A new one replaces the last until the deadline; all are kept."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="submissions")
    text = models.TextField()
    attachment = models.FileField(upload_to="submissions/", blank=True)
    attachment_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-submitted_at"]
        get_latest_by = "submitted_at"

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.submitted_at:%Y-%m-%d %H:%M}"


class Mark(models.Model):
    """The evaluator's preparatory judgement on one criterion; the jury alone decides."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(help_text="0 while there is a comment and no level yet.")
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "criterion"], name="one_mark_per_criterion")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.criterion_id}: {self.rank}"


class Jury(models.Model):
    """The jury of a session: named beforehand, at least three, one president."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="juries")
    meets_at = models.DateTimeField()
    status = models.CharField(max_length=15, choices=[(s, s) for s in JuryStatus], default=JuryStatus.NAMED)
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT)
    observations = models.TextField(blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "juries"

    def __str__(self) -> str:
        return f"{self.session_id} {self.meets_at:%Y-%m-%d}"


class JuryMember(models.Model):
    jury = models.ForeignKey(Jury, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jury_seats")
    is_president = models.BooleanField(default=False)
    quality = models.CharField(max_length=200, help_text="In which quality the person sits.")
    present_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-is_president", "person__family_name"]
        constraints = [
            models.UniqueConstraint(fields=["jury", "person"], name="one_seat_per_person"),
            models.UniqueConstraint(fields=["jury"], condition=Q(is_president=True), name="one_president"),
        ]

    def __str__(self) -> str:
        return f"{self.jury_id} {self.person_id}"


class Recusal(models.Model):
    """A member stays out of one candidate's case: conflict of interest."""

    member = models.ForeignKey(JuryMember, models.CASCADE, related_name="recusals")
    file = models.ForeignKey(LearnerFile, models.CASCADE, related_name="recusals")
    reason = models.CharField(max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "file"], name="one_recusal_per_case")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.file_id}"


class Decision(models.Model):
    """What the jury decides for one candidate."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="decisions")
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=[(o, o) for o in Outcome])
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["jury", "sitting"], name="one_decision_per_candidate")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.outcome}"


class DecidedLevel(models.Model):
    """The mastery level that the jury holds for one competency of one candidate."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="levels")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)

    class Meta:
        ordering = ["competency__position"]
        constraints = [models.UniqueConstraint(fields=["decision", "competency"], name="one_level_per_competency")]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.rank}"


class Minutes(models.Model):
    """The sealed minutes of a jury: after the last signature nothing in them changes."""

    jury = models.OneToOneField(Jury, models.PROTECT, related_name="minutes")
    number = models.CharField(max_length=40, unique=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="minutes")
    # The decisions as they stood when sealed: [{file, order, outcome, levels}], hashed; awards rest on this.
    decisions = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return self.number
