"""Names of issuers: did:key (the key is the name) and did:web (an https document lists the keys)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from credseal.errors import KeyFormatError
from credseal.keys.history import KeyHistory
from credseal.keys.jwk import public_jwk
from credseal.keys.pairs import RSA, PublicKey
from credseal.text import did as checked_did

_JWK_CONTEXT = "https://w3id.org/security/jwk/v1"
DID_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_key(public: PublicKey) -> str:
    """``did:key:z6Mk…``; its only verification method is ``<did>#z6Mk…``."""
    return f"did:key:{public.multibase}"


def public_key_of_did_key(key_id: str) -> PublicKey:
    """The key inside ``did:key:z6Mk…#z6Mk…``; KeyFormatError when name and fragment differ."""
    name, _, fragment = key_id.partition("#")
    method = name.removeprefix("did:key:")
    if method == name or fragment != method:
        raise KeyFormatError("not a did:key verification method")
    return PublicKey.from_multibase(method)


def did_web(host: str, *path: str) -> str:
    """``did:web:example.org:u:htr`` for ``("example.org", "u", "htr")``; the colon of a port is escaped."""
    parts = [quote(host, safe="."), *(quote(part, safe="") for part in path)]
    return checked_did("did:web:" + ":".join(parts), "did")


def did_web_location(did: str) -> str:
    """The https address where the document of a did:web must be served."""
    if not did.startswith("did:web:"):
        raise KeyFormatError("not a did:web")
    host, *path = (unquote(part) for part in did.removeprefix("did:web:").split(":"))
    return f"https://{host}/{'/'.join([*path, 'did.json'] if path else ['.well-known', 'did.json'])}"


def did_web_document(did: str, history: KeyHistory, *, history_url: str | None = None) -> dict[str, Any]:
    """The DID document of an issuer, to be served at ``did_web_location(did)``.

    Every key ever used stays listed, because verifiers fetch today's document for yesterday's credential. A key that
    was rotated out keeps its assertion purpose and bears no ``expires``: some verifiers refuse all signatures of an
    expired key, even those made in time. The dates stand in the history (``history_url``). A revoked key loses its
    purpose.
    """
    methods = []
    for entry in history.entries:
        method: dict[str, Any] = {"id": entry.key_id, "type": "Multikey", "controller": did}
        if entry.public.kind is RSA:
            # Multikey has no RSA, and the Open Badges profile of VC-JWT wants a key id that leads to a JWK.
            method |= {"type": "JsonWebKey", "publicKeyJwk": public_jwk(entry.public)}
        else:
            method["publicKeyMultibase"] = entry.public_multibase
        if entry.revoked is not None:
            method["revoked"] = entry.revoked.isoformat()
        methods.append(method)
    has_jwk = any(entry.public.kind is RSA for entry in history.entries)
    document: dict[str, Any] = {
        "@context": [*DID_CONTEXT, *([_JWK_CONTEXT] if has_jwk else [])],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [entry.key_id for entry in history.entries if entry.revoked is None],
    }
    if history_url is not None:
        document["service"] = [{"id": f"{did}#key-history", "type": "KeyHistory", "serviceEndpoint": history_url}]
    return document
