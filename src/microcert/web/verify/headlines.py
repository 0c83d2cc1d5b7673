"""The whole verification in one sentence, which an employer reads in ten seconds: the heading is the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from credseal.verify import FindingCode, State, Verification

Words = str | Promise


@dataclass(frozen=True)
class Headline:
    """The whole in one sentence, and what to do about it."""

    name: str
    title: Words
    lead: Words
    kind: str


HEADLINES: dict[str, Headline] = {
    headline.name: headline
    for headline in (
        Headline(
            "valid",
            gettext_lazy("Ce certificat est authentique et en vigueur"),
            gettext_lazy(
                "Les contrôles ci-dessous ont été faits à l’instant. Chacun répond à une question différente."
            ),
            "ok",
        ),
        Headline(
            "altered",
            gettext_lazy("Ce document a été modifié : ne vous y fiez pas"),
            gettext_lazy("Son contenu n’est plus celui que l’université a signé."),
            "stop",
        ),
        Headline(
            "impostor",
            gettext_lazy("Ce document n’a pas été signé par l’organisme qu’il nomme"),
            gettext_lazy("Ne vous y fiez pas : le nom affiché n’est pas celui de la clé qui a signé."),
            "stop",
        ),
        Headline(
            "unsigned",
            gettext_lazy("Ce document ne prouve rien : il n’est pas signé valablement"),
            gettext_lazy("Son contenu n’engage aucune université."),
            "stop",
        ),
        Headline(
            "copy",
            gettext_lazy("Ce PDF n’est pas le fichier d’origine"),
            gettext_lazy(
                "Les données signées qu’il contient sont intactes, mais la page elle-même ne porte pas le cachet de l’université."
            ),
            "wait",
        ),
        Headline(
            "revoked",
            gettext_lazy("Ce certificat a été révoqué"),
            gettext_lazy(
                "Le document est authentique, mais l’université qui l’a délivré l’a retiré. Il ne peut plus être présenté."
            ),
            "stop",
        ),
        Headline(
            "suspended",
            gettext_lazy("Ce certificat est suspendu"),
            gettext_lazy(
                "Le document est authentique, mais l’université l’a suspendu le temps d’une procédure. Rien n’est encore décidé."
            ),
            "wait",
        ),
        Headline(
            "superseded",
            gettext_lazy("Ce certificat a été remplacé"),
            gettext_lazy("Le document est authentique, mais l’université en a délivré un autre à la place."),
            "wait",
        ),
        Headline(
            "expired",
            gettext_lazy("Ce certificat est échu"),
            gettext_lazy("Le document est authentique, mais la durée de validité qu’il indique est écoulée."),
            "stop",
        ),
        Headline(
            "not_yet_valid",
            gettext_lazy("Ce certificat n’est pas encore en vigueur"),
            gettext_lazy("Le document est authentique ; il prendra effet à la date qu’il indique."),
            "wait",
        ),
        Headline(
            "unknown_issuer",
            gettext_lazy("L’émetteur de ce certificat est inconnu ici"),
            gettext_lazy(
                "Ce n’est pas une preuve de fraude : cet organisme n’est pas membre du consortium, nous ne pouvons pas répondre de lui."
            ),
            "wait",
        ),
        Headline(
            "unknown_status",
            gettext_lazy("Ce certificat est authentique, mais son état n’a pas pu être lu"),
            gettext_lazy("Nous ne pouvons pas dire s’il a été révoqué depuis sa délivrance."),
            "wait",
        ),
        Headline(
            "partly_signed",
            gettext_lazy("Ce certificat n’est vérifié qu’en partie : une des signatures n’est pas reconnue"),
            gettext_lazy("La liste « Qui délivre, qui a signé », plus bas, dit de quel organisme il s’agit."),
            "wait",
        ),
        Headline(
            "not_checked",
            gettext_lazy("Ce certificat n’a pas pu être vérifié"),
            gettext_lazy(
                "Il est signé d’une façon ou avec un vocabulaire que ce service ne sait pas lire. Ce n’est pas une preuve de fraude."
            ),
            "wait",
        ),
    )
}


def headline_of(verification: Verification) -> Headline:
    """The gravest answer speaks first: falsified, then unproven, then out of force, then unknown."""
    return next(HEADLINES[name] for name, is_so in _IN_ORDER if is_so(verification))


def _reason(verification: Verification, code: FindingCode) -> str:
    finding = verification.finding(code)
    return finding.reason if finding else ""


def _state(verification: Verification, code: FindingCode) -> State | None:
    finding = verification.finding(code)
    return finding.state if finding else None


def _is_altered(verification: Verification) -> bool:
    reasons = {finding.reason for finding in verification.findings}
    return bool(reasons & {"altered", "data_loss", "differs"})


def _is_unsigned(verification: Verification) -> bool:
    """The signature fails; one that cannot even be read proves nothing either when a member's name stands above it."""
    state = _state(verification, FindingCode.SIGNATURE)
    if state is State.UNKNOWN and _is_partly_signed(verification):
        return False
    return state is State.FAIL or (state is State.UNKNOWN and _reason(verification, FindingCode.ISSUER) == "recognised")


def _is_partly_signed(verification: Verification) -> bool:
    """A joint award whose issuer's own signature holds, while another one cannot be recognised."""
    own = [each.finding.state for each in verification.signatures if each.issuer and each.issuer == verification.issuer]
    return State.OK in own and _state(verification, FindingCode.SIGNATURE) is State.UNKNOWN


def _has(code: FindingCode, *reasons: str) -> Callable[[Verification], bool]:
    return lambda verification: _reason(verification, code) in reasons


def _fails(code: FindingCode) -> Callable[[Verification], bool]:
    return lambda verification: _state(verification, code) is State.FAIL


_IN_ORDER: tuple[tuple[str, Callable[[Verification], bool]], ...] = (
    ("impostor", _has(FindingCode.ISSUER, "impostor", "not_named")),
    ("altered", _is_altered),
    ("unsigned", _is_unsigned),
    ("revoked", _has(FindingCode.IN_FORCE, "revoked")),
    ("superseded", _has(FindingCode.IN_FORCE, "superseded")),
    ("suspended", _has(FindingCode.IN_FORCE, "suspended")),
    ("unknown_issuer", _has(FindingCode.ISSUER, "unknown")),
    ("partly_signed", _is_partly_signed),
    ("not_checked", lambda verification: _state(verification, FindingCode.SIGNATURE) is not State.OK),
    ("expired", _has(FindingCode.IN_FORCE, "expired")),
    ("not_yet_valid", _has(FindingCode.IN_FORCE, "not_yet_valid")),
    # A page without any seal is a copy of what it carries, not a forgery of it.
    ("copy", _has(FindingCode.PDF_SEAL, "absent", "untrusted")),
    ("unknown_status", lambda verification: _state(verification, FindingCode.IN_FORCE) is not State.OK),
    ("not_checked", _fails(FindingCode.CONTENT)),
    ("valid", lambda _verification: True),
)
