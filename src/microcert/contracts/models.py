from __future__ import annotations

from django.conf import settings
from django.db import models

from microcert.documents.models import Document
from microcert.foundation import clock
from microcert.orders.models import Order

from .rules import ContractStatus, EnvelopeState


class TrainingContract(models.Model):
    """The contract between a learner and the university assigned by the draw (Labour code L6353-3 and following)."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="contract")
    number = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=10, choices=[(s, s) for s in ContractStatus], default=ContractStatus.ISSUED)
    document = models.OneToOneField(Document, models.PROTECT, related_name="contract")
    signed_document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="signed_contract"
    )
    countersigned_document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="countersigned_contract"
    )
    issued_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    countersigned_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_last_day = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number


class Agreement(models.Model):
    """A company's agreement (convention, Labour code L6353-1): the quote, how it was accepted, and the paper that says so."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="agreement")
    number = models.CharField(max_length=40, unique=True)
    quote = models.OneToOneField(Document, models.PROTECT, related_name="quoted_agreement")
    quoted_at = models.DateTimeField(default=clock.now)
    purchase_order = models.CharField(
        max_length=60, blank=True, help_text="The company's own number of its order form."
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=250, blank=True)
    network_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    consent_text = models.TextField(blank=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="agreement")
    countersigned_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    countersigned_document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="countersigned_agreement"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(countersigned_at=None) | models.Q(accepted_at__isnull=False),
                name="only_an_accepted_quote_is_countersigned",
            )
        ]

    def __str__(self) -> str:
        return self.number


class SignatureCode(models.Model):
    """A one-time code sent to the signatory; only its hash is kept."""

    contract = models.ForeignKey(TrainingContract, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=128)
    sent_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.contract_id} {self.sent_at:%Y-%m-%d %H:%M}"


class SignatureEvidence(models.Model):
    """What proves the signature: when, from where, which document, which words were agreed to."""

    contract = models.OneToOneField(TrainingContract, models.PROTECT, related_name="evidence")
    signatory = models.CharField(max_length=250)
    signed_at = models.DateTimeField(default=clock.now)
    network_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=400)
    document_sha256 = models.CharField(max_length=64)
    consent_text = models.TextField()
    record = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signature_evidence",
        help_text="An external provider's own record of proof.",
    )

    def __str__(self) -> str:
        return f"{self.contract_id} {self.document_sha256[:12]}"


class SignatureEnvelope(models.Model):
    """A contract sent to an external provider to be signed; at most one is open for a contract."""

    contract = models.ForeignKey(TrainingContract, models.PROTECT, related_name="envelopes")
    reference = models.CharField(max_length=80, unique=True, help_text="The provider's own id.")
    address = models.URLField(max_length=500)
    status = models.CharField(max_length=10, choices=[(s, s) for s in EnvelopeState], default=EnvelopeState.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=models.Q(status=EnvelopeState.OPEN),
                name="one_open_envelope_per_contract",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.status}"


class Withdrawal(models.Model):
    """The buyer renounces the contract within the legal period; the acknowledgement is a durable document (L221-21)."""

    contract = models.OneToOneField(TrainingContract, models.PROTECT, related_name="withdrawal")
    confirmed_at = models.DateTimeField(default=clock.now)
    receipt = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="withdrawal")

    def __str__(self) -> str:
        return f"{self.contract_id} {self.confirmed_at:%Y-%m-%d}"
