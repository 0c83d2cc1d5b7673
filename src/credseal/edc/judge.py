"""What a JAdES seal proves: text unchanged, which certificate, since when, and whether the certificate is trusted.

Nothing is fetched: certificates come from the seal itself, roots from the caller. A critical header that is not
understood refuses the seal (RFC 7515, 4.1.11). ``adoTst`` is a time-stamp over the payload made before sealing, hence
inside the protected header and critical: the content existed at that time. ``etsiU`` holds what was added afterwards.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import new, sha256
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from credseal.edc.chains import chains_to, loaded_certificates
from credseal.errors import CredentialError, DocumentError, SealError
from credseal.jose.algorithms import accepts
from credseal.keys.certificates import certificate_dids
from credseal.multibase import base64url_decode, base64url_encode
from credseal.proof import read_moment
from credseal.strictjson import loads

_UNDERSTOOD = frozenset({"b64", "sigT", "iat", "adoTst", "x5t#S256"})
_ALGORITHMS = ("ES256", "RS256", "PS256")
_DIGESTS = ("sha256", "sha384", "sha512")
_MAX_STAMPS = 10
_MAX_SEALS = 10


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """One time-stamp: ``kind`` is ``adoTst`` (over the content) or ``sigTst`` (over the seal); ``matches`` tells
    whether it was made over this very seal. Its authority is not judged here."""

    kind: str
    moment: datetime
    matches: bool


@dataclass(frozen=True, slots=True)
class JadesSeal:
    """One seal. ``intact``: the certificate's key signed exactly this payload. ``trusted``: the certificate was valid
    at ``signed_at`` (claimed) and chains to one of the given roots."""

    signer: str
    dids: tuple[str, ...]
    signed_at: datetime
    intact: bool
    trusted: bool
    stamps: tuple[TimeStamp, ...]


@dataclass(frozen=True, slots=True)
class JadesJudgement:
    """The sealed text and its seals: one, or of a joint award one by each awarding body, which must all be intact."""

    payload: dict[str, Any]
    seals: tuple[JadesSeal, ...]

    @property
    def intact(self) -> bool:
        return all(seal.intact for seal in self.seals)

    @property
    def stamps(self) -> tuple[TimeStamp, ...]:
        return tuple(stamp for seal in self.seals for stamp in seal.stamps)

    def trusted_for(self, did: str) -> bool:
        """True when a trusted certificate that names this issuer sealed."""
        return any(seal.trusted and did in seal.dids for seal in self.seals)


def is_jades(document: Any) -> bool:
    """True for a JWS in JSON serialisation that carries its payload."""
    return isinstance(document, dict) and "payload" in document and bool({"signatures", "signature"} & set(document))


def judge_jades(document: Any, trust_roots: Iterable[bytes]) -> JadesJudgement:
    """Judge a sealed credential (parsed JSON). SealError or DocumentError when it has not the form of one."""
    payload, members = _parts(document)
    headers = [_protected(member) for member in members]
    if len({header.get("b64") is False for header in headers}) != 1:
        raise SealError("the seals differ in what they make of the payload")  # RFC 7797, 3
    text = payload if headers[0].get("b64") is False else _decoded(payload, "payload").decode("utf-8", "strict")
    credential = loads(text)
    if not isinstance(credential, dict):
        raise DocumentError("the sealed text is no JSON object")
    roots = tuple(trust_roots)
    seals = [_seal(payload, member, header, roots) for member, header in zip(members, headers, strict=True)]
    if len({seal.signer for seal in seals}) != len(seals):
        raise SealError("two seals are by the same signer")
    return JadesJudgement(credential, tuple(seals))


def _seal(payload: str, member: dict[str, Any], header: dict[str, Any], roots: tuple[bytes, ...]) -> JadesSeal:
    chain = _chain(header)
    signed_at = _signed_at(header)
    signed = f"{member['protected']}.{payload}".encode()
    stamps = tuple(_stamps(header, member, payload))
    intact = accepts(header["alg"], chain[0].public_key(), _decoded(member["signature"], "signature"), signed)
    return JadesSeal(
        signer=chain[0].subject.rfc4514_string(),
        dids=certificate_dids(chain[0].public_bytes(Encoding.DER)),
        signed_at=signed_at,
        intact=intact and all(stamp.matches for stamp in stamps),
        trusted=chains_to(chain, roots, signed_at),
        stamps=stamps,
    )


def _parts(document: Any) -> tuple[str, list[dict[str, Any]]]:
    if not is_jades(document):
        raise DocumentError("not a JWS in JSON serialisation")
    members = document.get("signatures", [document])
    if not isinstance(members, list) or not 1 <= len(members) <= _MAX_SEALS:
        raise SealError(f"a European Digital Credential bears one seal, of a joint award up to {_MAX_SEALS}")
    names = ("protected", "signature")
    for member in members:
        if not isinstance(member, dict) or not all(isinstance(member.get(name), str) for name in names):
            raise SealError("a seal lacks its header or its value")
    if not isinstance(document["payload"], str):
        raise SealError("the payload must be text")
    return document["payload"], members


def _protected(member: dict[str, Any]) -> dict[str, Any]:
    header = loads(_decoded(member["protected"], "protected"))
    if not isinstance(header, dict):
        raise SealError("the protected header is no object")
    if set(header) & set(member.get("header") or ()):
        raise SealError("a header stands both inside and outside the protection")
    critical = header.get("crit", [])
    if not isinstance(critical, list) or not all(isinstance(name, str) and name in header for name in critical):
        raise SealError("the list of critical headers is malformed")
    unknown = set(critical) - _UNDERSTOOD
    if unknown:
        raise SealError(f"critical headers that are not understood: {', '.join(sorted(unknown))[:200]}")
    if header.get("b64") is False and "b64" not in critical:
        raise SealError("an unencoded payload must be declared critical")
    if header.get("alg") not in _ALGORITHMS:
        raise SealError(f"seals with the algorithm {str(header.get('alg'))[:40]!r} are not supported")
    return header


def _chain(header: dict[str, Any]) -> list[x509.Certificate]:
    given = header.get("x5c")
    if not isinstance(given, list) or not given or not all(isinstance(item, str) for item in given):
        raise SealError("the seal carries no certificate")
    try:
        contents = [base64.b64decode(item, validate=True) for item in given]
    except (binascii.Error, ValueError) as error:
        raise SealError("a certificate of the seal cannot be read") from error
    if "x5t#S256" in header and header["x5t#S256"] != base64url_encode(sha256(contents[0]).digest()):
        raise SealError("the certificate is not the one that the header names")
    return loaded_certificates(contents)


def _signed_at(header: dict[str, Any]) -> datetime:
    claimed = header.get("iat")
    if isinstance(claimed, int) and not isinstance(claimed, bool) and 0 <= claimed < 2**35:
        return datetime.fromtimestamp(claimed, UTC)
    return read_moment(header.get("sigT"))


def _stamps(header: dict[str, Any], member: dict[str, Any], payload: str) -> Iterable[TimeStamp]:
    if "adoTst" in header:
        # With an unencoded payload the imprint is that of its bytes (clause 5.2.6).
        yield from _read_stamps("adoTst", header["adoTst"], payload.encode())
    unsigned = member.get("header") or {}
    parts = unsigned.get("etsiU", []) if isinstance(unsigned, dict) else []
    if not isinstance(parts, list):
        raise SealError("etsiU must be a list")
    for part in parts[:_MAX_STAMPS]:
        content = loads(_decoded(part, "etsiU")) if isinstance(part, str) else part
        if isinstance(content, dict) and "sigTst" in content:
            yield from _read_stamps("sigTst", content["sigTst"], member["signature"].encode())


def _read_stamps(kind: str, container: Any, stamped: bytes) -> Iterable[TimeStamp]:
    try:
        tokens = [base64.b64decode(item["val"], validate=True) for item in container["tstTokens"]]
        for token in tokens[:_MAX_STAMPS]:
            content = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
            if not isinstance(content, tsp.TSTInfo):
                raise SealError("a time-stamp holds something else")
            imprint = content["message_imprint"]
            name = imprint["hash_algorithm"]["algorithm"].native
            matches = name in _DIGESTS and imprint["hashed_message"].native == new(name, stamped).digest()
            yield TimeStamp(kind, content["gen_time"].native, matches)
    except CredentialError:
        raise
    except Exception as error:  # noqa: BLE001  hostile ASN.1 makes the parser fail in any way at all
        raise SealError(f"a time-stamp cannot be read: {type(error).__name__}") from error


def _decoded(text: Any, name: str) -> bytes:
    if not isinstance(text, str):
        raise SealError(f"{name} must be text")
    return base64url_decode(text)
