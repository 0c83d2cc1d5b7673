"""Judges credentials that came as JSON Web Tokens: VC-JWT of Open Badges and others, ``vc+jwt``, SD-JWT VC."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from credseal.errors import CredentialError, KeyFormatError, ProofError
from credseal.jose.compact import Token, read_compact
from credseal.jose.sdjwt import SdJwt, credential_of_sd_jwt, read_sd_jwt
from credseal.jose.tokens import VC_JWT_TYPE, breaks_badge_profile, credential_of, credential_of_claims, moment_of
from credseal.keys.did import public_key_of_did_key
from credseal.keys.jwk import ALGORITHMS, read_jwk
from credseal.keys.pairs import PublicKey
from credseal.proof import CLOCK_SKEW, read_moment
from credseal.verify.credential import content_finding, is_credential
from credseal.verify.findings import Finding, FindingCode, Signature, State, Verification
from credseal.verify.signature import issuer_id
from credseal.verify.standing import standing_findings
from credseal.verify.trust import Issuer, IssuerDirectory, StatusSource

MAX_TOKEN_BYTES = 2_000_000
_SEGMENT = rb"[A-Za-z0-9_-]+"
_TOKEN = re.compile(rb"\s*" + rb"\.".join([_SEGMENT] * 3) + rb"(~[A-Za-z0-9_.~-]*)?\s*\Z")
_KNOWN_ALGORITHMS = (*ALGORITHMS.values(), "EdDSA")


def is_token(data: bytes) -> bool:
    """True for what looks like a JWT or an SD-JWT."""
    return len(data) <= MAX_TOKEN_BYTES and bool(_TOKEN.match(data))


def judge_token(data: bytes, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    """All findings about a token."""
    text = data.decode("ascii").strip()
    if "~" in text:
        return _judge_sd_jwt(text, issuers, status, now)
    token = read_compact(text)
    credential = credential_of(token)
    if not is_credential(credential):
        return Verification("jwt", (_content(State.FAIL, "not_a_credential"),))
    return _judge(token, credential, _content_of(token, credential), issuers, status, now, kind="jwt")


def _judge_sd_jwt(text: str, issuers: IssuerDirectory, status: StatusSource, now: datetime) -> Verification:
    presented = read_sd_jwt(text)
    if "vct" not in presented.claims and is_credential(presented.claims):
        return _judge_disclosed(presented, issuers, status, now)
    shown = credential_of_sd_jwt(presented.claims)
    content = _content(State.OK, "disclosed")
    if presented.holder_bound is False:
        content = _content(State.FAIL, "holder_mismatch")
    elif not isinstance(presented.claims.get("vct"), str):
        content = _content(State.FAIL, "malformed", "the claim vct is missing")
    result = _judge(presented.token, shown, content, issuers, status, now, kind="sd-jwt")
    return replace(result, credential=presented.claims | {"id": presented.claims.get("jti")})


def _judge_disclosed(
    presented: SdJwt, issuers: IssuerDirectory, status: StatusSource, now: datetime
) -> Verification:  # fmt: skip
    """A credential of the data model whose claims were disclosed one by one (VC-JOSE-COSE, 3.2.1)."""
    credential = credential_of_claims({name: value for name, value in presented.claims.items() if name != "cnf"})
    content = content_finding(credential)
    if presented.holder_bound is False:
        content = _content(State.FAIL, "holder_mismatch")
    elif content.reason == "data_loss":
        content = _content(State.WARN, "foreign_terms", content.detail)
    elif content.state is State.OK:
        content = _content(State.OK, "disclosed")
    return _judge(presented.token, credential, content, issuers, status, now, kind="sd-jwt")


def _judge(
    token: Token, credential: dict[str, Any], content: Finding, issuers: IssuerDirectory, status: StatusSource,
    now: datetime, *, kind: str,
) -> Verification:  # fmt: skip
    signature, recognition, known = _signed_by(token, credential, issuers, now)
    in_force, listing, replaced = standing_findings(credential, issuers, status, now)
    findings = (signature, recognition, in_force, listing, content)
    named = issuer_id(credential)
    alone = () if named is None else (Signature(named, signature, known),)
    return Verification(kind, findings, credential, known, replaced, signatures=alone)


def _content_of(token: Token, credential: dict[str, Any]) -> Finding:
    """A JWT covers its very text, so a term that JSON-LD does not know is signed, but means nothing to readers."""
    found = content_finding(credential)
    if found.reason == "data_loss":
        return _content(State.WARN, "foreign_terms", found.detail)
    if found.state is not State.OK or token.header.get("typ") == VC_JWT_TYPE:
        return found
    departure = breaks_badge_profile(token.header) if found.reason == "valid" else ""
    return _content(State.WARN, "jwt_profile", departure) if departure else found


def _signed_by(
    token: Token, credential: dict[str, Any], issuers: IssuerDirectory, now: datetime
) -> tuple[Finding, Finding, Issuer | None]:
    named = issuer_id(credential)
    if named is None:
        return _signature(State.UNKNOWN, "unknown_key"), _issuer(State.FAIL, "not_named"), None
    known = issuers.find(named)
    recognised = known is not None and known.recognised
    recognition = _issuer(State.OK, "recognised") if recognised else _issuer(State.UNKNOWN, "unknown")
    if _is_by_another(token, named):
        return _signature(State.UNKNOWN, "unknown_key"), _issuer(State.FAIL, "impostor"), known
    moment = _moment(token, credential, now)
    if "iat" in token.claims and moment > now + CLOCK_SKEW:
        return _signature(State.FAIL, "from_the_future", moment.isoformat()), recognition, known
    return _checked(token, named, known, moment), recognition, known


def token_signature(token: Token, signer: str, issuers: IssuerDirectory, moment: datetime) -> Finding:
    """Is this token, made at ``moment``, signed by ``signer`` (a DID)?"""
    if _is_by_another(token, signer):
        return _signature(State.UNKNOWN, "unknown_key", str(token.header["kid"])[:200])
    return _checked(token, signer, issuers.find(signer), moment)


def speaks_for_itself(did: str) -> bool:
    """True when the name is the key, so that nobody has to vouch for it."""
    return did.startswith("did:key:")


def _is_by_another(token: Token, named: str) -> bool:
    key_id = token.header.get("kid")
    return isinstance(key_id, str) and key_id.startswith("did:") and key_id.partition("#")[0] != named


def _checked(token: Token, named: str, known: Issuer | None, moment: datetime) -> Finding:
    algorithm = token.header.get("alg")
    if algorithm not in _KNOWN_ALGORITHMS:
        return _signature(State.UNKNOWN, "unsupported", f"alg {str(algorithm)[:40]!r}")
    public, in_use = _key_of(token, named, known, moment)
    if public is None:
        return _signature(State.UNKNOWN, "unknown_key", str(token.header.get("kid"))[:200])
    if not token.is_signed_by(public):
        return _signature(State.FAIL, "altered")
    if not in_use:
        return _signature(State.FAIL, "key_not_in_use", moment.isoformat())
    return _signature(State.OK, "intact")


def _key_of(token: Token, named: str, known: Issuer | None, moment: datetime) -> tuple[PublicKey | None, bool]:
    """The key that the header names or carries. The history of a known issuer always prevails over what it carries."""
    key_id = token.header.get("kid")
    try:
        carried = read_jwk(token.header["jwk"]) if "jwk" in token.header else None
    except KeyFormatError:
        return None, False
    if known is not None:
        full = f"{named}{key_id}" if isinstance(key_id, str) and key_id.startswith("#") else key_id
        for entry in known.history.entries:
            if entry.key_id == full or (key_id is None and entry.public == carried):
                return entry.public, entry.was_valid(moment)
        return None, False
    if not speaks_for_itself(named):
        return carried, carried is not None
    try:
        own = public_key_of_did_key(f"{named}#{named.removeprefix('did:key:')}")
    except KeyFormatError:
        return None, False
    return (own, True) if carried in (None, own) else (None, False)


def _moment(token: Token, credential: dict[str, Any], now: datetime) -> datetime:
    """When the token claims to have been signed."""
    try:
        if "iat" in token.claims:
            return read_moment(moment_of(token.claims["iat"]))
        return read_moment(credential.get("validFrom", credential.get("issuanceDate")))
    except (CredentialError, ProofError):
        return now


def _signature(state: State, reason: str, detail: str = "") -> Finding:
    return Finding(FindingCode.SIGNATURE, state, reason, detail)


def _issuer(state: State, reason: str) -> Finding:
    return Finding(FindingCode.ISSUER, state, reason)


def _content(state: State, reason: str, detail: str = "") -> Finding:
    return Finding(FindingCode.CONTENT, state, reason, detail)
