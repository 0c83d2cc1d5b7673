"""Judges a baked badge: the credential that a PNG or SVG carries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from credseal.baking.png import SIGNATURE, credential_in_png
from credseal.baking.svg import credential_in_svg, looks_like_svg
from credseal.strictjson import loads
from credseal.verify.credential import judge_credential
from credseal.verify.findings import Finding, FindingCode, State, Verification
from credseal.verify.tokens import is_token, judge_token
from credseal.verify.trust import IssuerDirectory, StatusSource


def is_picture(data: bytes) -> bool:
    """True for a PNG or what looks like an SVG."""
    return data.startswith(SIGNATURE) or looks_like_svg(data)


def judge_picture(data: bytes, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    """All findings about the credential inside; the picture itself proves nothing."""
    kind = "png" if data.startswith(SIGNATURE) else "svg"
    text = credential_in_png(data) if kind == "png" else credential_in_svg(data)
    if text is None:
        return Verification(kind, (Finding(FindingCode.CONTENT, State.FAIL, "no_baked_credential"),))
    content = text.encode()
    if is_token(content):
        return replace(judge_token(content, issuers, status, now), kind=kind)
    return judge_credential(loads(content), issuers, status, now, kind=kind)
