"""Judges a PDF: its seal, the credential attached to it, and whether the two belong together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from credseal.errors import CredentialError, SealError
from credseal.pdf.attachments import attached_files, keywords_of
from credseal.pdf.judge import PdfJudgement, judge_pdf
from credseal.strictjson import loads
from credseal.verify.credential import is_credential, judge_credential
from credseal.verify.findings import Finding, FindingCode, State, Verification
from credseal.verify.signature import issuer_id
from credseal.verify.trust import IssuerDirectory, StatusSource


def judge_document(pdf: bytes, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    """The findings about the attached credential, then PDF_SEAL and PDF_CONTENT."""
    credential = _attached_credential(pdf)
    try:
        judgement = judge_pdf(pdf, issuers.seal_roots, now=now)
        seal = _seal_finding(judgement)
    except SealError as error:
        judgement, seal = PdfJudgement(()), Finding(FindingCode.PDF_SEAL, State.FAIL, "altered", str(error))
    if credential is None:
        nothing = Finding(FindingCode.CONTENT, State.FAIL, "not_a_credential")
        return Verification("pdf", (nothing, seal))
    result = judge_credential(credential, issuers, status, now, kind="pdf")
    together = _belong_together(pdf, credential, judgement)
    return replace(result, findings=(*result.findings, seal, together))


def _attached_credential(pdf: bytes) -> dict[str, Any] | None:
    for content in attached_files(pdf).values():
        try:
            document = loads(content)
        except CredentialError:
            continue
        if is_credential(document):
            return dict(document)
    return None


def _seal_finding(judgement: PdfJudgement) -> Finding:
    if not judgement.sealed:
        return Finding(FindingCode.PDF_SEAL, State.FAIL, "absent")
    signer = ", ".join(seal.signer for seal in judgement.seals)
    if judgement.bottom_line:
        return Finding(FindingCode.PDF_SEAL, State.OK, "sealed", signer)
    if judgement.intact and not judgement.trusted:
        return Finding(FindingCode.PDF_SEAL, State.UNKNOWN, "untrusted", signer)
    return Finding(FindingCode.PDF_SEAL, State.FAIL, "altered", signer)


def _belong_together(pdf: bytes, credential: dict[str, Any], judgement: PdfJudgement) -> Finding:
    """The page names the credential in its metadata, and the credential's issuer is among those who sealed the page."""
    dids = {did for seal in judgement.seals for did in seal.dids}
    same_issuer = not dids or issuer_id(credential) in dids
    same_credential = str(credential.get("id")) in keywords_of(pdf)
    if same_issuer and same_credential:
        return Finding(FindingCode.PDF_CONTENT, State.OK, "matches")
    return Finding(FindingCode.PDF_CONTENT, State.FAIL, "differs", "" if same_issuer else "sealed by another issuer")
