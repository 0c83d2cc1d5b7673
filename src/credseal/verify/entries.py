"""What Bitstring Status List 1.0 asks of the entry in a credential (2.1), whether or not its list is at hand, and of a list (2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag

KIND = "BitstringStatusListEntry"
LIST_KIND = "BitstringStatusListCredential"
MAX_SIZE = 8  # bits a status: 256 messages; the specification names no limit
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_INDEX = re.compile(r"(0|[1-9][0-9]{0,17})\Z")
_ENCODED = re.compile(r"u[A-Za-z0-9_-]+\Z")
_STATUS = re.compile(r"0x[0-9A-Fa-f]+\Z")


def entry_errors(entry: dict[str, Any]) -> Iterator[str]:
    """Each departure of a ``BitstringStatusListEntry`` from its specification; nothing about entries of other kinds."""
    kinds = entry.get("type")
    if KIND not in (kinds if isinstance(kinds, list) else [kinds]):
        return
    if not isinstance(entry.get("statusPurpose"), str) or not entry["statusPurpose"]:
        yield "statusPurpose of credentialStatus must be text"
    if not _matches(_INDEX, entry.get("statusListIndex")):
        yield "statusListIndex of credentialStatus must be a whole number written as text"
    address = entry.get("statusListCredential")
    if not _matches(_ADDRESS, address):
        yield "statusListCredential of credentialStatus must be one absolute address"
    elif entry.get("id") == urldefrag(str(address)).url:
        yield "the id of credentialStatus must not be the address of the list"
    references = entry.get("statusReference", [])
    if not all(_matches(_ADDRESS, item) for item in (references if isinstance(references, list) else [references])):
        yield "statusReference of credentialStatus must hold absolute addresses"
    yield from _message_errors(entry)


def list_errors(credential: dict[str, Any]) -> Iterator[str]:
    """Each departure of the credential that is a list from its specification; nothing about other credentials."""
    kinds, subject = credential.get("type"), credential.get("credentialSubject")
    if LIST_KIND not in (kinds if isinstance(kinds, list) else [kinds]):
        return
    if not isinstance(subject, dict) or subject.get("type") not in ("BitstringStatusList", ["BitstringStatusList"]):
        yield "the subject of a status list must be one BitstringStatusList"
        return
    purposes = subject.get("statusPurpose")
    named = purposes if isinstance(purposes, list) else [purposes]
    if not named or not all(isinstance(purpose, str) and purpose for purpose in named):
        yield "statusPurpose of a status list must be text, or several texts"
    if not _matches(_ENCODED, subject.get("encodedList")):
        yield "encodedList must be base64url multibase text (u…)"
    ttl = subject.get("ttl", 0)
    if not isinstance(ttl, int) or isinstance(ttl, bool) or ttl < 0:
        yield "ttl of a status list must be a whole number of milliseconds"


def _message_errors(entry: dict[str, Any]) -> Iterator[str]:
    size, messages = entry.get("statusSize", 1), entry.get("statusMessage")
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MAX_SIZE:
        yield f"statusSize of credentialStatus must be a whole number from 1 to {MAX_SIZE}"
    elif messages is None:
        if size > 1:
            yield "statusMessage of credentialStatus is missing: a status of several bits needs its messages"
    elif not isinstance(messages, list) or len(messages) != 2**size:
        yield f"statusMessage of credentialStatus must hold {2**size} messages, one for each value"
    elif not all(_is_message(message) for message in messages):
        yield "each statusMessage of credentialStatus must have a status like 0x0 and a message"


def _is_message(message: Any) -> bool:
    if not isinstance(message, dict) or not isinstance(message.get("message"), str):
        return False
    return _matches(_STATUS, message.get("status"))


def _matches(form: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and form.match(value) is not None
