"""JWS in compact serialisation (RFC 7515), signed by whoever holds the key, read strictly."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from credseal.errors import DocumentError
from credseal.keys.jwk import ALGORITHMS
from credseal.keys.pairs import PublicKey, Signer
from credseal.multibase import base64url_decode, base64url_encode
from credseal.strictjson import loads

_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\Z")
_SYNONYMS = {"EdDSA": "Ed25519"}


@dataclass(frozen=True, slots=True)
class Token:
    """A JWS taken apart; nothing in it is believed before ``is_signed_by``."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes

    def is_signed_by(self, public: PublicKey) -> bool:
        """True when ``public`` made the signature with the algorithm that the header names; the key rules."""
        named = str(self.header.get("alg"))
        if _SYNONYMS.get(named, named) != ALGORITHMS[public.kind.name]:
            return False
        return public.accepts(self.signature, self.signed)


def sign_compact(header: dict[str, Any], claims: dict[str, Any], signer: Signer) -> str:
    """``header.claims.signature``; the algorithm is that of the signer's key."""
    full = {"alg": ALGORITHMS[signer.public.kind.name]} | header
    signed = f"{_part(full)}.{_part(claims)}"
    return f"{signed}.{base64url_encode(signer.sign(signed.encode('ascii')))}"


def read_compact(text: str) -> Token:
    """Take a compact JWS apart; DocumentError when it has not that form, or asks for what is not understood."""
    if not _FORM.match(text):
        raise DocumentError("not a JWT")
    signed, _, signature = text.rpartition(".")
    header, claims = (loads(base64url_decode(part)) for part in signed.split("."))
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise DocumentError("the parts of a JWT must be objects")
    if "crit" in header or header.get("b64", True) is not True:
        raise DocumentError("critical headers of a JWT are not understood")
    return Token(header, claims, signed.encode("ascii"), base64url_decode(signature))


def _part(document: dict[str, Any]) -> str:
    return base64url_encode(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
