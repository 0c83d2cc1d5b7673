"""What the page of progress says of a batch, whole sentences by kind: numbers change them, and so does how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from microcert.batches.queries import Progress
from microcert.batches.rules import Kind

# Kind → while it lasts, when all is done, when some was refused, when nothing could be done.
TITLES: dict[Kind, tuple[str | Promise, ...]] = {
    Kind.SIGNATURES: (
        gettext_lazy("Signature en cours"),
        gettext_lazy("Signature terminée"),
        gettext_lazy("Signature terminée, avec des refus"),
        gettext_lazy("Rien n’a été signé"),
    ),
    Kind.LETTERS: (
        gettext_lazy("Envoi en cours"),
        gettext_lazy("Envoi terminé"),
        gettext_lazy("Envoi terminé, sauf à quelques personnes"),
        gettext_lazy("Aucune lettre n’est partie"),
    ),
    Kind.ARCHIVE: (
        gettext_lazy("Archive en préparation"),
        gettext_lazy("Archive prête"),
        gettext_lazy("Archive prête, avec des pièces manquantes"),
        gettext_lazy("Aucune pièce à réunir"),
    ),
}
COLUMNS: dict[Kind, tuple[str | Promise, str | Promise]] = {
    Kind.SIGNATURES: (gettext_lazy("Document"), gettext_lazy("Exemplaire signé des deux parties")),
    Kind.LETTERS: (gettext_lazy("Personne"), gettext_lazy("Dossier")),
    Kind.ARCHIVE: (gettext_lazy("Dossier"), gettext_lazy("Dans la plateforme")),
}
CHOICES: dict[str, str | Promise] = {
    "tout": gettext_lazy("Toutes les pièces"),
    "contrats": gettext_lazy("Contrats et conventions"),
    "factures": gettext_lazy("Factures et avoirs"),
    "formation": gettext_lazy("Convocations et attestations"),
}


@dataclass(frozen=True)
class Words:
    title: str | Promise
    count: str
    refused: str
    thing: str | Promise
    where: str | Promise
    late: str


def words_of(progress: Progress) -> Words:
    kind = Kind(progress.batch.kind)
    running, done, partly, none = TITLES[kind]
    if not progress.is_over:
        title = running
    elif progress.done or progress.batch.file_until:
        title = partly if progress.refused else done
    else:
        title = none if progress.refused else done
    thing, where = COLUMNS[kind]
    return Words(title, _count(kind, progress), _refused(kind, progress.refused), thing, where, _late(kind))


def _count(kind: Kind, progress: Progress) -> str:
    n, numbers = progress.done, {"n": progress.done, "total": progress.total}
    if kind == Kind.SIGNATURES:
        none = _("Aucun document signé sur %(total)s")
        some = ngettext("%(n)s document signé sur %(total)s", "%(n)s documents signés sur %(total)s", n)
    elif kind == Kind.LETTERS:
        none = _("Aucune lettre envoyée sur %(total)s")
        some = ngettext("%(n)s lettre envoyée sur %(total)s", "%(n)s lettres envoyées sur %(total)s", n)
    else:
        none = _("Aucun dossier réuni sur %(total)s")
        some = ngettext("%(n)s dossier réuni sur %(total)s", "%(n)s dossiers réunis sur %(total)s", n)
    return (some if n else none) % numbers


def _refused(kind: Kind, n: int) -> str:
    if not n:
        return ""
    if kind == Kind.SIGNATURES:
        said = ngettext("%(n)s refusé", "%(n)s refusés", n)
    elif kind == Kind.LETTERS:
        said = ngettext("%(n)s personne sans lettre", "%(n)s personnes sans lettre", n)
    else:
        said = ngettext("%(n)s avec des pièces manquantes", "%(n)s avec des pièces manquantes", n)
    return said % {"n": n}


def _late(kind: Kind) -> str:
    if kind == Kind.SIGNATURES:
        return _(
            "Rien n’est perdu : ce qui reste sera signé dès que la plateforme le pourra, sans rien signer deux fois."
        )
    if kind == Kind.LETTERS:
        return _(
            "Rien n’est perdu : ce qui reste partira dès que la plateforme le pourra, sans rien envoyer deux fois."
        )
    return _("Rien n’est perdu : l’archive sera faite dès que la plateforme le pourra.")
