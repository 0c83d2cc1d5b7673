from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from microcert.allotment.models import Draw
from microcert.consortium.models import TermsVersion, University
from microcert.documents.models import Document
from microcert.foundation import clock
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff

from .rules import LIVE, OrderStatus, RefundStatus, days_late, sign_by

STATUS_LABELS = {
    OrderStatus.DRAFT: _("Brouillon"),
    OrderStatus.ASSIGNED: _("Contrat en préparation"),
    OrderStatus.TO_SIGN: _("Contrat à signer"),
    OrderStatus.SIGNING: _("Signature en cours"),
    OrderStatus.PENDING: _("Délai de rétractation"),
    OrderStatus.PENDING_PAYMENT: _("Paiement attendu"),
    OrderStatus.FAILED_PAYMENT: _("Paiement refusé"),
    OrderStatus.COMPLETED: _("Réglée"),
    OrderStatus.CANCELLED: _("Annulée"),
    OrderStatus.REFUNDING: _("Remboursement en cours"),
    OrderStatus.REFUNDED: _("Remboursée"),
}


REFUND_LABELS = {
    RefundStatus.DUE: _("À rembourser"),
    RefundStatus.SENT: _("Demandé à la banque"),
    RefundStatus.FAILED: _("Refusé par la banque"),
    RefundStatus.DONE: _("Remboursé"),
}


# What fixes the schedule of a price: the training goes on before the balance is asked; a company pays as firms do.
SCHEDULE_CLAUSE = _("Code du travail, L6353-6")
COMPANY_CLAUSE = _("Code de commerce, L441-10")


class Order(models.Model):
    """Somebody buys seats; the draw assigns the university that carries the contract.

    One person buys one; a company buys several at once, under one draw, and each place that a learner takes of them is an
    order of its own, at no price.
    """

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Inscription individuelle")
        COMPANY = "company", _("Commande groupée")
        PLACE = "place", _("Place d’une commande groupée")

    class Proctoring(models.TextChoices):
        """Chosen before payment; the alternative costs the learner nothing (framework 6.2)."""

        REMOTE = "remote", _("Surveillance à distance")
        ALTERNATIVE = "alternative", _("Modalité équivalente sans surveillance à distance")

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INDIVIDUAL)
    seats = models.PositiveSmallIntegerField(default=1)
    batch = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="places")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders")
    session = models.ForeignKey(Session, models.PROTECT, related_name="orders")
    tariff = models.ForeignKey(Tariff, models.PROTECT, related_name="+")
    university = models.ForeignKey(University, models.PROTECT, related_name="orders")
    draw = models.OneToOneField(Draw, models.PROTECT, null=True, blank=True, related_name="order")
    price_cents = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=list(STATUS_LABELS.items()), default=OrderStatus.DRAFT)
    proctoring = models.CharField(max_length=12, choices=Proctoring)
    terms_of_sale = models.ForeignKey(TermsVersion, models.PROTECT, related_name="+")
    internal_rules = models.ForeignKey(TermsVersion, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=clock.now)
    chargeable_from = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "session"],
                condition=Q(status__in=sorted(LIVE)) & ~Q(kind="company"),
                name="one_live_order_per_buyer_and_session",
            ),
            models.CheckConstraint(
                condition=Q(kind="place", batch__isnull=False, draw=None, seats=1, price_cents=0)
                | (~Q(kind="place") & Q(batch=None, draw__isnull=False)),
                name="a_place_has_a_batch_and_any_other_order_a_draw",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_company(self) -> bool:
        return self.kind == self.Kind.COMPANY

    @property
    def schedule_clause(self) -> str:
        """What the days of its instalments rest on."""
        return str(COMPANY_CLAUSE if self.is_company else SCHEDULE_CLAUSE)

    @property
    def the_draw(self) -> Draw:
        """The draw that gave this order its university: its own, or that of the batch which it is a place of."""
        draw = self.batch.draw if self.batch else self.draw
        assert draw is not None  # a database constraint says so
        return draw

    @property
    def sign_by(self) -> date:
        return sign_by(clock.day_of(self.placed_at), self.session.sales_close_on)


class Company(models.Model):
    """Who stands behind a company's order: the party to the agreement, and who funds it where that is somebody else."""

    class Funder(models.TextChoices):
        NONE = "", _("L’entreprise elle-même")
        OPCO = "opco", _("Un opérateur de compétences (OPCO)")
        OPCO_JOB_SEEKERS = "opco_job_seekers", _("Un OPCO, pour des personnes en recherche d’emploi")
        SELF_EMPLOYED_FUND = "self_employed_fund", _("Un fonds d’assurance formation de non-salariés")
        FRANCE_TRAVAIL = "france_travail", _("France Travail")
        REGION = "region", _("Un conseil régional")
        STATE = "state", _("L’État")
        EUROPE = "europe", _("L’Union européenne")
        PUBLIC = "public", _("Une autre collectivité ou institution")

    order = models.OneToOneField(Order, models.PROTECT, related_name="company")
    name = models.CharField(max_length=160)
    siret = models.CharField(max_length=14)
    address = models.TextField(max_length=500)
    contact_name = models.CharField(max_length=160)
    is_public = models.BooleanField(default=False, help_text="A public employer that trains its own agents.")
    funder = models.CharField(max_length=20, choices=Funder, blank=True, default=Funder.NONE)
    funder_name = models.CharField(max_length=160, blank=True)
    # A request is not an agreement: until the funder has agreed, the company alone owes the price.
    funder_agreed = models.BooleanField(default=False)
    funder_reference = models.CharField(
        max_length=60, blank=True, help_text="The funder's own number of its agreement."
    )
    funder_pays = models.BooleanField(default=False, help_text="Subrogation: it pays the university in one go.")
    funder_address = models.TextField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(funder_agreed=False, funder_reference="")
                | (Q(funder_agreed=True) & ~Q(funder="") & ~Q(funder_reference="")),
                name="a_funder_that_agreed_has_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(funder_pays=False) | (Q(funder_agreed=True) & ~Q(funder_address="")),
                name="a_funder_that_pays_has_agreed_and_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AccountFile(models.Model):
    """The part of a person's price that a training account (CPF) pays, under a file kept on the public platform.

    Only its number is known here: the learner applies, is accepted and pays any share of theirs over there.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="account_file")
    number = models.CharField(max_length=14)
    amount_cents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="an_account_file_pays_something"),
        ]

    def __str__(self) -> str:
        return self.number


class Voucher(models.Model):
    """A code that opens one place of a company's order to whoever the company gives it to."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="vouchers")
    code = models.CharField(max_length=14, unique=True)
    place = models.OneToOneField(Order, models.PROTECT, null=True, blank=True, related_name="voucher")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code


class Instalment(models.Model):
    """A part of the price, and the first day on which it may be charged."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_cents = models.PositiveIntegerField()
    is_funded = models.BooleanField(default=False, help_text="A funder pays it: the buyer is never asked.")
    paid_at = models.DateTimeField(null=True, blank=True)
    # Force majeure: what was not delivered is no longer owed (Labour code L6353-7).
    waived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_instalment_per_number"),
            models.CheckConstraint(
                condition=Q(paid_at=None) | Q(waived_at=None), name="an_instalment_is_paid_or_waived_never_both"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number}"


class PaymentAttempt(models.Model):
    """One try to pay one instalment at the provider; the provider's notification settles it."""

    class State(models.TextChoices):
        STARTED = "started", _("Commencé")
        PAID = "paid", _("Payé")
        REFUSED = "refused", _("Refusé")

    class Means(models.TextChoices):
        CARD = "card", _("Carte, en ligne")
        TRANSFER = "transfer", _("Virement")

    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="attempts")
    reference = models.CharField(max_length=60, unique=True)
    means = models.CharField(max_length=10, choices=Means, default=Means.CARD)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    transaction = models.CharField(max_length=80, blank=True, help_text="The provider's own name of the payment.")
    started_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Whatever the provider repeats or reorders, an instalment is paid once.
            models.UniqueConstraint(fields=["instalment"], condition=Q(state="paid"), name="an_instalment_is_paid_once")
        ]

    def __str__(self) -> str:
        return self.reference


class Refund(models.Model):
    """Money that goes back, to where one payment of the order came from, fourteen days after the notice at the latest."""

    class Reason(models.TextChoices):
        GIVEN_UP = "given_up", _("Rétractation ou annulation")
        SESSION_CANCELLED = "session_cancelled", _("Session annulée")
        FORCE_MAJEURE = "force_majeure", _("Force majeure")
        SURPLUS = "surplus", _("Somme reçue en trop")

    CLAUSES = {
        Reason.GIVEN_UP: _("Code de la consommation, L221-24"),
        Reason.SESSION_CANCELLED: _("Code du travail, L6354-1"),
        Reason.FORCE_MAJEURE: _("Code du travail, L6353-7"),
        Reason.SURPLUS: _("Code civil, article 1302-1"),
    }

    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(PaymentAttempt, models.PROTECT, related_name="refunds")
    transaction = models.CharField(
        max_length=80, blank=True, help_text="What brought the money, as the provider names it."
    )
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=Reason)
    status = models.CharField(max_length=10, choices=list(REFUND_LABELS.items()), default=RefundStatus.DUE)
    due_on = models.DateField()
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=250, blank=True, help_text="What the bank or a colleague said.")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="a_refund_gives_something_back"),
            models.CheckConstraint(
                condition=Q(status=RefundStatus.DONE, done_at__isnull=False)
                | (~Q(status=RefundStatus.DONE) & Q(done_at=None)),
                name="a_refund_is_done_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount_cents}"

    @property
    def clause(self) -> str:
        """What obliges to give the money back."""
        return str(self.CLAUSES[self.Reason(self.reason)])

    @property
    def days_late(self) -> int:
        return days_late(self.due_on, clock.today(), is_open=self.status != RefundStatus.DONE)


class Invoice(models.Model):
    """An invoice of a payment, or the credit note of a refund. Numbers follow each other per university, year and kind."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Facture")
        CREDIT_NOTE = "credit_note", _("Avoir")

    kind = models.CharField(max_length=12, choices=Kind)
    number = models.CharField(max_length=30, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="invoices")
    instalment = models.OneToOneField(Instalment, models.PROTECT, null=True, blank=True, related_name="invoice")
    refund = models.OneToOneField(Refund, models.PROTECT, null=True, blank=True, related_name="credit_note")
    amount_cents = models.PositiveIntegerField()
    issued_on = models.DateField(default=clock.today)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["issued_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="invoice", instalment__isnull=False, refund=None)
                | Q(kind="credit_note", instalment=None, refund__isnull=False),
                name="an_invoice_is_of_a_payment_and_a_credit_note_of_a_refund",
            )
        ]

    def __str__(self) -> str:
        return self.number


class ProviderEvent(models.Model):
    """A notification of the provider or a line of a bank statement, kept by its identifier: a repetition changes nothing."""

    event_id = models.CharField(max_length=80, unique=True)
    received_at = models.DateTimeField(default=clock.now)
    payload = models.JSONField()
    outcome = models.CharField(max_length=40)
    # The university whose account the money reached, where that is known: its office finds the place for it.
    university = models.ForeignKey(University, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="payment_events")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField(max_length=250, blank=True)

    def __str__(self) -> str:
        return self.event_id
