"""The front door of verification: finds out what the bytes are and hands them to whoever can judge them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from credseal.children import within
from credseal.edc.judge import is_jades
from credseal.errors import CredentialError, LimitError
from credseal.strictjson import loads
from credseal.verify.credential import judge_credential
from credseal.verify.document import judge_document
from credseal.verify.envelopes import CREDENTIAL, enveloped, is_envelope
from credseal.verify.european import judge_european
from credseal.verify.findings import Finding, FindingCode, State, Verification
from credseal.verify.picture import is_picture, judge_picture
from credseal.verify.tokens import is_token, judge_token
from credseal.verify.trust import IssuerDirectory, StatusSource

_SECONDS = 1.5  # for all that children are asked, so that two seconds suffice for the whole

Judge = Callable[[bytes, IssuerDirectory, StatusSource, datetime], Verification]


def verify(data: bytes, *, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    """Judge any bytes: a credential as JSON, JWT or SD-JWT, a sealed European one, a baked PNG or SVG, a sealed PDF.

    Never raises for what the bytes are and never fetches anything: what cannot be read gives a finding that says so.
    ``now`` must be aware.
    """
    try:
        with within(_SECONDS):
            return _judge_of(data)(data, issuers, status, now)
    except LimitError as error:
        return _unreadable("too_large", error)
    except CredentialError as error:
        return _unreadable("unreadable", error)


def _judge_of(data: bytes) -> Judge:
    # A PDF may begin with a few foreign bytes (ISO 32000-1, note to 7.5.2).
    if b"%PDF-" in data[:1024]:
        return judge_document
    if is_picture(data):
        return judge_picture
    return judge_token if is_token(data) else _judge_json


def _judge_json(data: bytes, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    document = loads(data)
    if is_envelope(document, CREDENTIAL):
        return judge_token(enveloped(document, CREDENTIAL).encode(), issuers, status, now)
    judge = judge_european if is_jades(document) else judge_credential
    return judge(document, issuers, status, now)


def _unreadable(reason: str, error: CredentialError) -> Verification:
    return Verification("unknown", (Finding(FindingCode.CONTENT, State.FAIL, reason, f"{error.code}: {error}"),))
