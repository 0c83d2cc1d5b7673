"""Signing and verifying keys, and their Multikey text (W3C Controlled Identifiers 1.0, section Multikey)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from credseal.errors import KeyFormatError
from credseal.multibase import base58_encode, multibase_decode

ED25519_PUBLIC = b"\xed\x01"
ED25519_SECRET = b"\x80\x26"


class Signer(Protocol):
    """Whoever can sign for an issuer: a key in memory, an encrypted file, a hardware module.

    ``key_id`` is the verification method (a DID URL with fragment) that verifiers will look up.
    """

    @property
    def key_id(self) -> str: ...

    def sign(self, message: bytes) -> bytes:
        """The raw 64-byte Ed25519 signature of ``message``."""
        ...


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public Ed25519 key: 32 raw bytes and its Multikey text."""

    raw: bytes

    @classmethod
    def from_multibase(cls, text: object) -> PublicKey:
        """Read ``z6Mk…``; KeyFormatError for any other kind of key."""
        content = multibase_decode(text)
        if content[:2] != ED25519_PUBLIC or len(content) != 34:
            raise KeyFormatError("not an Ed25519 public Multikey (z6Mk…)")
        return cls(content[2:])

    @property
    def multibase(self) -> str:
        return "z" + base58_encode(ED25519_PUBLIC + self.raw)

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """True when ``signature`` is this key's signature of ``message``."""
        try:
            _loaded(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=512)
def _loaded(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


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
