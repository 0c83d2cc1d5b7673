"""SD-JWT VC (``dc+sd-jwt``): a record as claims of which the learner shows what they choose.

The claims are the record's own fields; identity, competencies and what describes the person's assessment are
disclosed one by one. Issuer, type, title, dates and status always show.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credseal.errors import CredentialError, DocumentError
from credseal.jose.compact import Token, read_compact, sign_compact
from credseal.jose.disclosures import Hideable, conceal, digest, reveal
from credseal.jose.tokens import moment_of, require_its_key
from credseal.keys.jwk import public_jwk, read_jwk
from credseal.keys.pairs import PublicKey, Signer
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

SD_JWT_TYPES = ("dc+sd-jwt", "vc+sd-jwt")  # the second is the first one's name before 2025
VCT = "urn:credseal:micro-credential:1"
_ALWAYS_SHOWN = frozenset(
    {"number", "url", "title", "description", "achievement_id", "bodies", "framework_version", "language", "supersedes"}
)
_REGISTERED = frozenset({"credential_id", "issued_at", "expires_at"})
_NEVER_HIDDEN = ("iss", "vct", "nbf", "exp", "cnf", "status", "credentialStatus")
_IDENTITY = {"given_names": "given_name", "family_name": "family_name", "birth_date": "birthdate"}


@dataclass(frozen=True, slots=True)
class SdJwt:
    """An SD-JWT taken apart: the token, the claims as disclosed, and whether the holder proved their key.

    ``holder_bound``: None without key-binding JWT, else whether it matches the disclosures and the key in ``cnf``.
    """

    token: Token
    claims: dict[str, Any]
    holder_bound: bool | None


def issue_sd_jwt(
    record: AwardRecord,
    signer: Signer,
    *,
    status: Sequence[StatusEntry] = (),
    holder: PublicKey | None = None,
    vct: str = VCT,
) -> str:
    """The whole SD-JWT with all disclosures, as handed to the learner's wallet (it ends with ``~``).

    ``holder`` binds it to the wallet's key (``cnf``).
    """
    require_its_key(record, signer)
    claims: dict[str, Any] = {
        "iss": record.issuer.did,
        "jti": record.credential_id,
        "vct": vct,
        "iat": _seconds(record.issued_at),
        "nbf": _seconds(record.issued_at),
        **_claims(record),
    }
    if record.expires_at is not None:
        claims["exp"] = _seconds(record.expires_at)
    if status:
        claims["credentialStatus"] = status[0].to_json()
    if holder is not None:
        claims["cnf"] = {"jwk": public_jwk(holder)}
    concealed, disclosures = conceal(claims)
    token = sign_compact({"typ": "dc+sd-jwt", "kid": signer.key_id}, concealed, signer)
    return "~".join([token, *disclosures, ""])


def read_sd_jwt(text: str) -> SdJwt:
    """Take an SD-JWT apart, with the disclosures that it shows. DocumentError when anything in it is out of place."""
    if "~" not in text:
        raise DocumentError("an SD-JWT ends with a tilde, or with the proof of the holder's key")
    signed, *disclosures, binding = text.split("~")
    token = read_compact(signed)
    if token.header.get("typ") not in SD_JWT_TYPES:
        raise DocumentError("not an SD-JWT VC")
    claims = reveal(token.claims, disclosures)
    if any(name in claims and name not in token.claims for name in _NEVER_HIDDEN):
        raise DocumentError("a claim that must always show was made disclosable")
    bound = _is_bound(binding, text.removesuffix(binding), claims) if binding else None
    return SdJwt(token, claims, bound)


def credential_of_sd_jwt(claims: dict[str, Any]) -> dict[str, Any]:
    """The members by which standing is judged, under the names of the VC Data Model."""
    named = {"jti": "id", "iss": "issuer", "credentialStatus": "credentialStatus"}
    credential = {member: claims[claim] for claim, member in named.items() if claim in claims}
    for claim, member in (("nbf", "validFrom"), ("exp", "validUntil")):
        if claim in claims:
            credential[member] = moment_of(claims[claim])
    return credential


def _claims(record: AwardRecord) -> dict[str, Any]:
    plain = json.loads(record.to_json())
    learner = plain.pop("learner")
    claims: dict[str, Any] = {"sub": Hideable(learner["subject_id"])}
    claims |= {claim: Hideable(learner[field]) for field, claim in _IDENTITY.items() if field in learner}
    if "birth_place" in learner:
        claims["place_of_birth"] = Hideable({"locality": learner["birth_place"]})
    for name, value in plain.items():
        if name == "competencies":
            claims[name] = [Hideable(item) for item in value]
        elif name not in _REGISTERED:
            claims[name] = value if name in _ALWAYS_SHOWN else Hideable(value)
    return claims


def _is_bound(binding: str, presented: str, claims: dict[str, Any]) -> bool:
    """The key-binding JWT (RFC 9901, 4.3) is by the key in ``cnf`` and over exactly these disclosures."""
    try:
        token = read_compact(binding)
        confirmation = claims.get("cnf")
        key = read_jwk(confirmation.get("jwk") if isinstance(confirmation, dict) else None)
    except CredentialError:
        return False
    over_this = token.header.get("typ") == "kb+jwt" and token.claims.get("sd_hash") == digest(presented)
    return over_this and token.is_signed_by(key)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
