"""What happened to a file, told from the journal in the office's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.foundation.journal import key_of
from microcert.foundation.models import JournalEntry
from microcert.people.models import User

# What an office needs to know; marks and deliberations stay with the producing university.
WORDS: dict[str, str | Promise] = {
    "orders.placed": gettext_lazy("Commande passée, université désignée par le tirage"),
    "orders.cancelled": gettext_lazy("Commande annulée"),
    "orders.payment_started": gettext_lazy("Paiement commencé"),
    "orders.payment_event": gettext_lazy("Réponse de la banque"),
    "orders.transfer_received": gettext_lazy("Virement reçu"),
    "orders.force_majeure": gettext_lazy("Force majeure reconnue"),
    "orders.refund_owed": gettext_lazy("Remboursement dû"),
    "orders.refund_sent": gettext_lazy("Remboursement demandé à la banque"),
    "orders.refund_failed": gettext_lazy("Remboursement refusé par la banque"),
    "orders.refund_done": gettext_lazy("Remboursement fait"),
    "contracts.issued": gettext_lazy("Contrat établi"),
    "contracts.code_sent": gettext_lazy("Code de signature envoyé"),
    "contracts.sent_to_sign": gettext_lazy("Contrat remis au prestataire de signature"),
    "contracts.not_signed": gettext_lazy("Demande de signature close sans signature"),
    "contracts.signed": gettext_lazy("Contrat signé"),
    "contracts.countersigned": gettext_lazy("Contrat signé pour l’université"),
    "contracts.quoted": gettext_lazy("Devis établi"),
    "contracts.agreed": gettext_lazy("Devis accepté, il vaut convention"),
    "contracts.agreement_countersigned": gettext_lazy("Convention signée pour l’université"),
    "contracts.withdrawn": gettext_lazy("Rétractation"),
    "contracts.voided": gettext_lazy("Contrat sans effet"),
    "enrolment.nudged": gettext_lazy("Lettre de relance envoyée"),
    "enrolment.opened": gettext_lazy("Dossier ouvert"),
    "learning.milestone_reached": gettext_lazy("Jalon validé"),
    "learning.milestone_corrected": gettext_lazy("Jalon corrigé"),
    "evaluation.sitting_opened": gettext_lazy("Vérification d’identité demandée"),
    "evaluation.identity_checked": gettext_lazy("Identité vérifiée par l’université productrice"),
    "evaluation.submitted": gettext_lazy("Production déposée"),
    "evaluation.no_show": gettext_lazy("Aucune production déposée dans le délai"),
}

# What the bank answered, where one word says it.
ANSWERS: dict[str, Promise] = {
    "paid": gettext_lazy("Paiement accepté par la banque"),
    "refused": gettext_lazy("Paiement refusé par la banque"),
    "wrong_amount": gettext_lazy("La banque a reçu un autre montant"),
    "paid_twice": gettext_lazy("La banque a reçu une somme de trop"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the history: when, what, who."""

    at: datetime
    what: str | Promise
    who: str


def history_of(things: Iterable[Model | None]) -> list[Entry]:
    """The journal's entries about these rows, the latest first, in two queries."""
    keys = [key_of(thing) for thing in things if thing is not None]
    entries = list(JournalEntry.objects.filter(subject__in=keys, verb__in=WORDS).order_by("-number")[:100])
    people = {entry.actor.rpartition(":")[2] for entry in entries if entry.actor.startswith("people.user:")}
    names = {f"people.user:{user.pk}": user.full_name for user in User.objects.filter(pk__in=people)}
    return [Entry(entry.at, words_of(entry), names.get(entry.actor, _("La plateforme"))) for entry in entries]


def words_of(entry: JournalEntry) -> str | Promise:
    answer = ANSWERS.get(entry.facts.get("outcome", "")) if entry.verb == "orders.payment_event" else None
    return answer or WORDS[entry.verb]
