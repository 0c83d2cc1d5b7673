"""Where a credential's status stands: a list and an index in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from credseal.errors import StatusError, UnsupportedStatus

PURPOSES = ("revocation", "suspension")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """One BitstringStatusListEntry. ``index`` should be drawn at random, so that it says nothing about its holder."""

    list_url: str
    index: int
    purpose: str = "revocation"

    def to_json(self) -> dict[str, Any]:
        return entry_json(self.list_url, str(self.index), self.purpose)

    @classmethod
    def from_json(cls, document: object) -> StatusEntry:
        """Read an entry of a foreign credential; StatusError names what is wrong."""
        if not isinstance(document, dict):
            raise StatusError("a status entry must be an object")
        if document.get("type") not in ("BitstringStatusListEntry", ["BitstringStatusListEntry"]):
            raise UnsupportedStatus(f"status entries of the type {str(document.get('type'))[:60]!r} are not supported")
        url, purpose = document.get("statusListCredential"), document.get("statusPurpose")
        index = document.get("statusListIndex")
        if not isinstance(url, str) or not isinstance(purpose, str):
            raise StatusError("a status entry names its list and its purpose")
        if document.get("statusSize", 1) != 1:
            raise UnsupportedStatus("status entries of more than one bit are not supported")
        if not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 12:
            raise StatusError("statusListIndex must be a whole number written as text")
        return cls(list_url=url, index=int(index), purpose=purpose)


def entry_json(list_url: str, index: str, purpose: str) -> dict[str, Any]:
    """The JSON of an entry (Bitstring Status List 1.0, 2.1)."""
    return {
        "id": f"{list_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": list_url,
    }


def entries_of(credential: dict[str, Any]) -> tuple[StatusEntry, ...]:
    """All status entries of a credential, in order; empty when it has none."""
    found = credential.get("credentialStatus")
    if found is None:
        return ()
    return tuple(StatusEntry.from_json(item) for item in (found if isinstance(found, list) else [found]))


def companion_url(list_url: str) -> str | None:
    """The suspension list that goes with a revocation list, or None.

    Open Badges 3.0 leaves room for one status entry. A badge therefore names its revocation list only; the list whose
    address differs in the path segment ``suspension`` for ``revocation`` governs the same index.
    """
    before, found, after = list_url.rpartition("/revocation/")
    return f"{before}/suspension/{after}" if found else None
