"""The dated history of an issuer's keys: did:web has none, so a credential is judged against this one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credseal.errors import KeyFormatError
from credseal.keys.pairs import PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """One key and its dates (all aware). ``valid_until`` = rotated out, old signatures stand;
    ``revoked`` = compromised, signatures dated from then on are refused."""

    key_id: str
    public_multibase: str
    valid_from: datetime
    valid_until: datetime | None = None
    revoked: datetime | None = None
    public: PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "public", PublicKey.from_multibase(self.public_multibase))
        for moment in (self.valid_from, self.valid_until, self.revoked):
            if moment is not None and moment.tzinfo is None:
                raise KeyFormatError("the dates of a key need a time zone")
        if self.key_id.count("#") != 1:
            raise KeyFormatError("a key id is a DID with a fragment")

    def was_valid(self, moment: datetime) -> bool:
        """True when a signature made at ``moment`` with this key counts."""
        if moment < self.valid_from:
            return False
        return all(end is None or moment < end for end in (self.valid_until, self.revoked))

    def to_json(self) -> dict[str, str]:
        dates = {"validFrom": self.valid_from, "validUntil": self.valid_until, "revoked": self.revoked}
        return {"id": self.key_id, "publicKeyMultibase": self.public_multibase} | {
            name: moment.isoformat() for name, moment in dates.items() if moment is not None
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> KeyEntry:
        try:
            return cls(
                key_id=document["id"],
                public_multibase=document["publicKeyMultibase"],
                valid_from=datetime.fromisoformat(document["validFrom"]),
                valid_until=_moment(document.get("validUntil")),
                revoked=_moment(document.get("revoked")),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise KeyFormatError(f"a key of the history is malformed: {error!r}") from error


def _moment(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """All keys that an issuer ever had; entries are added and dated, never removed."""

    entries: tuple[KeyEntry, ...]

    def __init__(self, entries: Iterable[KeyEntry]) -> None:
        object.__setattr__(self, "entries", tuple(entries))
        if len({entry.key_id for entry in self.entries}) != len(self.entries):
            raise KeyFormatError("two keys of a history share an id")

    def find(self, key_id: str) -> KeyEntry | None:
        """The entry with this id, whatever its dates."""
        return next((entry for entry in self.entries if entry.key_id == key_id), None)

    def at(self, moment: datetime) -> KeyEntry | None:
        """The key to sign with at ``moment``: the youngest one that is valid then."""
        valid = [entry for entry in self.entries if entry.was_valid(moment)]
        return max(valid, key=lambda entry: entry.valid_from, default=None)

    def to_json(self) -> list[dict[str, str]]:
        return [entry.to_json() for entry in self.entries]

    @classmethod
    def from_json(cls, document: Any) -> KeyHistory:
        if not isinstance(document, list):
            raise KeyFormatError("a key history is a list")
        return cls(KeyEntry.from_json(item) for item in document)
