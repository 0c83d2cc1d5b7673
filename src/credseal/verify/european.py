"""Judges a European Digital Credential: its JAdES seal, whose certificate that is, and whether it is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from credseal.edc.build import EDC_TYPE, STATUS_SCHEME
from credseal.edc.judge import JadesJudgement, JadesSeal, judge_jades
from credseal.errors import CredentialError, DataLossError, SealError, UnknownContextError
from credseal.jsonld import require_lossless
from credseal.proof import CLOCK_SKEW
from credseal.status.entry import StatusEntry
from credseal.verify.findings import Finding, FindingCode, Signature, State, Verification
from credseal.verify.signature import issuer_id
from credseal.verify.standing import standing_findings
from credseal.verify.trust import Issuer, IssuerDirectory, StatusSource


def judge_european(document: Any, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    """All findings about a sealed credential (parsed JSON)."""
    try:
        judgement = judge_jades(document, issuers.seal_roots)
    except SealError as error:
        return Verification("edc", (Finding(FindingCode.SIGNATURE, State.UNKNOWN, "unsupported", str(error)),))
    credential = judgement.payload
    content = _content(credential)
    if content.reason == "not_a_credential":
        return Verification("edc", (content,))
    known = issuers.find(issuer_id(credential) or "")
    in_force, listing, replaced = standing_findings(_with_status(credential), issuers, status, now)
    findings = (_signature(judgement, now), _issuer(judgement, credential, known), in_force, listing, content)
    beside = _co_signers(judgement, credential, issuers) if judgement.intact else ()
    signatures = tuple(_alone(seal, issuers, now) for seal in judgement.seals)
    return Verification("edc", findings, credential, known, replaced, beside, signatures)


def _alone(seal: JadesSeal, issuers: IssuerDirectory, now: datetime) -> Signature:
    """One seal by itself; whose it is, only a trusted certificate tells."""
    did = next(iter(seal.dids), seal.signer)
    if not seal.intact:
        return Signature(did, Finding(FindingCode.SIGNATURE, State.FAIL, "altered"))
    if not seal.trusted:
        return Signature(did, Finding(FindingCode.SIGNATURE, State.UNKNOWN, "unknown_key"))
    if seal.signed_at > now + CLOCK_SKEW:
        return Signature(did, Finding(FindingCode.SIGNATURE, State.FAIL, "key_not_in_use"), issuers.find(did))
    return Signature(did, Finding(FindingCode.SIGNATURE, State.OK, "intact"), issuers.find(did))


def _co_signers(judgement: JadesJudgement, credential: dict[str, Any], issuers: IssuerDirectory) -> tuple[Issuer, ...]:
    dids = (did for seal in judgement.seals if seal.trusted for did in seal.dids if did != issuer_id(credential))
    found = (issuers.find(did) for did in dict.fromkeys(dids))
    return tuple(issuer for issuer in found if issuer is not None)


def _signature(judgement: JadesJudgement, now: datetime) -> Finding:
    detail = "; ".join(
        ", ".join([seal.signer, seal.signed_at.isoformat(), *(stamp.kind for stamp in seal.stamps)])
        for seal in judgement.seals
    )
    if not judgement.intact:
        return Finding(FindingCode.SIGNATURE, State.FAIL, "altered", detail)
    if any(seal.signed_at > now + CLOCK_SKEW for seal in judgement.seals):
        return Finding(FindingCode.SIGNATURE, State.FAIL, "key_not_in_use", detail)
    return Finding(FindingCode.SIGNATURE, State.OK, "intact", detail)


def _issuer(judgement: JadesJudgement, credential: dict[str, Any], known: Issuer | None) -> Finding:
    """The certificate must lead to a trusted root and name the issuer; else anybody could sign in its name."""
    named = issuer_id(credential)
    if named is None:
        return Finding(FindingCode.ISSUER, State.FAIL, "not_named")
    if known is None:
        return Finding(FindingCode.ISSUER, State.UNKNOWN, "unknown")
    if not judgement.trusted_for(named):
        return Finding(FindingCode.ISSUER, State.FAIL, "impostor")
    recognised = ("recognised", State.OK) if known.recognised else ("unknown", State.UNKNOWN)
    return Finding(FindingCode.ISSUER, recognised[1], recognised[0])


def _content(credential: dict[str, Any]) -> Finding:
    """The seal covers the text itself, so a term that JSON-LD does not know is signed, but means nothing to readers."""
    kinds = credential.get("type")
    if EDC_TYPE not in (kinds if isinstance(kinds, list) else [kinds]):
        return Finding(FindingCode.CONTENT, State.FAIL, "not_a_credential")
    try:
        require_lossless(credential, tolerate_null=True)
    except DataLossError as error:
        return Finding(FindingCode.CONTENT, State.WARN, "foreign_terms", str(error))
    except UnknownContextError as error:
        return Finding(FindingCode.CONTENT, State.UNKNOWN, "unknown_context", error.address[:200])
    except CredentialError as error:
        return Finding(FindingCode.CONTENT, State.FAIL, "unreadable", str(error))
    return Finding(FindingCode.CONTENT, State.OK, "lossless")


def _with_status(credential: dict[str, Any]) -> dict[str, Any]:
    """The credential with the status entry that stands among its identifiers, if any, where others have it."""
    found = credential.get("identifier")
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict) and item.get("schemeName") == STATUS_SCHEME:
            address, _, index = str(item.get("notation")).rpartition("#")
            if index.isascii() and index.isdigit() and len(index) < 12:
                entry = StatusEntry(list_url=address, index=int(index))
                return credential | {"credentialStatus": entry.to_json()}
            return credential | {"credentialStatus": {"type": "unreadable"}}
    return credential
