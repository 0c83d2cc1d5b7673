from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from microcert.foundation.refusals import Invalid, NotAllowed, Refusal


class NotToSign(Refusal):
    """The contract is not waiting for a signature: already signed, void, or its order was cancelled."""

    def __init__(self) -> None:
        super().__init__(_("Ce contrat n’attend pas de signature : il est déjà signé, ou la commande a été annulée."))


class NotToCountersign(Refusal):
    """Nobody on the other side is bound: not signed or not accepted yet, renounced, or the order was cancelled."""

    def __init__(self) -> None:
        super().__init__(
            _("Rien à signer pour l’université : ce document n’engage pas, ou n’engage plus, l’autre partie.")
        )


class NotTheRepresentative(NotAllowed):
    """Only whoever represents the university of a paper signs it."""

    def __init__(self) -> None:
        super().__init__(_("Vous ne représentez pas, ou plus, l’université de ce document."))


class SalesClosed(Refusal):
    """Signing now would put the first debit after the start of the session."""

    clause = "Code du travail, L6353-5"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Les inscriptions à cette session sont closes : le délai de rétractation finirait après son début. Choisissez une autre session."
            )
        )


class ConsentMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _("Cochez la case pour dire que vous avez lu le contrat et que vous le signez."), field="has_consented"
        )


class WrongCode(Invalid):
    def __init__(self, tries_left: int) -> None:
        message = _(
            "Ce code n’est pas le bon. Recopiez les six chiffres du dernier message reçu ; il vous reste %(tries)d essais."
        )
        super().__init__(message % {"tries": tries_left}, field="code")


class CodeExpired(Invalid):
    def __init__(self) -> None:
        super().__init__(_("Ce code n’est plus valable. Demandez-en un nouveau."), field="code")


class CodeTooSoon(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Un code vient de vous être envoyé. Attendez une minute avant d’en demander un autre."))


class SignatureSilent(Refusal):
    """The signature provider did not answer, or not in its own terms: the same request may be sent again."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("Le service de signature ne répond pas. Rien n’est perdu : réessayez dans quelques minutes.")
        )


class NotSignedYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Le service de signature n’a pas encore reçu votre signature."))


class EnvelopeEnded(Refusal):
    """The signatory refused, or the request lapsed or was called back."""

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(_("Cette demande de signature est terminée sans signature. Demandez-en une nouvelle."))


class ResultAltered(Refusal):
    """What came back is not the contract that was sent, signed by the person who was asked."""

    status = 502

    def __init__(self) -> None:
        super().__init__(
            _(
                "Le document rendu par le service de signature n’est pas celui qui lui a été confié, ou sa signature n’est pas valable : il est refusé. Demandez une nouvelle signature."
            )
        )


class NoticeRejected(Refusal):
    """The notification does not come from the signature provider."""

    status = 401

    def __init__(self) -> None:
        super().__init__(_("La signature ne correspond pas au contenu reçu."))


class NoticeUnreadable(Invalid):
    def __init__(self) -> None:
        super().__init__(_("La notification est illisible."), field="envelope")


class WithdrawalTooLate(Refusal):
    clause = "Code de la consommation, L221-18"

    def __init__(self, last_day: date | None) -> None:
        message = str(_("Ce contrat n’est pas signé : il n’y a rien à quoi renoncer."))
        if last_day is not None:
            day = date_format(last_day, "j F Y")
            message = _("Le délai de rétractation s’est terminé le %(day)s à minuit.") % {"day": day}
        super().__init__(message)


class NotToAccept(Refusal):
    """The quote is no longer, or not yet, waiting for the company's answer."""

    def __init__(self) -> None:
        super().__init__(_("Ce devis n’attend pas de réponse : il est déjà accepté, ou la commande a été annulée."))
