"""Digests of related resources (VC Data Model 2.0, 5.3): compared for what is known here, nothing is fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from credseal.errors import KeyFormatError
from credseal.multibase import multibase_decode

KNOWN_DIGESTS: Mapping[str, str] = {
    # As the W3C publishes them: VC Data Model 2.0, appendix B.1; VC Data Integrity 1.0, 2.4.
    "https://www.w3.org/ns/credentials/v2": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "https://www.w3.org/2018/credentials/v1": "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    "https://w3id.org/security/data-integrity/v2": "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    "https://w3id.org/security/multikey/v1": "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    # The examples that its own tests refer to.
    "https://w3c.github.io/vc-data-model/related-resource.json": "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356",
    "https://raw.githubusercontent.com/w3c-ccg/vc-examples/bf5b8f9b16a204702ba2de0cfadbd9f86dbe299d/docs/edu/university-degree-verifiable-credential.json": "230873272b9f9ac8e2192d6a3f4c1a0a615bd2029ae59181234659b5f428f4bb",
}
"""SHA-256, in hexadecimal, of resources whose content never changes."""

_LONGER_DIGESTS: Mapping[tuple[str, str], str] = {
    # As the test suite of VC Data Model 2.0 gives it beside the SHA-256 above.
    (
        "https://www.w3.org/ns/credentials/v2",
        "sha384",
    ): "l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
}

_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/=_-]+)\Z")
_LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}
_MULTIHASH = {0x12: "sha256", 0x20: "sha384", 0x13: "sha512"}


def digest_error(resource: Mapping[str, Any]) -> str | None:
    """What is wrong with the digests of a related resource; None when they are well formed and do not contradict."""
    given = [name for name in ("digestSRI", "digestMultibase") if name in resource]
    if not given:
        return "lacks a digest"
    for name in given:
        values = resource[name]
        for value in values if isinstance(values, list) else [values]:
            read = _sri(value) if name == "digestSRI" else _multihash(value)
            if read is None:
                return f"has a malformed {name}"
            known = _known(str(resource.get("id")), read[0])
            if known is not None and read[1] != known:
                return f"is another one than {name} says"
    return None


def _known(address: str, kind: str) -> bytes | None:
    if kind == "sha256" and address in KNOWN_DIGESTS:
        return bytes.fromhex(KNOWN_DIGESTS[address])
    longer = _LONGER_DIGESTS.get((address, kind))
    return None if longer is None else _base64(longer)


def _sri(value: object) -> tuple[str, bytes] | None:
    found = _SRI.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    name, text = found[1], found[2]
    for read in (bytes.fromhex, _base64):
        try:
            content = read(text)
        except (ValueError, binascii.Error):
            continue
        if len(content) == _LENGTHS[name]:
            return name, content
    return None


def _base64(text: str) -> bytes:
    return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)


def _multihash(value: object) -> tuple[str, bytes] | None:
    try:
        content = multibase_decode(value)
    except KeyFormatError:
        return None
    name = _MULTIHASH.get(content[0]) if len(content) > 2 else None
    if name is None or content[1] != _LENGTHS[name] or len(content) != content[1] + 2:
        return None
    return name, content[2:]
