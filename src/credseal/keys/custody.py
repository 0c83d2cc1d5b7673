"""Private keys at rest: AES-256-GCM under a key derived from a secret with scrypt (RFC 7914)."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from credseal.errors import CredentialError, KeyFormatError, WrongPassphrase
from credseal.multibase import base64url_decode, base64url_encode
from credseal.strictjson import loads

_FORMAT = "credseal-sealed-key/1"
_DEFAULT_COST = 2**15  # 32 MB and about 0.1 s: dear for a thief, bearable at the start of a worker
_MAX_COST = 2**20


def seal_private_key(secret: bytes, passphrase: str | bytes, *, label: str = "", cost: int = _DEFAULT_COST) -> bytes:
    """Encrypt ``secret`` (an Ed25519 seed, a PKCS#8 key: any bytes) for storage.

    Returns a small JSON text. ``label`` is kept in clear and authenticated: a sealed key cannot pass for another
    issuer's. ``cost`` is scrypt's N, a power of two.
    """
    salt, nonce = os.urandom(16), os.urandom(12)
    header = {"format": _FORMAT, "label": label, "n": cost, "salt": base64url_encode(salt)}
    box = AESGCM(_derive(passphrase, salt, cost)).encrypt(nonce, secret, _header_bytes(header))
    sealed = header | {"nonce": base64url_encode(nonce), "box": base64url_encode(box)}
    return json.dumps(sealed, sort_keys=True).encode()


def open_private_key(sealed: bytes, passphrase: str | bytes, *, label: str | None = None) -> bytes:
    """The secret bytes again. WrongPassphrase when the secret is wrong or a byte was altered; KeyFormatError otherwise.

    When ``label`` is given it must be the one under which the key was sealed.
    """
    try:
        document: dict[str, Any] = loads(sealed)
        header = {name: document[name] for name in ("format", "label", "n", "salt")}
        salt, nonce, box = (base64url_decode(document[name]) for name in ("salt", "nonce", "box"))
        cost = int(header["n"])
    except (CredentialError, KeyError, TypeError, ValueError) as error:
        raise KeyFormatError("not a sealed private key") from error
    if header["format"] != _FORMAT or cost > _MAX_COST or cost < 2 or cost & (cost - 1) or len(nonce) != 12:
        raise KeyFormatError("a sealed private key of an unknown format")
    if label is not None and header["label"] != label:
        raise KeyFormatError(f"this sealed key belongs to {header['label']!r}, not to {label!r}")
    try:
        return AESGCM(_derive(passphrase, salt, cost)).decrypt(nonce, box, _header_bytes(header))
    except InvalidTag:
        raise WrongPassphrase("the secret does not open this key, or the sealed key was altered") from None


def _derive(passphrase: str | bytes, salt: bytes, cost: int) -> bytes:
    secret = passphrase.encode() if isinstance(passphrase, str) else passphrase
    if not secret:
        raise KeyFormatError("an empty secret protects nothing")
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(secret)


def _header_bytes(header: dict[str, Any]) -> bytes:
    return json.dumps(header, sort_keys=True).encode()
