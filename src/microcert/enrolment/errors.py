"""What a learner's file refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from microcert.foundation.refusals import Refusal


class NotSigned(Refusal):
    """Nobody is enrolled without a signed contract, nor on a cancelled order."""

    clause = "Code du travail, L6353-3"


class FileClosed(Refusal):
    """The file has reached a state that the step cannot follow."""


class NothingAwaited(Refusal):
    """No letter is due to whoever has done what was awaited."""

    def __init__(self) -> None:
        super().__init__(_("Rien n’est plus attendu de cette personne."))


class WrittenToday(Refusal):
    """One letter a day and a person is enough."""

    def __init__(self) -> None:
        super().__init__(_("Une lettre lui est déjà partie aujourd’hui."))


class NoPaper(Refusal):
    """There is nothing of what was asked for in this file."""

    def __init__(self) -> None:
        super().__init__(_("Ce dossier n’a aucune des pièces demandées."))


class PaperAltered(Refusal):
    """What lies in the store is not what was sealed; the other papers of the file are in the archive."""

    def __init__(self, numbers: str) -> None:
        message = _(
            "Pièce altérée ou absente du stockage : %(numbers)s. Prévenez l’assistance ; les autres pièces du dossier sont dans l’archive."
        )
        super().__init__(message % {"numbers": numbers})
