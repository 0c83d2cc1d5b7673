"""Is a credential's signature intact, and does its key belong to the issuer it names?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from credseal.errors import CredentialError, KeyFormatError, ProofError
from credseal.jsonld.confined import Allowance
from credseal.keys.did import public_key_of_did_key
from credseal.keys.pairs import PublicKey
from credseal.proof import CLOCK_SKEW, Proof, split_proofs, suite_of
from credseal.verify.findings import Finding, FindingCode, Signature, State
from credseal.verify.trust import Issuer, IssuerDirectory

Finder = Callable[[str], Issuer | None]


def issuer_id(credential: dict[str, Any]) -> str | None:
    """The identifier of the issuer, whether written as text or as an object."""
    issuer = credential.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    return name if isinstance(name, str) else None


def signature_findings(
    credential: dict[str, Any], issuers: IssuerDirectory, now: datetime, *, message: bytes | None = None
) -> tuple[Finding, Finding, Issuer | None]:
    """The findings SIGNATURE and ISSUER, and the issuer if it is known; see ``each_signature``."""
    return each_signature(credential, issuers, now, message=message)[:3]


def each_signature(
    credential: dict[str, Any], issuers: IssuerDirectory, now: datetime, *, message: bytes | None = None
) -> tuple[Finding, Finding, Issuer | None, tuple[Signature, ...]]:
    """The findings SIGNATURE and ISSUER, the issuer if it is known, and each signature judged alone.

    ``message``: the bytes that the credential's only proof must sign, if they are known already.
    """
    named = issuer_id(credential)
    if named is None:
        return _signature(State.UNKNOWN, "unknown_key"), _issuer(State.FAIL, "not_named"), None, ()
    known = issuers.find(named)
    try:
        unsecured, proofs = split_proofs(credential)
    except ProofError as error:
        missing = "proof" not in credential
        finding = _signature(State.FAIL, "missing") if missing else _signature(State.UNKNOWN, "unsupported", str(error))
        return finding, _recognition(known), known, ()
    if all(proof.controller != named for proof in proofs):
        return _signature(State.UNKNOWN, "unknown_key"), _issuer(State.FAIL, "impostor"), known, ()
    findings = _judge_each(unsecured, proofs, issuers.find, now, "assertionMethod", message)
    signatures = tuple(
        Signature(proof.controller, finding, issuers.find(proof.controller))
        for proof, finding in zip(proofs, findings, strict=True)
    )
    return _worst(findings), _recognition(known), known, signatures


def co_signers(credential: dict[str, Any], issuers: IssuerDirectory) -> tuple[Issuer, ...]:
    """The known institutions, besides the issuer, that signed too; only to be asked of a signature found intact."""
    proofs = credential.get("proof")
    if not isinstance(proofs, list):
        return ()
    named = dict.fromkeys(proof.controller for proof in split_proofs(credential)[1])
    found = (issuers.find(did) for did in named if did != issuer_id(credential))
    return tuple(issuer for issuer in found if issuer is not None)


def judge_proofs(
    unsecured: dict[str, Any], proofs: tuple[Proof, ...], find: Finder, now: datetime,
    *, purpose: str = "assertionMethod", message: bytes | None = None,
) -> Finding:  # fmt: skip
    """The worst finding about a set or chain of proofs, all of which must hold, made for ``purpose``.

    ``find`` knows the signers: the issuer, and whoever awards with it and signs beside it (joint awards). ``message``: the bytes that an only proof must sign, if they are known already; should it not, they are made anew.
    """
    return _worst(_judge_each(unsecured, proofs, find, now, purpose, message))


def _worst(findings: list[Finding]) -> Finding:
    return min(findings, key=lambda finding: finding.state is State.OK)


def _judge_each(
    unsecured: dict[str, Any], proofs: tuple[Proof, ...], find: Finder, now: datetime, purpose: str,
    message: bytes | None,
) -> list[Finding]:  # fmt: skip
    allowance = Allowance()

    def covers(proof: Proof, public: PublicKey) -> bool:
        return _signed(proof, public, message) or proof.covers(unsecured, public, allowance.canonicalize)

    return [_judge(proof, covers, find(proof.controller), now, purpose) for proof in proofs]


def _judge(
    proof: Proof, covers: Callable[[Proof, PublicKey], bool], known: Issuer | None, now: datetime, purpose: str
) -> Finding:
    if proof.purpose != purpose:
        return _signature(State.FAIL, "wrong_purpose", proof.purpose[:80])
    if proof.expires is not None and proof.expires <= now:
        return _signature(State.FAIL, "expired")
    if proof.created is not None and proof.created > now + CLOCK_SKEW:
        return _signature(State.FAIL, "from_the_future", proof.created.isoformat())
    moment = proof.created or now
    public, in_use = _key_of(proof.verification_method, known, moment)
    if public is None:
        return _signature(State.UNKNOWN, "unknown_key", proof.verification_method[:200])
    try:
        covered = covers(proof, public)
    except CredentialError as error:
        return _signature(State.UNKNOWN, "not_checked", f"{error.code}: {error}")
    if not covered:
        return _signature(State.FAIL, "altered")
    if not in_use:
        return _signature(State.FAIL, "key_not_in_use", moment.isoformat())
    return _signature(State.OK, "intact")


def _signed(proof: Proof, public: PublicKey, message: bytes | None) -> bool:
    return message is not None and suite_of(public) == proof.suite and public.accepts(proof.signature, message)


def _key_of(key_id: str, known: Issuer | None, moment: datetime) -> tuple[PublicKey | None, bool]:
    """The key with this id, and whether it was in use at ``moment``. The history of a known issuer always prevails."""
    if known is not None:
        entry = known.history.find(key_id)
        return (None, False) if entry is None else (entry.public, entry.was_valid(moment))
    try:
        return public_key_of_did_key(key_id), True
    except KeyFormatError:
        return None, False


def _recognition(known: Issuer | None) -> Finding:
    recognised = known is not None and known.recognised
    return _issuer(State.OK, "recognised") if recognised else _issuer(State.UNKNOWN, "unknown")


def _signature(state: State, reason: str, detail: str = "") -> Finding:
    return Finding(FindingCode.SIGNATURE, state, reason, detail)


def _issuer(state: State, reason: str) -> Finding:
    return Finding(FindingCode.ISSUER, state, reason)
