"""Judges a verifiable presentation: who presents, and each credential in it (VC Data Model 2.0, 4.13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credseal.errors import CredentialError, ProofError
from credseal.verify.credential import judge_credential
from credseal.verify.envelopes import CREDENTIAL, PRESENTATION, enveloped, is_envelope
from credseal.verify.findings import Verification
from credseal.verify.flaws import Asked, Flaw, of_error
from credseal.verify.presenter import Presented, read_proofs, read_token
from credseal.verify.shape import identifier, members
from credseal.verify.signature import issuer_id
from credseal.verify.tokens import judge_token
from credseal.verify.trust import IssuerDirectory, StatusSource


@dataclass(frozen=True, slots=True)
class PresentationVerdict:
    """``flaws`` of the presentation itself (empty: it holds), and one verification per credential in it."""

    flaws: tuple[Flaw, ...]
    credentials: tuple[Verification, ...] = ()


def verify_presentation(
    document: dict[str, Any], *, issuers: IssuerDirectory, status: StatusSource, now: datetime, asked: Asked | None = None
) -> PresentationVerdict:  # fmt: skip
    """Judge a parsed presentation, or the envelope of one. What is ``asked`` must be what was signed.

    A credential without a proof of its own counts only when the presenter issued it, and is named as holder.
    """
    try:
        presented = _read(document, issuers, now, asked or Asked())
    except CredentialError as error:
        return PresentationVerdict((of_error(error),))
    flaws, verdicts = list(presented.flaws), []
    inside = members(presented.document.get("verifiableCredential", [])) if presented.presenter is not None else []
    for credential in inside:
        try:
            if not _is_own(credential, presented):
                verdicts.append(_judge(credential, issuers, status, now))
        except CredentialError as error:
            flaws.append(of_error(error))
    return PresentationVerdict(tuple(flaws), tuple(verdicts))


def _read(document: dict[str, Any], issuers: IssuerDirectory, now: datetime, asked: Asked) -> Presented:
    if is_envelope(document, PRESENTATION):
        return read_token(enveloped(document, PRESENTATION), issuers, now, asked)
    return read_proofs(document, issuers, now, asked)


def _is_own(credential: dict[str, Any], presented: Presented) -> bool:
    """True for what presenters say of themselves, under the signature of the presentation (4.13.4)."""
    if is_envelope(credential, CREDENTIAL) or "proof" in credential:
        return False
    if not issuer_id(credential) == presented.presenter == identifier(presented.document.get("holder")):
        raise ProofError("a credential without proof must be issued by the holder who signed the presentation")
    return True


def _judge(credential: dict[str, Any], issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    if is_envelope(credential, CREDENTIAL):
        return judge_token(enveloped(credential, CREDENTIAL).encode(), issuers, status, now)
    return judge_credential(credential, issuers, status, now)
