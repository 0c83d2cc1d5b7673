from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University
from microcert.documents.models import Document
from microcert.foundation import clock
from microcert.foundation.models import AppendOnly
from microcert.orders.models import Order
from microcert.orders.rules import PayerKind
from microcert.sessions.models import Session

from .rules import Account, Kind, PeriodStatus, Rates

ACCOUNT_LABELS = {
    Account.BANK: _("Encaissements"),
    Account.SUSPENSE: _("Sommes en attente d’affectation"),
    Account.INCOME: _("Produits de formation"),
    Account.ROYALTY_COST: _("Redevances, charge"),
    Account.ROYALTY_OWED: _("Redevances à reverser"),
    Account.ROYALTY_DUE: _("Redevances à recevoir"),
    Account.ROYALTY_INCOME: _("Redevances, produit"),
    Account.PAYMENT_FEE_COST: _("Frais de paiement, charge"),
    Account.PAYMENT_FEE_OWED: _("Frais dus au prestataire de paiement"),
    Account.PLATFORM_FEE_COST: _("Frais de plateforme, charge"),
    Account.PLATFORM_FEE_OWED: _("Frais dus à la plateforme"),
}
KIND_LABELS = {
    Kind.PAYMENT: _("Encaissement"),
    Kind.REFUND: _("Remboursement"),
    Kind.SURPLUS: _("Somme reçue en trop, rendue"),
}
PAYER_LABELS = {
    PayerKind.PERSON: _("Particuliers, à leurs frais"),
    PayerKind.COMPANY: _("Entreprises"),
    PayerKind.PUBLIC_EMPLOYER: _("Employeurs publics, pour leurs agents"),
    PayerKind.TRAINING_ACCOUNT: _("Compte personnel de formation (Caisse des Dépôts)"),
    PayerKind.OPCO: _("Opérateur de compétences"),
    PayerKind.OPCO_JOB_SEEKERS: _("Opérateur de compétences, personnes en recherche d’emploi"),
    PayerKind.SELF_EMPLOYED_FUND: _("Fonds d’assurance formation de non-salariés"),
    PayerKind.FRANCE_TRAVAIL: _("France Travail"),
    PayerKind.EUROPE: _("Union européenne"),
    PayerKind.STATE: _("État"),
    PayerKind.REGION: _("Conseil régional"),
    PayerKind.PUBLIC: _("Autre collectivité ou institution publique"),
}
ACCOUNTS = list(ACCOUNT_LABELS.items())


class WrittenOnce(models.Model):
    """A row that is written once; a correction is a counter-entry."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is append-only")


class SessionTerms(models.Model):
    """The rates of a session, fixed with its first entry: a later change of rates touches later sessions only."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="settlement_terms")
    producer = models.ForeignKey(University, models.PROTECT, related_name="+")
    royalty = models.DecimalField(max_digits=6, decimal_places=3)
    platform = models.DecimalField(max_digits=6, decimal_places=3)
    payment = models.DecimalField(max_digits=6, decimal_places=3)
    # Within the platform's fee, where the consortium is liable to VAT.
    platform_vat = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    fixed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "session terms"
        constraints = [
            models.CheckConstraint(
                condition=Q(royalty__gte=0, platform__gte=0, payment__gte=0, royalty__lte=100 - F("platform")),
                name="nobody_gives_away_more_than_all",
            )
        ]

    def __str__(self) -> str:
        return str(self.session_id)

    @property
    def rates(self) -> Rates:
        return Rates(self.royalty, self.platform, self.payment)


class Period(models.Model):
    """A month of the ledger. Once closed it takes no entry."""

    starts_on = models.DateField(unique=True)
    status = models.CharField(max_length=10, choices=[(s, s) for s in PeriodStatus], default=PeriodStatus.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__day=1), name="a_period_is_a_month"),
            models.CheckConstraint(
                condition=Q(status=PeriodStatus.CLOSED, closed_at__isnull=False)
                | Q(status=PeriodStatus.OPEN, closed_at__isnull=True),
                name="a_closed_period_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m}"


class Entry(WrittenOnce):
    """One fact of the ledger: a payment, a refund, or what takes one of them back. Numbers have no gap."""

    number = models.PositiveIntegerField(unique=True)
    # Names the very fact, such as `payment:12`: whatever is repeated is booked once.
    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=list(KIND_LABELS.items()))
    period = models.ForeignKey(Period, models.PROTECT, related_name="entries")
    session = models.ForeignKey(Session, models.PROTECT, related_name="entries")
    university = models.ForeignKey(University, models.PROTECT, related_name="entries")
    order = models.ForeignKey(Order, models.PROTECT, related_name="entries")
    # Whose money it was on that day, a part at a time: one price may have two payers. Named where it is a funder.
    payer = models.CharField(max_length=20, choices=list(PAYER_LABELS.items()))
    payer_name = models.CharField(max_length=160, blank=True)
    happened_at = models.DateTimeField()
    booked_at = models.DateTimeField(default=clock.now)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    reason = models.CharField(max_length=250, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="a_counter_entry_gives_its_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.key}"


class Posting(WrittenOnce):
    """One movement: the same amount to a debit and to a credit of one book, so that no row can unbalance the ledger."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    book = models.ForeignKey(University, models.PROTECT, related_name="postings")
    debit = models.CharField(max_length=6, choices=ACCOUNTS)
    credit = models.CharField(max_length=6, choices=ACCOUNTS)
    amount_cents = models.PositiveBigIntegerField()
    # Whom a royalty is owed to, or due from.
    other = models.ForeignKey(University, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="a_posting_moves_something"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="a_posting_moves_it_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.debit}/{self.credit} {self.amount_cents}"


class Statement(models.Model):
    """The statement of a closed month for one university, sealed on its letterhead."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="statements")
    university = models.ForeignKey(University, models.PROTECT, related_name="settlement_statements")
    number = models.CharField(max_length=40, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "university"], name="one_statement_per_period_and_university")
        ]

    def __str__(self) -> str:
        return self.number
