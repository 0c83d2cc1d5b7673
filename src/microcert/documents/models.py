from __future__ import annotations

from typing import Any

from django.db import models

from microcert.consortium.models import University
from microcert.foundation import clock


class IssuerKey(models.Model):
    """A university's signing key. The private half is encrypted at rest; the public half stays published for ever.

    A credential verifies against the key that was valid when it was signed, so rows are never removed (did:web has no
    history of its own).
    """

    class Use(models.TextChoices):
        CREDENTIAL = "credential", "Ed25519, Data Integrity proofs"
        SEAL = "seal", "X.509, PAdES seals on PDF and JAdES seals on European Digital Credentials"
        TOKEN = "token", "RSA, Open Badges as VC-JWT"

    university = models.ForeignKey(University, models.PROTECT, related_name="keys")
    use = models.CharField(max_length=12, choices=Use)
    fragment = models.CharField(
        max_length=40, help_text="The key's name within the university's DID, such as key-2026-1."
    )
    public = models.TextField(help_text="Multikey (credential, token) or PEM certificate (seal).")
    sealed_private = models.BinaryField()
    valid_from = models.DateTimeField(default=clock.now)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["university", "fragment"], name="one_key_per_fragment")]

    def __str__(self) -> str:
        return f"{self.university_id}#{self.fragment}"


class CertificateAuthority(models.Model):
    """The consortium's root certificate, which vouches for each university's seal."""

    certificate = models.TextField(help_text="PEM.")
    sealed_private = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class WrittenOnce(models.QuerySet):
    def update(self, **kwargs: Any) -> int:
        raise TypeError("A sealed document never changes; issue another one.")


class Document(models.Model):
    """A sealed PDF: rendered once, stored for ever under its hash, on the letterhead of one university."""

    class Kind(models.TextChoices):
        TRAINING_CONTRACT = "training_contract"
        SIGNED_CONTRACT = "signed_contract"
        COUNTERSIGNED_CONTRACT = "countersigned_contract"
        SIGNATURE_RECORD = "signature_record"
        TERMS_ACCEPTANCE = "terms_acceptance"
        JURY_MINUTES = "jury_minutes"
        COMMITTEE_MINUTES = "committee_minutes"
        CERTIFICATE = "certificate"
        WITHDRAWAL_RECEIPT = "withdrawal_receipt"
        QUOTE = "quote"
        TRAINING_AGREEMENT = "training_agreement"
        COUNTERSIGNED_AGREEMENT = "countersigned_agreement"
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note"
        CONVOCATION = "convocation"
        ATTENDANCE_STATEMENT = "attendance_statement"
        COMPLETION_CERTIFICATE = "completion_certificate"
        END_OF_TRAINING_STATEMENT = "end_of_training_statement"
        SETTLEMENT_STATEMENT = "settlement_statement"

    kind = models.CharField(max_length=30, choices=Kind)
    letterhead = models.ForeignKey(University, models.PROTECT, related_name="documents")
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=250)
    subject = models.CharField(max_length=80, db_index=True, help_text="Opaque key of what the document is about.")
    template = models.CharField(max_length=60, help_text="Template and its version, such as training_contract@2026-1.")
    framework_version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    objects = WrittenOnce.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="one_document_per_kind_and_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Numbering(models.Model):
    """The last number given in a series (kind, university, year): locked, so that numbers have no gap."""

    series = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
