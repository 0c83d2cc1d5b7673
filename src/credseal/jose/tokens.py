"""Credentials of the VC Data Model as JWTs, in two profiles that must not be mixed.

``vc+jwt``: W3C VC-JOSE-COSE, any kind of key; the claims are the credential itself.
Open Badges VC-JWT: 1EdTech Open Badges 3.0, 8.2; RS256; ``kid`` or ``jwk`` in the header, ``typ`` absent or ``JWT``,
nothing else; the claims are the credential and the registered claims that repeat it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from credseal.errors import DocumentError, ProofError
from credseal.jose.compact import Token, sign_compact
from credseal.keys.jwk import public_jwk
from credseal.keys.pairs import RSA, Signer
from credseal.openbadge import open_badge
from credseal.proof import moment_text, read_moment
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

VC_JWT_TYPE = "vc+jwt"
_CREDENTIAL_TYPES = (VC_JWT_TYPE, "vc-ld+jwt")  # the second is the first one's name in the drafts
_BADGE_HEADERS = {"alg", "typ", "kid", "jwk"}
_END_OF_DATES = 2**37  # some centuries beyond the year 5000
_REGISTERED = ("iss", "sub", "jti", "nbf", "exp")


def issue_vc_jwt(record: AwardRecord, signer: Signer, *, status: Sequence[StatusEntry] = ()) -> str:
    """The badge of ``record`` secured as ``vc+jwt`` (VC-JOSE-COSE, 3.1)."""
    require_its_key(record, signer)
    header = {"typ": VC_JWT_TYPE, "cty": "vc", "kid": signer.key_id}
    return sign_compact(header, open_badge(record, status), signer)


def issue_badge_jwt(
    record: AwardRecord, signer: Signer, *, status: Sequence[StatusEntry] = (), embed_key: bool = False
) -> str:
    """The badge of ``record`` in the Open Badges VC-JWT profile; ``signer`` holds an RSA key.

    The header names the key (``kid``) or carries it (``jwk``, with ``embed_key``).
    """
    require_its_key(record, signer)
    if signer.public.kind is not RSA:
        raise ProofError("the Open Badges profile of VC-JWT is signed with RS256, by an RSA key")
    header: dict[str, Any] = {"jwk": public_jwk(signer.public)} if embed_key else {"kid": signer.key_id}
    badge = open_badge(record, status)
    return sign_compact({"typ": "JWT"} | header, badge | _registered(badge), signer)


def require_its_key(record: AwardRecord, signer: Signer) -> None:
    """ProofError when the signer's key is not the issuer's: nobody could verify the result."""
    controller = signer.key_id.partition("#")[0]
    if controller != record.issuer.did:
        raise ProofError(f"the key of {controller} cannot sign for {record.issuer.did}")


def _registered(credential: dict[str, Any]) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": int(read_moment(credential["validFrom"]).timestamp()),
    }
    if "validUntil" in credential:
        claims["exp"] = int(read_moment(credential["validUntil"]).timestamp())
    return claims


def media_type(header: dict[str, Any]) -> str | None:
    """What the header says the token is, in lower case and without ``application/`` (RFC 7515, 4.1.9); None: nothing."""
    if "typ" not in header:
        return None
    if not isinstance(header["typ"], str):
        raise DocumentError("typ of a token must be text")
    return header["typ"].lower().removeprefix("application/")


def credential_of(token: Token) -> dict[str, Any]:
    """The credential inside a JWT: the claims themselves, or the claim ``vc`` of the VC Data Model 1.1.

    DocumentError when a registered claim contradicts the member that it repeats, when the token says that it is
    something else, and when it mixes both forms (VC-JOSE-COSE, 3.1.1: a ``vc+jwt`` has no claim ``vc`` or ``vp``).
    """
    kind, inner = media_type(token.header), token.claims.get("vc")
    if kind not in (*_CREDENTIAL_TYPES, "jwt", None):
        raise DocumentError(f"a token of the type {kind[:40]!r} is no credential")
    if kind in _CREDENTIAL_TYPES and ("vc" in token.claims or "vp" in token.claims):
        raise DocumentError("the claims vc and vp must not stand in a vc+jwt")
    if isinstance(inner, dict):
        return _from_claims(inner, token.claims)
    return credential_of_claims(token.claims)


def credential_of_claims(claims: dict[str, Any]) -> dict[str, Any]:
    """The credential that claims are, without the registered ones; DocumentError when these contradict it."""
    registered = {name: claims[name] for name in _REGISTERED if name in claims}
    credential = {name: value for name, value in claims.items() if name not in (*_REGISTERED, "iat")}
    if "@context" in credential:
        _require_agreement(credential, registered)
    return credential


def breaks_badge_profile(header: dict[str, Any]) -> str:
    """What in this header departs from the Open Badges profile; empty when nothing does."""
    if header.get("alg") != "RS256":
        return f"alg is {str(header.get('alg'))[:40]!r}, not RS256"
    if header.get("typ", "JWT") != "JWT":
        return "typ is neither absent nor JWT"
    if ("kid" in header) == ("jwk" in header):
        return "either kid or jwk must name the key"
    extra = sorted(set(header) - _BADGE_HEADERS)
    return f"headers not allowed: {', '.join(extra)[:200]}" if extra else ""


def _from_claims(inner: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """VC Data Model 1.1, 6.3.1: registered claims stand for the members; what both say must agree."""
    credential = dict(inner)
    for claim, member in (("jti", "id"), ("iss", "issuer")):
        if claim in claims:
            credential.setdefault(member, claims[claim])
    for claim, member in (("nbf", "issuanceDate"), ("exp", "expirationDate")):
        if isinstance(claims.get(claim), int):
            credential.setdefault(member, moment_of(claims[claim]))
    subject = credential.get("credentialSubject")
    if "sub" in claims and isinstance(subject, dict):
        credential["credentialSubject"] = {"id": claims["sub"]} | subject
    _require_agreement(credential, {name: claims[name] for name in _REGISTERED if name in claims})
    return credential


def _require_agreement(credential: dict[str, Any], registered: dict[str, Any]) -> None:
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    said: dict[str, Any] = {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": credential.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
        "nbf": _seconds(credential.get("validFrom", credential.get("issuanceDate"))),
        "exp": _seconds(credential.get("validUntil", credential.get("expirationDate"))),
    }
    for name, value in registered.items():
        if said[name] is not None and said[name] != value:
            raise DocumentError(f"the claim {name} contradicts the credential")


def moment_of(seconds: Any) -> str:
    """The xsd:dateTime of a NumericDate (RFC 7519, 2); DocumentError when it is not one."""
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < _END_OF_DATES:
        raise DocumentError("a date of the token is not a number of seconds")
    return moment_text(datetime.fromtimestamp(int(seconds), UTC))


def _seconds(moment: Any) -> int | None:
    return None if moment is None else int(read_moment(moment).timestamp())
