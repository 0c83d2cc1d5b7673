"""Who awards and who signed, body by body: of a joint award each signs, and each signature has its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from credseal.verify import Finding, Signature, State, Verification
from microcert.credentials.models import Credential

from .answers import ICONS, KINDS, sentence

# A token (JWT, SD-JWT) has room for one signature.
SIGNED_BY_ONE = ("jwt", "sd-jwt")


@dataclass(frozen=True)
class Signatory:
    """A body that awards, or signed, and the state of its signature. `kind` is ok, wait, stop or none."""

    name: str
    said: str
    detail: str
    kind: str
    icon: str


@dataclass(frozen=True)
class _Body:
    """As the document names it; its DID where our own record of the award knows it."""

    name: str
    did: str = ""

    def signed(self, signature: Signature) -> bool:
        if self.did:
            return signature.did == self.did
        # A badge names its bodies in words: « Université de Valmère (Agnès Roy, présidente) ».
        known = signature.issuer.name if signature.issuer else ""
        return bool(known) and (self.name == known or self.name.startswith(f"{known} ("))


def signatories_of(
    verification: Verification, bodies: Sequence[str], original: Credential | None
) -> tuple[Signatory, ...]:
    """One line a body, in the document's order, then whoever else signed; nothing for an award of one body alone."""
    named = [_Body(each["name"], each["did"]) for each in original.record["bodies"]] if original else []
    named = named or [_Body(name) for name in bodies]
    signatures = list(verification.signatures)
    if len(named) < 2 and len(signatures) < 2:
        return ()
    lines = []
    for body in named:
        own = [signature for signature in signatures if body.signed(signature)]
        lines.append(_line(body.name, _worst(own)) if own else _unsigned(body.name, verification.kind))
        signatures = [signature for signature in signatures if signature not in own]
    return (*lines, *(_line(_name(signature), signature) for signature in signatures))


def _worst(signatures: Sequence[Signature]) -> Signature:
    return min(signatures, key=lambda signature: signature.finding.state is State.OK)


def _name(signature: Signature) -> str:
    """A signer that the document does not name: only the list of trust may give it a name."""
    return signature.issuer.name if signature.issuer else signature.did[:200]


def _line(name: str, signature: Signature) -> Signatory:
    finding = signature.finding
    recognised = signature.issuer is not None and signature.issuer.recognised
    if finding.reason == "unknown_key" or (finding.state is State.OK and not recognised):
        detail = _("Rien ne permet de dire de qui est cette signature : sa clé n’est pas celle d’un membre.")
        return Signatory(name, _("Clé inconnue"), detail, "wait", ICONS["wait"])
    if finding.state is State.OK:
        detail = _("Elle porte sur tout le contenu, avec une clé de cet organisme.")
        return Signatory(name, _("Signature intacte"), detail, "ok", ICONS["ok"])
    return Signatory(name, _short(finding), sentence(finding), KINDS[finding.state], ICONS[KINDS[finding.state]])


def _short(finding: Finding) -> str:
    return _("Signature sans valeur") if finding.state is State.FAIL else _("Signature non vérifiable")


def _unsigned(name: str, kind: str) -> Signatory:
    if kind in SIGNED_BY_ONE:
        detail = _(
            "Un jeton ne porte qu’une signature, celle de l’université productrice. Le PDF porte celle de chacune."
        )
    else:
        detail = _("Le document le nomme, mais ne porte pas de signature de sa part.")
    return Signatory(
        name, _("N’a pas signé ce fichier"), detail, "none" if kind in SIGNED_BY_ONE else "wait", "dash-circle-fill"
    )
