"""What the log keeps of a document: a digest, never a word of it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from credseal.errors import CredentialError
from credseal.proof import split_proofs
from credseal.strictjson import loads


def credential_entry(credential: dict[str, Any]) -> bytes:
    """The bytes that the first proof of a credential signs: two digests, which any verifier computes anyway.

    They stay the same however the JSON is written, and say nothing to whoever does not hold the credential: its
    identifiers are random.
    """
    unsecured, proofs = split_proofs(credential)
    return proofs[0].message(unsecured)


def file_entry(content: bytes) -> bytes:
    """The entry of any file: that of the credential in it when it is one in JSON, else the SHA-256 of its bytes."""
    try:
        document = loads(content)
        if isinstance(document, dict) and "proof" in document:
            return credential_entry(document)
    except CredentialError:
        pass
    return sha256(content).digest()
