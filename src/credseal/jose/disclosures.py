"""Selective disclosure of JWT claims (RFC 9901): claims become salted digests, the holder shows what they choose."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from credseal.errors import DocumentError
from credseal.multibase import base64url_decode, base64url_encode
from credseal.strictjson import loads

DIGESTS, DIGEST_NAME, ELEMENT = "_sd", "_sd_alg", "..."
_SALT_BYTES = 16
_MAX_DISCLOSURES = 500
_RESERVED = (DIGESTS, ELEMENT)


@dataclass(frozen=True, slots=True)
class Hideable:
    """Marks a member or an element that the holder may keep to themselves."""

    value: Any


def conceal(claims: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The claims with a digest for each Hideable part, and the disclosures, in no telling order."""
    disclosures: list[str] = []
    concealed = _concealed(claims, disclosures)
    if disclosures:
        concealed[DIGEST_NAME] = "sha-256"
    return concealed, sorted(disclosures)


def _concealed(value: Any, disclosures: list[str]) -> Any:
    if isinstance(value, list):
        return [
            {ELEMENT: _digest_of([_concealed(item.value, disclosures)], disclosures)}
            if isinstance(item, Hideable)
            else _concealed(item, disclosures)
            for item in value
        ]
    if not isinstance(value, dict):
        return value
    if any(name in value for name in _RESERVED):
        raise DocumentError("a claim bears a name that selective disclosure reserves")
    shown = {name: _concealed(item, disclosures) for name, item in value.items() if not isinstance(item, Hideable)}
    digests = [
        _digest_of([name, _concealed(item.value, disclosures)], disclosures)
        for name, item in value.items()
        if isinstance(item, Hideable)
    ]
    return shown | {DIGESTS: sorted(digests)} if digests else shown


def _digest_of(content: list[Any], disclosures: list[str]) -> str:
    salt = base64url_encode(secrets.token_bytes(_SALT_BYTES))
    disclosure = base64url_encode(json.dumps([salt, *content], ensure_ascii=False, separators=(",", ":")).encode())
    disclosures.append(disclosure)
    return digest(disclosure)


def digest(text: str) -> str:
    """SHA-256 of a disclosure's text, base64url."""
    return base64url_encode(sha256(text.encode("ascii")).digest())


def reveal(claims: dict[str, Any], disclosures: list[str]) -> dict[str, Any]:
    """The claims with what the disclosures show, and without the digests of what is kept hidden.

    Strict (RFC 9901, 7.1): DocumentError when a disclosure belongs to no digest, when a digest stands twice, when a
    disclosed name exists already or is reserved.
    """
    if claims.get(DIGEST_NAME, "sha-256") != "sha-256":
        raise DocumentError("digests other than sha-256 are not supported")
    if len(disclosures) > _MAX_DISCLOSURES:
        raise DocumentError("too many disclosures")
    reader = _Reader({digest(text): _read(text) for text in disclosures})
    if len(reader.known) != len(disclosures):
        raise DocumentError("a disclosure is given twice")
    revealed = reader.value(claims)
    unused = set(reader.known) - reader.seen
    if unused:
        raise DocumentError("a disclosure belongs to nothing that was signed")
    result: dict[str, Any] = {name: value for name, value in revealed.items() if name != DIGEST_NAME}
    return result


class _Reader:
    def __init__(self, known: dict[str, list[Any]]) -> None:
        self.known = known
        self.seen: set[str] = set()

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [item for member in value for item in self.element(member)]
        if isinstance(value, dict):
            return self.members(value)
        return value

    def element(self, member: Any) -> list[Any]:
        if not isinstance(member, dict) or set(member) != {ELEMENT}:
            return [self.value(member)]
        found = self.find(member[ELEMENT], length=2)
        return [] if found is None else [self.value(found[1])]

    def members(self, node: dict[str, Any]) -> dict[str, Any]:
        result = {name: self.value(member) for name, member in node.items() if name != DIGESTS}
        digests = node.get(DIGESTS, [])
        if not isinstance(digests, list) or ELEMENT in node:
            raise DocumentError("digests stand where they may not")
        for item in digests:
            found = self.find(item, length=3)
            if found is None:
                continue
            name = found[1]
            if not isinstance(name, str) or name in result or name in _RESERVED:
                raise DocumentError("a disclosed name exists already or is reserved")
            result[name] = self.value(found[2])
        return result

    def find(self, item: Any, *, length: int) -> list[Any] | None:
        if not isinstance(item, str) or item in self.seen:
            raise DocumentError("a digest is malformed or stands twice")
        self.seen.add(item)
        found = self.known.get(item)
        if found is not None and len(found) != length:
            raise DocumentError("a disclosure has not the form of its place")
        return found


def _read(text: str) -> list[Any]:
    content = loads(base64url_decode(text))
    if not isinstance(content, list) or len(content) not in (2, 3) or not isinstance(content[0], str):
        raise DocumentError("a disclosure is malformed")
    return content
