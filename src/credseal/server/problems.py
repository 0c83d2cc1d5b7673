"""Problem details (RFC 9457), with the types that the W3C names where it names one (VC API 0.3, 3.8.1).

VC Data Model 2.0, 7.3; VC Data Integrity 1.0, 4.7; Bitstring Status List 1.0, 3.5. What they have no name for has one of ours.
"""

from __future__ import annotations

from typing import NamedTuple

from credseal.errors import CredentialError, DataLossError, DocumentError, LimitError, ProofError, UnknownContextError
from credseal.verify import Finding, FindingCode, State, Verification
from credseal.verify.flaws import Flaw, FlawKind
from credseal.verify.signature import issuer_id
from credseal.verify.tokens import speaks_for_itself

_MODEL = "https://www.w3.org/TR/vc-data-model#"
_INTEGRITY = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"
_OURS = "urn:credseal:problem:"
PARSING = f"{_MODEL}PARSING_ERROR"
_MALFORMED = f"{_MODEL}MALFORMED_VALUE_ERROR"
_ALTERED = f"{_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR"
_PROOF = f"{_INTEGRITY}PROOF_VERIFICATION_ERROR"
_TOO_LARGE = f"{_OURS}LIMIT_EXCEEDED"

_OF_FLAWS = {
    FlawKind.MALFORMED: _MALFORMED,
    FlawKind.TOO_LARGE: _TOO_LARGE,
    FlawKind.PROOF: _PROOF,
    FlawKind.ALTERED: _ALTERED,
    FlawKind.CHALLENGE: f"{_INTEGRITY}INVALID_CHALLENGE_ERROR",
    FlawKind.DOMAIN: f"{_INTEGRITY}INVALID_DOMAIN_ERROR",
}
_OF_FINDINGS = {
    (FindingCode.SIGNATURE, "altered"): _ALTERED,
    (FindingCode.ISSUER, "impostor"): _PROOF,
    (FindingCode.ISSUER, "unknown"): _PROOF,
    (FindingCode.STATUS_LIST, "missing"): f"{_STATUS}STATUS_RETRIEVAL_ERROR",
    (FindingCode.STATUS_LIST, "invalid"): f"{_STATUS}STATUS_VERIFICATION_ERROR",
    (FindingCode.CONTENT, "unreadable"): PARSING,
    (FindingCode.CONTENT, "too_large"): _TOO_LARGE,
    (FindingCode.CONTENT, "holder_mismatch"): _PROOF,
}
_OF_CODES = {FindingCode.SIGNATURE: _PROOF, FindingCode.CONTENT: _MALFORMED}


class Problem(NamedTuple):
    """A type (an address), a name for it, and what is wrong in this case."""

    type: str
    title: str
    detail: str

    def to_json(self, status: int) -> dict[str, str | int]:
        return {"type": self.type, "title": self.title, "status": status, "detail": self.detail}


def of_flaw(flaw: Flaw) -> Problem:
    return _problem(_OF_FLAWS[flaw.kind], flaw.reason)


def of_finding(finding: Finding) -> Problem:
    known = _OF_FINDINGS.get((finding.code, finding.reason)) or _OF_CODES.get(finding.code)
    detail = f"{finding.code}: {finding.reason}: {finding.english} {finding.detail}".strip()
    return _problem(known or f"{_OURS}{finding.reason.upper()}", detail)


def of_error(error: CredentialError, *, issuing: bool) -> Problem:
    """The problem that an error tells of: about the proof to be made when ``issuing``, else about the one to be judged."""
    if isinstance(error, LimitError):
        kind = _TOO_LARGE
    elif isinstance(error, ProofError):
        kind = f"{_INTEGRITY}PROOF_GENERATION_ERROR" if issuing else _PROOF
    elif isinstance(error, (DataLossError, DocumentError, UnknownContextError)):
        kind = _MALFORMED
    else:
        kind = f"{_OURS}{error.code}"
    return Problem(kind, error.code, f"{error.code}: {error}")


def named(name: str, reason: str) -> Problem:
    """A problem of ours."""
    return Problem(f"{_OURS}{name}", name, f"{name}: {reason}")


def of_verification(result: Verification) -> tuple[list[Problem], list[Problem]]:
    """What speaks against a credential, and what should be known of it.

    That its issuer is unknown here does not speak against it, that nobody could check it does; and a key that a token
    merely carries along is nobody's, unless the issuer's name is the key itself.
    """
    errors, warnings = [], []
    for finding in result.findings:
        nameless = finding.code is FindingCode.ISSUER and not speaks_for_itself(
            issuer_id(result.credential or {}) or ""
        )
        unchecked = finding.code is FindingCode.SIGNATURE or nameless
        if finding.state is State.FAIL or (unchecked and finding.state is not State.OK):
            errors.append(of_finding(finding))
        elif finding.state is not State.OK:
            warnings.append(of_finding(finding))
    return errors, warnings


def _problem(kind: str, detail: str) -> Problem:
    return Problem(kind, kind.replace("#", ":").rpartition(":")[2], detail)
