"""Envelopes: a secured credential or presentation inside a ``data:`` address (VC Data Model 2.0, 4.13.1 and 4.13.2)."""

from __future__ import annotations

from typing import Any

from credseal.errors import DocumentError, LimitError
from credseal.jsonld.pinned import VC_V2
from credseal.verify.shape import members
from credseal.verify.tokens import MAX_TOKEN_BYTES, is_token

CREDENTIAL = "EnvelopedVerifiableCredential"
PRESENTATION = "EnvelopedVerifiablePresentation"
_MEMBERS = {"@context", "id", "type"}
# VC-JOSE-COSE, 6.1, and the names that it had in its drafts; True where disclosures follow the token.
_MEDIA = {
    CREDENTIAL: {
        "application/vc+jwt": False, "application/jwt": False, "application/vc-ld+jwt": False,
        "application/vc+sd-jwt": True, "application/dc+sd-jwt": True, "application/vc-ld+sd-jwt": True,
    },
    PRESENTATION: {"application/vp+jwt": False, "application/jwt": False, "application/vp-ld+jwt": False},
}  # fmt: skip


def is_envelope(document: Any, kind: str) -> bool:
    """True for what claims to be an envelope of this kind, well formed or not."""
    return isinstance(document, dict) and kind in members(document.get("type"))


def enveloped(document: dict[str, Any], kind: str) -> str:
    """The token inside an envelope of this kind. DocumentError says what is wrong with it, LimitError that it is too long.

    Nothing else may stand beside it: no signature would cover it, and a reader might believe it.
    """
    if members(document["type"]) != [kind]:
        raise DocumentError(f"the type of an envelope must be {kind} alone")
    if VC_V2 not in members(document.get("@context")):
        raise DocumentError("an envelope needs the context of the data model")
    beside = sorted(document.keys() - _MEMBERS)
    if beside:
        raise DocumentError(f"an envelope holds nothing but its id: {', '.join(beside)[:200]} would not be signed")
    address = document.get("id")
    if not isinstance(address, str) or not address.startswith("data:"):
        raise DocumentError("the id of an envelope must be a data: address")
    media, comma, content = address.removeprefix("data:").partition(",")
    disclosing = _MEDIA[kind].get(media.lower())
    if not comma or disclosing is None:
        raise DocumentError(f"an envelope of {media[:80]!r} cannot be opened here; known: {', '.join(_MEDIA[kind])}")
    if len(content) > MAX_TOKEN_BYTES:
        raise LimitError("the token in the envelope is too long")
    if not is_token(content.encode()) or ("~" in content) is not disclosing:
        raise DocumentError(f"the envelope does not hold what its address says: {media}")
    return content
