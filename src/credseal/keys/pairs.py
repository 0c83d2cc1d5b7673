"""Signing and verifying keys, and their Multikey text (W3C Controlled Identifiers 1.0, section Multikey)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from credseal.errors import KeyFormatError
from credseal.multibase import base58_encode, multibase_decode

ED25519_PUBLIC = b"\xed\x01"
ED25519_SECRET = b"\x80\x26"


@dataclass(frozen=True, slots=True)
class KeyKind:
    """An algorithm: its multicodec prefixes, the bytes of a raw public key, secret and signature, and its digest."""

    name: str
    public_prefix: bytes
    secret_prefix: bytes
    public_length: int
    secret_length: int
    signature_length: int
    digest: str


ED25519 = KeyKind("Ed25519", ED25519_PUBLIC, ED25519_SECRET, 32, 32, 64, "sha256")
P256 = KeyKind("P-256", b"\x80\x24", b"\x86\x26", 33, 32, 64, "sha256")
P384 = KeyKind("P-384", b"\x81\x24", b"\x87\x26", 49, 48, 96, "sha384")
KINDS = (ED25519, P256, P384)
RSA = KeyKind("RSA", b"\x85\x24", b"", 0, 0, 0, "sha256")  # for JWTs alone: no Data Integrity suite uses it
MIN_RSA_BITS, MAX_RSA_BITS = 2_048, 8_192
_CURVES: Mapping[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}


class Signer(Protocol):
    """Whoever can sign for an issuer: a key in memory, an encrypted file, a hardware module.

    ``key_id`` is the verification method (a DID URL with fragment) that verifiers will look up, ``public`` the key
    that they will find there.
    """

    @property
    def key_id(self) -> str: ...

    @property
    def public(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """The raw signature of ``message``: 64 bytes by Ed25519; r and s side by side by ECDSA."""
        ...


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: raw bytes (of ECDSA: the compressed point; of RSA: PKCS#1), their kind, and its Multikey text."""

    raw: bytes
    kind: KeyKind = ED25519

    @classmethod
    def from_multibase(cls, text: object) -> PublicKey:
        """Read ``z6Mk…`` (Ed25519), ``zDna…`` (P-256), ``z82…`` (P-384) or ``z4MX…`` (RSA); KeyFormatError otherwise."""
        content = multibase_decode(text)
        for kind in KINDS:
            if content[:2] == kind.public_prefix and len(content) == kind.public_length + 2:
                key = cls(content[2:], kind)
                if kind is not ED25519:
                    _loaded_point(key.raw, kind.name)  # a point beside the curve is no key
                return key
        if content[:2] == RSA.public_prefix:
            _loaded_rsa(content[2:])
            return cls(content[2:], RSA)
        raise KeyFormatError("not a public Multikey of Ed25519, P-256, P-384 or RSA")

    @property
    def multibase(self) -> str:
        return "z" + base58_encode(self.kind.public_prefix + self.raw)

    def point(self) -> ec.EllipticCurvePublicKey:
        """The key as ``cryptography`` takes it; KeyFormatError for a key of another kind than ECDSA."""
        if self.kind not in (P256, P384):
            raise KeyFormatError("not an ECDSA key")
        return _loaded_point(self.raw, self.kind.name)

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """True when ``signature`` is this key's signature of ``message``."""
        if self.kind is not RSA and len(signature) != self.kind.signature_length:
            return False
        try:
            if self.kind is ED25519:
                _loaded(self.raw).verify(signature, message)
            elif self.kind is RSA:
                _loaded_rsa(self.raw).verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            else:
                point = _loaded_point(self.raw, self.kind.name)
                point.verify(_der(signature), message, ec.ECDSA(_digest(self.kind)))
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=512)
def _loaded(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=512)
def _loaded_point(raw: bytes, curve: str) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve], raw)
    except ValueError as error:
        raise KeyFormatError(f"not a point of {curve}") from error


@lru_cache(maxsize=512)
def _loaded_rsa(raw: bytes) -> rsa.RSAPublicKey:
    try:
        key = load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFormatError("not an RSA public key") from error
    if not isinstance(key, rsa.RSAPublicKey) or not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
        raise KeyFormatError(f"an RSA key has {MIN_RSA_BITS} to {MAX_RSA_BITS} bits")
    return key


def _digest(kind: KeyKind) -> hashes.HashAlgorithm:
    return hashes.SHA384() if kind is P384 else hashes.SHA256()


def _der(signature: bytes) -> bytes:
    half = len(signature) // 2
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


def raw_ecdsa(der: bytes, kind: KeyKind) -> bytes:
    """The raw form (r and s side by side) of a DER signature, as hardware modules and libraries give them."""
    half = kind.signature_length // 2
    return b"".join(part.to_bytes(half, "big") for part in decode_dss_signature(der))


class Ed25519Key:
    """A private Ed25519 key in memory. Implements Signer; never shows its secret in ``repr``."""

    __slots__ = ("_private", "_seed", "key_id", "public")

    def __init__(self, seed: bytes, key_id: str | None = None) -> None:
        if len(seed) != 32:
            raise KeyFormatError("an Ed25519 seed has 32 bytes")
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._private.public_key().public_bytes_raw())
        self.key_id = key_id or f"did:key:{self.public.multibase}#{self.public.multibase}"

    @classmethod
    def generate(cls, key_id: str | None = None) -> Ed25519Key:
        """A new key from the operating system's randomness; without ``key_id`` it is named by did:key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), key_id)

    @classmethod
    def from_multibase(cls, text: str, key_id: str | None = None) -> Ed25519Key:
        """Read a secret Multikey ``z3u2…``."""
        content = multibase_decode(text)
        if content[:2] != ED25519_SECRET or len(content) != 34:
            raise KeyFormatError("not an Ed25519 secret Multikey (z3u2…)")
        return cls(content[2:], key_id)

    @property
    def secret_seed(self) -> bytes:
        """The 32 secret bytes, for custody alone."""
        return self._seed

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"<Ed25519Key {self.key_id}>"


class EcdsaKey:
    """A private P-256 or P-384 key in memory, for issuers whose hardware has no Ed25519. Implements Signer."""

    __slots__ = ("_private", "_secret", "key_id", "public")

    def __init__(self, secret: bytes, key_id: str | None = None, kind: KeyKind = P256) -> None:
        if len(secret) != kind.secret_length:
            raise KeyFormatError(f"a {kind.name} secret has {kind.secret_length} bytes")
        try:
            self._private = ec.derive_private_key(int.from_bytes(secret, "big"), _CURVES[kind.name])
        except (ValueError, KeyError) as error:
            raise KeyFormatError(f"not a {kind.name} secret") from error
        self._secret = secret
        self.public = PublicKey(
            self._private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint), kind
        )
        self.key_id = key_id or f"did:key:{self.public.multibase}#{self.public.multibase}"

    @classmethod
    def generate(cls, key_id: str | None = None, kind: KeyKind = P256) -> EcdsaKey:
        """A new key from the operating system's randomness; without ``key_id`` it is named by did:key."""
        number = ec.generate_private_key(_CURVES[kind.name]).private_numbers().private_value
        return cls(number.to_bytes(kind.secret_length, "big"), key_id, kind)

    @property
    def secret_seed(self) -> bytes:
        """The secret number as bytes, for custody alone."""
        return self._secret

    def sign(self, message: bytes) -> bytes:
        return raw_ecdsa(self._private.sign(message, ec.ECDSA(_digest(self.public.kind))), self.public.kind)

    def __repr__(self) -> str:
        return f"<EcdsaKey {self.key_id}>"
