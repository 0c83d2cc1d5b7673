"""Keys in a hardware security module, by PKCS#11 v2.40: the module signs, the secret never leaves it.

python-pkcs11 is imported on first use alone, so that whoever keeps keys in files need not have it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credseal.errors import KeyFormatError, TokenError, WrongPassphrase
from credseal.keys.pairs import ED25519, P256, RSA, KeyKind, PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator

_Answer = TypeVar("_Answer")
_CURVES: Mapping[str, bytes] = {  # the object identifiers in DER (RFC 8410, RFC 5480)
    ED25519.name: bytes.fromhex("06032b6570"),
    P256.name: bytes.fromhex("06082a8648ce3d030107"),
}
_RSA_BITS = 3_072

_starting = threading.Lock()
_began: dict[str, int] = {}  # by which process each library was initialised


class Token:
    """One token of a PKCS#11 library, opened when it is first needed; several threads may share it.

    A session that the module gave up (unplugged, restarted, forked process) is opened anew once before TokenError.
    """

    def __init__(self, library: str, label: str, pin: str) -> None:
        self.library, self.label = library, label
        self._pin = pin
        self._lock = threading.RLock()
        self._session: Any = None
        self._found: dict[str, Any] = {}  # private keys by label, as long as the session lasts
        self._owner = 0

    def __repr__(self) -> str:
        return f"<Token {self.label} of {self.library}>"

    def best_kind(self) -> KeyKind:
        """Ed25519 where the token has it, else P-256 (whose suite is ``ecdsa-rdfc-2019``)."""
        return self.ask(lambda session: ED25519 if _has_ed25519(session) else P256)

    def make(self, name: str, kind: KeyKind) -> None:
        """A new pair under the label ``name``, which must be free; its secret can never be exported."""

        def made(session: Any) -> None:
            import pkcs11

            if list(session.get_objects({pkcs11.Attribute.LABEL: name})):
                raise TokenError(f"the token has a key {name!r} already")
            identity = sha256(name.encode()).digest()[:16]
            secret = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}
            options = {"store": True, "label": name, "id": identity, "private_template": secret}
            if kind is RSA:
                session.generate_keypair(pkcs11.KeyType.RSA, _RSA_BITS, **options)
                return
            edwards = kind is ED25519
            key_type = pkcs11.KeyType.EC_EDWARDS if edwards else pkcs11.KeyType.EC
            place = session.create_domain_parameters(
                key_type, {pkcs11.Attribute.EC_PARAMS: _CURVES[kind.name]}, local=True
            )
            place.generate_keypair(
                mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN if edwards else pkcs11.Mechanism.EC_KEY_PAIR_GEN,
                **options,
            )

        self.ask(made)

    def public(self, name: str) -> PublicKey:
        """The public half of the pair ``name``; TokenError when there is none."""
        return self.ask(lambda session: _public(_the(session, name, public=True)))

    def sign(self, name: str, kind: KeyKind, message: bytes) -> bytes:
        """The raw signature as ``Signer`` wants it: 64 bytes of Ed25519 or of r and s, or RSASSA-PKCS1-v1_5."""

        def signature(session: Any) -> bytes:
            import pkcs11

            key = self._found.get(name) or self._found.setdefault(name, _the(session, name, public=False))
            if kind is ED25519:
                return bytes(key.sign(message, mechanism=pkcs11.Mechanism.EDDSA))
            if kind is RSA:
                return bytes(key.sign(message, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            return bytes(key.sign(sha256(message).digest(), mechanism=pkcs11.Mechanism.ECDSA))

        return self.ask(signature)

    def ask(self, question: Callable[[Any], _Answer]) -> _Answer:
        """What ``question`` makes of an open session."""
        with self._lock:
            if self._session is not None and self._owner == os.getpid():
                try:
                    with _failures_named():
                        return question(self._session)
                except TokenError:
                    self._close()
            with _failures_named():
                return question(self._open())

    def _open(self) -> Any:
        try:
            import pkcs11
        except ImportError:
            raise TokenError("python-pkcs11 is not installed") from None
        module = pkcs11.lib(self.library)
        with _starting:
            if _began.setdefault(self.library, os.getpid()) != os.getpid():
                module.reinitialize()  # a child that was forked is another application to the module
                _began[self.library] = os.getpid()
        self._owner = os.getpid()
        self._found.clear()
        place = module.get_token(token_label=self.label)
        try:
            self._session = place.open(rw=True, user_pin=self._pin)
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            # Being logged in is a state of the whole process (PKCS#11 v2.40, 5.6): another Token of ours did it.
            self._session = place.open(rw=True)
        return self._session

    def _close(self) -> None:
        session, self._session = self._session, None
        try:
            session.close()
        except Exception:  # noqa: BLE001, S110  it is given up because it fails
            pass


class HardwareKey:
    """A signing key in a token. Implements Signer."""

    __slots__ = ("_name", "_token", "key_id", "public")

    def __init__(self, token: Token, name: str, key_id: str | None = None) -> None:
        self._token, self._name = token, name
        self.public = token.public(name)
        self.key_id = key_id or f"did:key:{self.public.multibase}#{self.public.multibase}"

    def sign(self, message: bytes) -> bytes:
        return self._token.sign(self._name, self.public.kind, message)

    def __repr__(self) -> str:
        return f"<HardwareKey {self.key_id}>"


@dataclass(frozen=True, slots=True)
class HardwareSeal:
    """A seal key (P-256) in a token, with its certificates. Implements SealSigner."""

    token: Token
    name: str
    certificate: bytes
    chain: tuple[bytes, ...]

    def sign(self, message: bytes) -> bytes:
        raw = self.token.sign(self.name, P256, message)
        return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


@contextmanager
def _failures_named() -> Iterator[None]:
    """Whatever the library raises, as one error of ours."""
    try:
        yield
    except (TokenError, KeyFormatError):
        raise
    except Exception as error:
        name = type(error).__name__
        if name in ("PinIncorrect", "PinInvalid", "PinLenRange", "PinLocked"):
            raise WrongPassphrase(f"the token refuses this PIN ({name})") from error
        if type(error).__module__.startswith("pkcs11") or isinstance(error, (OSError, RuntimeError)):
            raise TokenError(f"the token does not answer: {str(error) or name}") from error
        raise


def _has_ed25519(session: Any) -> bool:
    import pkcs11

    offered = set(session.token.slot.get_mechanisms())
    return {pkcs11.Mechanism.EDDSA, pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN} <= offered


def _the(session: Any, name: str, *, public: bool) -> Any:
    import pkcs11

    kind = pkcs11.ObjectClass.PUBLIC_KEY if public else pkcs11.ObjectClass.PRIVATE_KEY
    found = list(session.get_objects({pkcs11.Attribute.LABEL: name, pkcs11.Attribute.CLASS: kind}))
    if len(found) != 1:
        raise TokenError(f"the token has {len(found)} keys named {name!r}, one is needed")
    return found[0]


def _public(key: Any) -> PublicKey:
    import pkcs11

    if key.key_type == pkcs11.KeyType.RSA:
        modulus, exponent = (
            int.from_bytes(bytes(key[item]), "big")
            for item in (pkcs11.Attribute.MODULUS, pkcs11.Attribute.PUBLIC_EXPONENT)
        )
        loaded = rsa.RSAPublicNumbers(exponent, modulus).public_key()
        encoded = loaded.public_bytes(Encoding.DER, PublicFormat.PKCS1)
        return PublicKey.from_multibase(PublicKey(encoded, RSA).multibase)
    point = bytes(key[pkcs11.Attribute.EC_POINT])
    if key.key_type == pkcs11.KeyType.EC_EDWARDS:
        return PublicKey(_unwrapped(point, ED25519.public_length))
    try:
        loaded_point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _unwrapped(point, 65))
    except ValueError as error:
        raise KeyFormatError("keys in a token are Ed25519, P-256 or RSA") from error
    return PublicKey(loaded_point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint), P256)


def _unwrapped(point: bytes, length: int) -> bytes:
    """The point itself: the standard wraps it in an OCTET STRING, some modules do not."""
    bare = point[2:] if len(point) == length + 2 else point
    if len(bare) != length:
        raise KeyFormatError("the token's public key has an unexpected form")
    return bare
