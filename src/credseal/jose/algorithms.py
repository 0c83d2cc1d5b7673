"""The signature algorithms of JOSE that credseal reads (RFC 7518, RFC 8037, RFC 9864)."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from credseal.keys.pairs import MAX_RSA_BITS, MIN_RSA_BITS

_RSA_BITS = range(MIN_RSA_BITS, MAX_RSA_BITS + 1)
_P256_BYTES = 32
_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)


def accepts(algorithm: str, key: Any, signature: bytes, message: bytes) -> bool:
    """True when ``key`` (of ``cryptography``) made ``signature`` over ``message`` with this JOSE algorithm.

    False as well for an algorithm that is not of the key's kind: the header never chooses how a key is used.
    """
    try:
        match algorithm, key:
            case "Ed25519" | "EdDSA", ed25519.Ed25519PublicKey():
                key.verify(signature, message)
            case "ES256", ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
                key.verify(_der(signature), message, ec.ECDSA(hashes.SHA256()))
            case "RS256", rsa.RSAPublicKey() if key.key_size in _RSA_BITS:
                key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            case "PS256", rsa.RSAPublicKey() if key.key_size in _RSA_BITS:
                key.verify(signature, message, _PSS, hashes.SHA256())
            case _:
                return False
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _der(signature: bytes) -> bytes:
    if len(signature) != 2 * _P256_BYTES:
        raise InvalidSignature
    r, s = signature[:_P256_BYTES], signature[_P256_BYTES:]
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
