"""Judges a verifiable presentation: who presents, and each credential in it (VC Data Model 2.0, 4.13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credseal.errors import CredentialError
from credseal.jsonld import require_lossless
from credseal.proof import Proof, split_proofs
from credseal.verify.credential import judge_credential
from credseal.verify.findings import State, Verification
from credseal.verify.shape import identifier, members, presentation_errors
from credseal.verify.signature import issuer_id, judge_proofs
from credseal.verify.trust import IssuerDirectory, StatusSource

MAX_CREDENTIALS = 20


@dataclass(frozen=True, slots=True)
class PresentationVerdict:
    """``errors`` about the presentation itself (empty: it holds), and one verification per credential in it."""

    errors: tuple[str, ...]
    credentials: tuple[Verification, ...] = ()


def verify_presentation(
    document: dict[str, Any], *, issuers: IssuerDirectory, status: StatusSource, now: datetime,
    challenge: str | None = None, domain: str | Sequence[str] | None = None,
) -> PresentationVerdict:  # fmt: skip
    """Judge a parsed presentation. ``challenge`` and ``domain``, when given, must be those that its proof signs.

    A credential without a proof of its own counts only when the presenter issued it, and is named as holder.
    """
    errors = list(presentation_errors(document))
    credentials = members(document.get("verifiableCredential", []))
    if len(credentials) > MAX_CREDENTIALS:
        errors.append("the presentation holds too many credentials")
    if errors:
        return PresentationVerdict(tuple(errors))
    try:
        require_lossless(document, tolerate_null=True)
        unsecured, proofs = split_proofs(document)
    except CredentialError as error:
        return PresentationVerdict((f"{error.code}: {error}",))
    errors += _proof_errors(document, unsecured, proofs, issuers, now)
    errors += binding_errors(proofs, challenge, domain)
    presenter = proofs[0].controller
    secured = [credential for credential in credentials if "proof" in credential]
    for credential in credentials:
        if "proof" not in credential and not issuer_id(credential) == presenter == identifier(document.get("holder")):
            errors.append("a credential without proof must be issued by the holder who signed the presentation")
    verdicts = tuple(judge_credential(credential, issuers, status, now) for credential in secured)
    return PresentationVerdict(tuple(errors), verdicts)


def _proof_errors(
    document: dict[str, Any], unsecured: dict[str, Any], proofs: tuple[Proof, ...], issuers: IssuerDirectory, now: datetime
) -> list[str]:  # fmt: skip
    presenter = proofs[0].controller
    if any(proof.controller != presenter for proof in proofs):
        return ["the proofs are by several presenters"]
    if "holder" in document and identifier(document["holder"]) != presenter:
        return ["the key that signed does not belong to the holder"]
    finding = judge_proofs(unsecured, proofs, issuers.find, now, purpose="authentication")
    return [] if finding.state is State.OK else [f"signature: {finding.reason} {finding.detail}".strip()]


def binding_errors(proofs: Sequence[Proof], challenge: str | None, domain: str | Sequence[str] | None) -> list[str]:
    """Why these proofs were not made for this challenge and exactly these domains (VC Data Integrity 1.0, 4.4)."""
    errors = []
    wanted = None if domain is None else set(members(domain) if isinstance(domain, str) else domain)
    for proof in proofs:
        if challenge is not None and proof.options.get("challenge") != challenge:
            errors.append("the proof was not made for this challenge")
        if wanted is not None and wanted != set(members(proof.options.get("domain"))):
            errors.append("the proof was not made for this domain")
    return errors
