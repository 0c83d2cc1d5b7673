"""Whom a verifier trusts and where it reads status: given by the caller, never fetched because a document says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from credseal.errors import DocumentError
from credseal.keys.history import KeyHistory
from credseal.strictjson import loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An institution whose keys are known. ``recognised`` is False for one that left or is only tolerated."""

    did: str
    name: str
    history: KeyHistory
    url: str | None = None
    recognised: bool = True


class IssuerDirectory(Protocol):
    """The issuers that the verifier knows, and the roots of their PDF seals (certificates, PEM)."""

    def find(self, did: str) -> Issuer | None: ...

    @property
    def seal_roots(self) -> tuple[bytes, ...]: ...


class StatusSource(Protocol):
    """What the verifier knows about revocation."""

    def status_list(self, url: str) -> Mapping[str, Any] | None:
        """The status list credential that stands at ``url``, or None when it is not at hand."""
        ...

    def superseded_by(self, credential_id: str) -> str | None:
        """The id of the credential that replaces this one, or None."""
        ...


@dataclass(frozen=True, slots=True)
class TrustList:
    """An IssuerDirectory in memory; its JSON is the file ``issuers.json`` of the command line.

    ``{"issuers": [{"did", "name", "url"?, "recognised"?, "keys": [{"id", "publicKeyMultibase", "validFrom",
    "validUntil"?, "revoked"?}]}], "sealRoots": ["-----BEGIN CERTIFICATE-----…"]}``
    """

    issuers: Mapping[str, Issuer]
    seal_roots: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, issuers: Iterable[Issuer], seal_roots: Iterable[bytes] = ()) -> TrustList:
        return cls({issuer.did: issuer for issuer in issuers}, tuple(seal_roots))

    def find(self, did: str) -> Issuer | None:
        return self.issuers.get(did)

    def to_json(self) -> str:
        """The text of ``issuers.json``."""
        issuers = []
        for issuer in self.issuers.values():
            entry: dict[str, Any] = {"did": issuer.did, "name": issuer.name, "keys": issuer.history.to_json()}
            if issuer.url is not None:
                entry["url"] = issuer.url
            if not issuer.recognised:
                entry["recognised"] = False
            issuers.append(entry)
        document = {"issuers": issuers, "sealRoots": [root.decode("ascii") for root in self.seal_roots]}
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, source: str | bytes) -> TrustList:
        """Read ``issuers.json``; DocumentError or KeyFormatError when it is malformed."""
        document = loads(source)
        try:
            return cls.of(
                [
                    Issuer(
                        did=str(entry["did"]),
                        name=str(entry["name"]),
                        history=KeyHistory.from_json(entry["keys"]),
                        url=entry.get("url"),
                        recognised=entry.get("recognised", True) is True,
                    )
                    for entry in document["issuers"]
                ],
                [root.encode("ascii") for root in document.get("sealRoots", [])],
            )
        except (KeyError, TypeError, AttributeError, UnicodeEncodeError) as error:
            raise DocumentError(f"not a list of issuers: {error!r}") from error


@dataclass(frozen=True, slots=True)
class StatusSnapshot:
    """A StatusSource in memory: list credentials by address, and replacements by credential id."""

    lists: Mapping[str, Mapping[str, Any]]
    replacements: Mapping[str, str]

    @classmethod
    def of(
        cls, lists: Iterable[Mapping[str, Any]] = (), replacements: Mapping[str, str] | None = None
    ) -> StatusSnapshot:
        return cls({str(item.get("id")): item for item in lists}, dict(replacements or {}))

    def status_list(self, url: str) -> Mapping[str, Any] | None:
        return self.lists.get(url)

    def superseded_by(self, credential_id: str) -> str | None:
        return self.replacements.get(credential_id)
