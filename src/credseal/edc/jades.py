"""JAdES baseline seals (ETSI TS 119 182-1) as European Digital Credentials bear them.

JWS in general JSON serialisation with one signature, the payload unencoded (RFC 7797, ``b64: false``): what is signed
is the very text of the credential. B-B by default; B-T when a time-stamp authority is given.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from credseal.edc.build import european_credential
from credseal.errors import ProofError, SealError
from credseal.keys.certificates import SealSigner, certificate_dids
from credseal.log.timestamp import TimeStampAuthority
from credseal.multibase import base64url_encode
from credseal.proof import moment_text
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

_P256_BYTES = 32


def issue_european_credential(
    record: AwardRecord,
    signer: SealSigner,
    picture: bytes,
    *,
    sealed_at: datetime,
    status: Sequence[StatusEntry] = (),
    time_stamps: TimeStampAuthority | None = None,
    partners: Sequence[SealSigner] = (),
) -> bytes:
    """The sealed European Digital Credential, ready to be stored and served as ``application/jose+json``.

    Of a joint award, ``partners`` are the seals of the other awarding bodies: each signs the same text. Raises
    ProofError when a seal certificate names others than the bodies it seals for: nobody could trust the result.
    """
    _require(signer, {record.issuer.did})
    for partner in partners:
        _require(partner, {body.did for body in record.bodies[1:]})
    credential = european_credential(record, picture, issued=sealed_at, status=status)
    return seal_jades(credential, signer, sealed_at=sealed_at, time_stamps=time_stamps, partners=partners)


def _require(signer: SealSigner, bodies: set[str]) -> None:
    dids = certificate_dids(signer.certificate)
    if dids and not bodies.intersection(dids):
        raise ProofError(f"the seal of {', '.join(dids)} cannot seal for {', '.join(sorted(bodies)) or 'nobody'}")


def seal_jades(
    document: dict[str, Any], signer: SealSigner, *, sealed_at: datetime,
    time_stamps: TimeStampAuthority | None = None, partners: Sequence[SealSigner] = (),
) -> bytes:  # fmt: skip
    """The JSON text of ``document`` under a JAdES B-B seal (B-T with ``time_stamps``); ``sealed_at`` is aware.

    Parallel seals by ``partners`` stand beside the first one, over the same text (RFC 7515, 7.2.1).
    """
    payload = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    members = [_member(payload, sealer, sealed_at, time_stamps) for sealer in (signer, *partners)]
    return json.dumps({"payload": payload, "signatures": members}, ensure_ascii=False).encode()


def _member(
    payload: str, signer: SealSigner, sealed_at: datetime, time_stamps: TimeStampAuthority | None
) -> dict[str, Any]:
    protected = base64url_encode(json.dumps(_header(signer, sealed_at), separators=(",", ":")).encode())
    signature = base64url_encode(_raw(signer.sign(f"{protected}.{payload}".encode())))
    member: dict[str, Any] = {"protected": protected, "signature": signature}
    if time_stamps is not None:
        # The imprint is that of the base64url text of the signature value (clause 5.3.4).
        token = time_stamps.stamp(sha256(signature.encode("ascii")).digest())
        stamp = {"sigTst": {"tstTokens": [{"val": base64.b64encode(token).decode("ascii")}]}}
        member["header"] = {"etsiU": [base64url_encode(json.dumps(stamp, separators=(",", ":")).encode())]}
    return member


def _header(signer: SealSigner, sealed_at: datetime) -> dict[str, Any]:
    key_id, thumbprint, chain = _certificates(signer.certificate, tuple(signer.chain))
    return {
        "alg": "ES256",
        "cty": "octet-stream",
        "kid": key_id,
        "x5t#S256": thumbprint,
        "x5c": list(chain),
        "typ": "jose+json",
        "b64": False,
        "sigT": moment_text(sealed_at),
        "crit": ["b64", "sigT"],
    }


@lru_cache(maxsize=64)
def _certificates(certificate: bytes, chain: tuple[bytes, ...]) -> tuple[str, str, tuple[str, ...]]:
    """``kid``, ``x5t#S256`` and ``x5c``: the same for all that one issuer seals."""
    contents = [_der(item) for item in (certificate, *chain)]
    key_id = base64.b64encode(_issuer_serial(contents[0])).decode("ascii")
    thumbprint = base64url_encode(sha256(contents[0]).digest())
    return key_id, thumbprint, tuple(base64.b64encode(item).decode("ascii") for item in contents)


def _issuer_serial(certificate: bytes) -> bytes:
    """The IssuerSerial that JAdES wants as ``kid`` (clause 5.1.4)."""
    loaded = asn1_x509.Certificate.load(certificate)
    issuer = [asn1_x509.GeneralName("directory_name", loaded.issuer)]
    return bytes(cms.IssuerSerial({"issuer": issuer, "serial": loaded.serial_number}).dump())


def _der(certificate: bytes) -> bytes:
    try:
        return x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)
    except ValueError as error:
        raise SealError("the seal certificate cannot be read") from error


def _raw(der: bytes) -> bytes:
    """JWS writes an ECDSA signature as r and s of fixed length (RFC 7518, 3.4)."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")
