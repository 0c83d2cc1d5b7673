"""RSA keys (RS256), which the Open Badges profile of VC-JWT wants. Nothing else in credseal signs with RSA."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from credseal.errors import KeyFormatError
from credseal.keys.pairs import RSA, PublicKey


class RsaKey:
    """A private RSA key in memory. Implements Signer: ``sign`` is RSASSA-PKCS1-v1_5 with SHA-256 (RS256)."""

    __slots__ = ("_private", "key_id", "public")

    def __init__(self, pkcs8: bytes, key_id: str | None = None) -> None:
        try:
            private = load_der_private_key(pkcs8, password=None)
        except (ValueError, TypeError) as error:
            raise KeyFormatError("not a PKCS#8 private key") from error
        if not isinstance(private, rsa.RSAPrivateKey):
            raise KeyFormatError("not an RSA private key")
        self._private = private
        encoded = private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
        # Read back from its Multikey, so that a key too short is refused here too.
        self.public = PublicKey.from_multibase(PublicKey(encoded, RSA).multibase)
        self.key_id = key_id or f"did:key:{self.public.multibase}#{self.public.multibase}"

    @classmethod
    def generate(cls, key_id: str | None = None, *, bits: int = 3_072) -> RsaKey:
        """A new key; without ``key_id`` it is named by did:key."""
        private = rsa.generate_private_key(public_exponent=65_537, key_size=bits)
        return cls(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), key_id)

    @property
    def private_pkcs8(self) -> bytes:
        """The secret key (DER), for custody alone."""
        return self._private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def __repr__(self) -> str:
        return f"<RsaKey {self.key_id}>"
