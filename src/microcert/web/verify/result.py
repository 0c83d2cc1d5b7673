"""One verification as the page shows it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from credseal.verify import FindingCode, Verification
from microcert.credentials.queries import credential_by_id, page_path
from microcert.foundation import clock
from microcert.web.frame.wording import long_date

from .answers import Answer, advice_on, answer_on_dates, answers_to
from .content import Content, content_of
from .headlines import Headline, headline_of

GOOD = ("valid",)
NO_CREDENTIAL = ("not_a_credential", "unreadable", "too_large")


@dataclass(frozen=True)
class Technical:
    """What somebody needs in order to check the same thing by their own means."""

    suite: str
    key: str
    fingerprint: str
    status_list: str
    status_index: str


@dataclass(frozen=True)
class Result:
    """The page of one verification. `original` is the permanent page of the credential that a file claims to be."""

    headline: Headline
    answers: list[Answer]
    advice: list[str]
    content: Content
    technical: Technical
    checked_at: datetime
    is_pdf: bool
    original: str = ""
    original_number: str = ""

    @property
    def is_good(self) -> bool:
        return self.headline.name in GOOD


def holds_a_credential(verification: Verification) -> bool:
    """Whether there is anything to show: a file that is no credential gets a message, not a result."""
    found = verification.finding(FindingCode.CONTENT)
    return verification.credential is not None and (found is None or found.reason != "not_a_credential")


def result_of(verification: Verification, content: bytes) -> Result:
    """Everything that the result page shows of a judged file."""
    said = content_of(verification.credential)
    in_force = verification.finding(FindingCode.IN_FORCE)
    dates = answer_on_dates(_written(said.issued), _written(said.expires), in_force.reason if in_force else "")
    headline = headline_of(verification)
    return Result(
        headline=headline,
        answers=answers_to(verification, dates),
        advice=advice_on(verification),
        content=said,
        technical=_technical(verification.credential or {}, content),
        checked_at=clock.now(),
        is_pdf=verification.kind == "pdf",
    )


def with_original(result: Result, verification: Verification) -> Result:
    """Name the permanent page of the credential that a file is, or claims to be, when it is one of ours."""
    original = credential_by_id((verification.credential or {}).get("id"))
    if original is None:
        return result
    return replace(result, original=page_path(original.code), original_number=original.number)


def _written(moment: datetime | None) -> str:
    day: date | None = timezone.localdate(moment) if moment else None
    return long_date(day) if day else ""


def _technical(document: dict[str, Any], content: bytes) -> Technical:
    proof = document.get("proof")
    proof = proof[0] if isinstance(proof, list) and proof else proof
    proof = proof if isinstance(proof, dict) else {}
    status = document.get("credentialStatus")
    status = status[0] if isinstance(status, list) and status else status
    status = status if isinstance(status, dict) else {}
    fingerprint = hashlib.sha256(content).hexdigest()
    return Technical(
        suite=str(proof.get("cryptosuite", ""))[:80],
        key=str(proof.get("verificationMethod", ""))[:200],
        fingerprint=" ".join(fingerprint[place : place + 4] for place in range(0, 64, 4)),
        status_list=str(status.get("statusListCredential", ""))[:200],
        status_index=str(status.get("statusListIndex", ""))[:12],
    )
