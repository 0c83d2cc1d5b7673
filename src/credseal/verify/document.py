"""Judges a PDF: its seal, the credential attached to it, and whether the two belong together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from credseal.edc.judge import is_jades
from credseal.errors import CredentialError
from credseal.pdf.confined import PdfReading, read_pdf_confined
from credseal.strictjson import loads
from credseal.verify.credential import is_credential, judge_credential
from credseal.verify.european import judge_european
from credseal.verify.findings import Finding, FindingCode, State, Verification
from credseal.verify.signature import issuer_id
from credseal.verify.trust import IssuerDirectory, StatusSource


def judge_document(pdf: bytes, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    """The findings about the attached credential, then PDF_SEAL and PDF_CONTENT."""
    reading = read_pdf_confined(pdf, issuers.seal_roots, now=now)
    credential, european = _attached_credentials(reading)
    seal = _seal_finding(reading)
    beside = None if european is None else judge_european(european, issuers, status, now)
    if credential is not None:
        result = judge_credential(credential, issuers, status, now, kind="pdf")
    elif beside is not None:
        result = replace(beside, kind="pdf")
    else:
        nothing = Finding(FindingCode.CONTENT, State.FAIL, "not_a_credential")
        return Verification("pdf", (nothing, seal))
    together = _belong_together(reading, result.credential or {})
    if together.state is State.OK and beside is not None and not _same_award(result, beside):
        together = Finding(
            FindingCode.PDF_CONTENT, State.FAIL, "differs", "the European credential is of another award"
        )
    return replace(result, findings=(*result.findings, seal, together))


def _attached_credentials(reading: PdfReading) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The first credential attached as JSON, and the first European one under its seal."""
    credential = european = None
    for content in reading.files.values():
        try:
            document = loads(content)
        except CredentialError:
            continue
        if credential is None and is_credential(document):
            credential = dict(document)
        elif european is None and is_jades(document):
            european = dict(document)
    return credential, european


def _same_award(result: Verification, beside: Verification) -> bool:
    """Both attached credentials name the same award, and the seal of the European one holds."""
    signature = beside.finding(FindingCode.SIGNATURE)
    recognition = beside.finding(FindingCode.ISSUER)
    holds = signature is not None and signature.state is not State.FAIL
    honest = recognition is not None and recognition.state is not State.FAIL
    same = (result.credential or {}).get("id") == (beside.credential or {}).get("id")
    return holds and honest and same


def _seal_finding(reading: PdfReading) -> Finding:
    judgement = reading.judgement
    if reading.unreadable is not None:
        return Finding(FindingCode.PDF_SEAL, State.FAIL, "altered", reading.unreadable)
    if not judgement.sealed:
        return Finding(FindingCode.PDF_SEAL, State.FAIL, "absent")
    signer = ", ".join(seal.signer for seal in judgement.seals)
    if judgement.bottom_line:
        return Finding(FindingCode.PDF_SEAL, State.OK, "sealed", signer)
    if judgement.intact and not judgement.trusted:
        return Finding(FindingCode.PDF_SEAL, State.UNKNOWN, "untrusted", signer)
    return Finding(FindingCode.PDF_SEAL, State.FAIL, "altered", signer)


def _belong_together(reading: PdfReading, credential: dict[str, Any]) -> Finding:
    """The page names the credential in its metadata, and the credential's issuer is among those who sealed the page."""
    dids = {did for seal in reading.judgement.seals for did in seal.dids}
    same_issuer = not dids or issuer_id(credential) in dids
    same_credential = str(credential.get("id")) in reading.keywords
    if same_issuer and same_credential:
        return Finding(FindingCode.PDF_CONTENT, State.OK, "matches")
    return Finding(FindingCode.PDF_CONTENT, State.FAIL, "differs", "" if same_issuer else "sealed by another issuer")
