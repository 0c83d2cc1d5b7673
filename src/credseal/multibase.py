"""Base58btc and base64url as multibase text (draft-multiformats-multibase: prefixes ``z`` and ``u``)."""

from __future__ import annotations

import base64
import binascii
import re

from credseal.errors import KeyFormatError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")
_MAX_BASE58 = 4_096  # the conversion is quadratic; keys and signatures are two orders shorter


def base58_encode(content: bytes) -> str:
    """Bitcoin base58; leading zero bytes become leading ones."""
    number = int.from_bytes(content, "big")
    parts = []
    while number:
        # Eight digits at a time, so that most divisions are of small numbers.
        number, eight = divmod(number, 58**8)
        high, low = divmod(eight, 58**4)
        parts.append(f"{_PAIRS[high // 3364]}{_PAIRS[high % 3364]}{_PAIRS[low // 3364]}{_PAIRS[low % 3364]}")
    parts.reverse()
    digits = "".join(parts).lstrip("1")
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "1" * zeros + digits


def base58_decode(text: str) -> bytes:
    """The bytes that ``base58_encode`` gave; KeyFormatError on a foreign character."""
    if len(text) > _MAX_BASE58:
        raise KeyFormatError("base58 text too long")
    number = 0
    for character in text:
        try:
            number = number * 58 + _VALUE[character]
        except KeyError:
            raise KeyFormatError(f"{character!r} is not a base58 character") from None
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url_encode(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """Strict base64url: padding, spaces and foreign characters are errors."""
    if not _BASE64URL.match(text) or len(text) % 4 == 1:
        raise KeyFormatError("not base64url without padding")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise KeyFormatError("not base64url") from error


def multibase_decode(text: object) -> bytes:
    """Multibase text with prefix ``z`` (base58btc) or ``u`` (base64url)."""
    if isinstance(text, str) and text[:1] == "z":
        return base58_decode(text[1:])
    if isinstance(text, str) and text[:1] == "u":
        return base64url_decode(text[1:])
    raise KeyFormatError("multibase text must begin with z or u")
