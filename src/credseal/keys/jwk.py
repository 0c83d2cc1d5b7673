"""Public keys as JSON Web Keys (RFC 7517, RFC 8037)."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from credseal.errors import KeyFormatError
from credseal.keys.pairs import ED25519, P256, P384, RSA, KeyKind, PublicKey
from credseal.multibase import base64url_decode, base64url_encode

_CURVES: dict[str, tuple[KeyKind, ec.EllipticCurve]] = {
    "P-256": (P256, ec.SECP256R1()),
    "P-384": (P384, ec.SECP384R1()),
}
ALGORITHMS = {ED25519.name: "Ed25519", P256.name: "ES256", P384.name: "ES384", RSA.name: "RS256"}
"""The JOSE algorithm of each kind of key. ``Ed25519`` and not ``EdDSA``, which RFC 9864 deprecates."""


def public_jwk(public: PublicKey) -> dict[str, str]:
    """The members that RFC 7638 counts, and nothing else."""
    if public.kind is ED25519:
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(public.raw)}
    if public.kind is RSA:
        numbers = _rsa(public).public_numbers()
        return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    _, curve = _CURVES[public.kind.name]
    point = ec.EllipticCurvePublicKey.from_encoded_point(curve, public.raw).public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    half = (len(point) - 1) // 2
    x, y = point[1 : half + 1], point[half + 1 :]
    return {"kty": "EC", "crv": public.kind.name, "x": base64url_encode(x), "y": base64url_encode(y)}


def read_jwk(document: Any) -> PublicKey:
    """The key in a public JWK. KeyFormatError for other kinds, malformed ones, and private keys given away."""
    if not isinstance(document, dict) or "d" in document:
        raise KeyFormatError("not a public JWK")
    try:
        match document:
            case {"kty": "OKP", "crv": "Ed25519", "x": str(x)}:
                return PublicKey.from_multibase(PublicKey(base64url_decode(x), ED25519).multibase)
            case {"kty": "EC", "crv": "P-256" | "P-384" as name, "x": str(x), "y": str(y)}:
                kind, curve = _CURVES[name]
                uncompressed = b"\4" + base64url_decode(x) + base64url_decode(y)
                point = ec.EllipticCurvePublicKey.from_encoded_point(curve, uncompressed)
                return PublicKey(point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint), kind)
            case {"kty": "RSA", "n": str(n), "e": str(e)}:
                numbers = rsa.RSAPublicNumbers(*(int.from_bytes(base64url_decode(part), "big") for part in (e, n)))
                encoded = numbers.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
                return PublicKey.from_multibase(PublicKey(encoded, RSA).multibase)
    except ValueError as error:
        raise KeyFormatError("a JWK is malformed") from error
    raise KeyFormatError("JWKs of this kind are not supported")


def _rsa(public: PublicKey) -> rsa.RSAPublicKey:
    key = load_der_public_key(public.raw)
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyFormatError("not an RSA public key")
    return key


def _number(value: int) -> str:
    return base64url_encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
