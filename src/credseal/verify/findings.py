"""What a verification found: separate answers, each with its reason, a sentence and an advice in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from credseal.verify.sentences import SENTENCES
from credseal.verify.trust import Issuer


class FindingCode(StrEnum):
    """The questions that a verification answers."""

    SIGNATURE = "signature"  # is it intact
    ISSUER = "issuer"  # do we know who issued it
    IN_FORCE = "in_force"  # not revoked, suspended, superseded, expired
    STATUS_LIST = "status_list"  # is what we know about that recent
    CONTENT = "content"  # is everything in it signed and well formed
    PDF_SEAL = "pdf_seal"  # the PAdES seal of the page
    PDF_CONTENT = "pdf_content"  # do page and attached credential belong together


class State(StrEnum):
    """``unknown`` means that the question could not be answered, which is not a failure of the document."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer. ``reason`` is stable (see ``sentences.py``); ``detail`` is technical and may be empty."""

    code: FindingCode
    state: State
    reason: str
    detail: str = ""

    @property
    def french(self) -> str:
        return SENTENCES[self.code, self.reason].french

    @property
    def english(self) -> str:
        return SENTENCES[self.code, self.reason].english

    @property
    def advice_french(self) -> str:
        """What the reader should do; empty when nothing."""
        return SENTENCES[self.code, self.reason].advice_french

    @property
    def advice_english(self) -> str:
        return SENTENCES[self.code, self.reason].advice_english

    def to_json(self) -> dict[str, str]:
        return {
            "code": self.code,
            "state": self.state,
            "reason": self.reason,
            "fr": self.french,
            "en": self.english,
            "advice_fr": self.advice_french,
            "advice_en": self.advice_english,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of several: the DID that it names, what was found about it alone, and who that is if known."""

    did: str
    finding: Finding
    issuer: Issuer | None = None


_DECISIVE = (FindingCode.SIGNATURE, FindingCode.ISSUER, FindingCode.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Verification:
    """All findings about one input. ``kind`` is what the input was: ``json``, ``jwt``, ``sd-jwt``, ``edc``, ``pdf``…

    ``credential`` is the document that was judged (show its content only beside the findings), ``issuer`` who issued
    it if recognised, ``superseded_by`` the id of the credential that replaces it. ``co_signers`` are the other known
    institutions whose signatures hold as well: those with which the issuer awards jointly. ``signatures`` are all that
    the document bears, each judged alone, as far as they could be told apart.
    """

    kind: str
    findings: tuple[Finding, ...]
    credential: dict[str, Any] | None = None
    issuer: Issuer | None = None
    superseded_by: str | None = None
    co_signers: tuple[Issuer, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def ok(self) -> bool:
        """True only when the credential is intact, its issuer known, it is in force, and nothing else fails.

        A page must be sealed by someone known as well: else a forged page could carry a genuine credential.
        """
        good = {finding.code for finding in self.findings if finding.state is State.OK}
        failed = any(finding.state is State.FAIL for finding in self.findings)
        needed = {*_DECISIVE, *({FindingCode.PDF_SEAL, FindingCode.PDF_CONTENT} if self.kind == "pdf" else ())}
        return not failed and good.issuperset(needed)

    def finding(self, code: FindingCode) -> Finding | None:
        """The answer to one question, or None when the input does not raise it."""
        return next((finding for finding in self.findings if finding.code is code), None)

    def to_json(self) -> dict[str, Any]:
        """For programs: ``ok``, ``kind``, ``credential_id``, ``issuer`` and the findings."""
        return {
            "ok": self.ok,
            "kind": self.kind,
            "credential_id": (self.credential or {}).get("id"),
            "issuer": None if self.issuer is None else {"did": self.issuer.did, "name": self.issuer.name},
            "co_signers": [{"did": signer.did, "name": signer.name} for signer in self.co_signers],
            "superseded_by": self.superseded_by,
            "findings": [finding.to_json() for finding in self.findings],
        }
