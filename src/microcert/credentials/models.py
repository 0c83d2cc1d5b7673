from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from microcert.consortium.models import FrameworkVersion, University
from microcert.documents.models import Document
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.models import Minutes
from microcert.foundation import clock
from microcert.foundation.models import AppendOnly

from .rules import CredentialStatus, SealedAs


class SealedBytes(models.QuerySet):
    """What was signed is never rebuilt: only the status of a credential and the choices of its holder may change."""

    def update(self, **fields: Any) -> int:
        if fields.keys() & {"record", "badge", "certificate", "public_id", "number"}:
            raise TypeError("A credential's signed content never changes; award another one that supersedes it.")
        return super().update(**fields)


class StatusList(models.Model):
    """The bits of a Bitstring Status List of one university: one for revocation, one for suspension."""

    class Purpose(models.TextChoices):
        REVOCATION = "revocation"
        SUSPENSION = "suspension"

    university = models.ForeignKey(University, models.PROTECT, related_name="status_lists")
    purpose = models.CharField(max_length=12, choices=Purpose)
    bits = models.BinaryField(help_text="Uncompressed, at least 131,072 bits.")
    signed = models.TextField(blank=True, help_text="The signed list credential, JSON, made anew after each change.")
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["university", "purpose"], name="one_list_per_purpose")]

    def __str__(self) -> str:
        return f"{self.university_id} {self.purpose}"


class Reservation(models.Model):
    """What a coming credential will bear, fixed before anything is signed.

    Typesetting and sealing happen outside any transaction. Were the number taken only then, a crash in between would leave
    a gap; a reservation is found again by whoever takes the work up, and gives the same credential.
    """

    file = models.ForeignKey(LearnerFile, models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="+")
    issuer = models.ForeignKey(University, models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    subject_id = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="Stands for the holder in the signed JSON."
    )
    code = models.CharField(max_length=12, unique=True)
    number = models.CharField(max_length=40, unique=True)
    status_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "minutes"], name="one_reservation_per_decision"),
            models.UniqueConstraint(fields=["issuer", "status_index"], name="one_reservation_per_status_index"),
        ]

    def __str__(self) -> str:
        return self.number


class Credential(models.Model):
    """An awarded micro-credential: the signed bytes stored once, served for ever."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    code = models.CharField(
        max_length=12, unique=True, help_text="Short code of the permanent address, such as 7KQ4-M2XD."
    )
    number = models.CharField(max_length=40, unique=True)
    issuer = models.ForeignKey(University, models.PROTECT, related_name="credentials")
    file = models.ForeignKey(LearnerFile, models.PROTECT, related_name="credentials")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="credentials")
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT)
    title = models.CharField(max_length=250)
    record = models.JSONField(help_text="The AwardRecord that was sealed.")
    badge = models.TextField(help_text="Open Badges 3.0 credential, the signed JSON.")
    certificate = models.OneToOneField(Document, models.PROTECT, related_name="credential")
    status = models.CharField(max_length=12, choices=[(s, s) for s in CredentialStatus], default=CredentialStatus.VALID)
    status_index = models.PositiveIntegerField()
    status_reason = models.CharField(max_length=250, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    awarded_at = models.DateTimeField(default=clock.now)
    # The public page shows no name unless the holder says so.
    is_name_public = models.BooleanField(default=False)

    objects = SealedBytes.as_manager()

    class Meta:
        ordering = ["-awarded_at"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "status_index"], name="one_credential_per_status_index"),
            models.UniqueConstraint(
                fields=["file", "minutes"],
                condition=models.Q(superseded_by__isnull=True),
                name="one_credential_per_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SealedForm(models.Model):
    """One more sealed form of an awarded credential, beside its badge and its page: kept with them, served as it was signed."""

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="forms")
    form = models.CharField(max_length=8, choices=[(each.value, each.value) for each in SealedAs])
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "form"], name="one_content_per_form")]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.form}"


# --- The public log of awards ----------------------------------------------------------------------------------------


class LogHead(models.Model):
    """The end of the log: one row, locked by whoever appends, so that its order is the database's."""

    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.size)

    @classmethod
    def locked(cls) -> LogHead:
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)


class LogEntry(models.Model):
    """One award in the log. `entry` is the pair of digests that the badge's proof signs: it says nothing about anyone."""

    index = models.PositiveBigIntegerField(primary_key=True, help_text="From 0; people read it from 1.")
    entry = models.CharField(max_length=128, unique=True, help_text="Hexadecimal.")
    credential = models.OneToOneField(Credential, models.PROTECT, related_name="log_entry")
    logged_at = models.DateTimeField(default=clock.now)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.number} {self.entry[:12]}"

    @property
    def number(self) -> int:
        """The entry's place as people count."""
        return self.index + 1


class LogKey(models.Model):
    """A key that signs checkpoints (Ed25519). Rotated keys stay: what they signed goes on counting."""

    fragment = models.CharField(max_length=40, unique=True)
    public = models.CharField(max_length=80, help_text="Multikey.")
    sealed_private = models.BinaryField()
    valid_from = models.DateTimeField(default=clock.now)
    valid_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.fragment


class LogCheckpoint(models.Model):
    """What the log promised at one moment: its size and root, signed (a C2SP signed note). Never taken back."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=64, help_text="Hexadecimal.")
    note = models.TextField()
    signed_at = models.DateTimeField()

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"
