"""One verification as the page shows it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from credseal.verify import FindingCode, Verification
from microcert.credentials.models import Credential
from microcert.credentials.queries import credential_by_id, page_path
from microcert.foundation import clock
from microcert.web.frame.wording import long_date

from .answers import Answer, advice_on, answer_on_dates, answers_to
from .content import Content, content_of
from .european_content import european_content
from .headlines import Headline, headline_of
from .registry import answer_on_log
from .signatories import Signatory, signatories_of
from .wallet_content import wallet_content

GOOD = ("valid",)
EUROPEAN = "EuropeanDigitalCredential"
NO_CREDENTIAL = ("not_a_credential", "unreadable", "too_large")


READ_AS = {
    "json": gettext_lazy("Le certificat a été lu dans son format signé (JSON, attestation vérifiable du W3C)."),
    "pdf": gettext_lazy("Le cachet du PDF a été contrôlé, puis les données signées qu’il contient ont été lues."),
    "edc": gettext_lazy("Le fichier Europass a été lu, et son cachet (JAdES) contrôlé."),
    "jwt": gettext_lazy("Le certificat a été lu sous forme de jeton signé (JWT)."),
    "sd-jwt": gettext_lazy("Le jeton du portefeuille (SD-JWT) a été lu, avec ce que la personne a choisi de montrer."),
    "png": gettext_lazy("Le badge signé a été extrait de l’image ; l’image elle-même ne prouve rien."),
    "svg": gettext_lazy("Le badge signé a été extrait de l’image ; l’image elle-même ne prouve rien."),
}


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
    kind: str
    original: str = ""
    original_number: str = ""
    proof: str = ""
    signatories: tuple[Signatory, ...] = ()

    @property
    def read_as(self) -> str:
        """How the file was read, in one sentence."""
        return str(READ_AS.get(self.kind, READ_AS["json"]))

    @property
    def is_pdf(self) -> bool:
        return self.kind == "pdf"

    @property
    def is_good(self) -> bool:
        return self.headline.name in GOOD


def holds_a_credential(verification: Verification) -> bool:
    """Whether there is anything to show: a file that is no credential gets a message, not a result."""
    found = verification.finding(FindingCode.CONTENT)
    return verification.credential is not None and (found is None or found.reason != "not_a_credential")


def result_of(verification: Verification, content: bytes, original: Credential | None) -> Result:
    """Everything that the result page shows of a judged file; `original` is our credential that it is or claims to be."""
    said = _said(verification)
    in_force = verification.finding(FindingCode.IN_FORCE)
    dates = answer_on_dates(_written(said.issued), _written(said.expires), in_force.reason if in_force else "")
    headline = headline_of(verification)
    logged = answer_on_log(verification, original)
    return Result(
        headline=headline,
        answers=[*answers_to(verification, dates), *([logged] if logged else [])],
        advice=advice_on(verification),
        content=said,
        technical=_technical(verification.credential or {}, content),
        checked_at=clock.now(),
        kind=verification.kind,
        original=page_path(original.code) if original else "",
        original_number=original.number if original else "",
        proof=_proof_address(original),
        signatories=signatories_of(verification, said.bodies, original),
    )


def _said(verification: Verification) -> Content:
    """The content in the vocabulary that it is written in."""
    document = verification.credential or {}
    if verification.kind == "sd-jwt":
        return wallet_content(document)
    types = document.get("type")
    return european_content(document) if isinstance(types, list) and EUROPEAN in types else content_of(document)


def original_of(verification: Verification) -> Credential | None:
    """The credential of this platform that a file is, or claims to be."""
    return credential_by_id((verification.credential or {}).get("id"))


def _proof_address(original: Credential | None) -> str:
    return reverse("log-proof", args=[original.code]) if original else ""


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
