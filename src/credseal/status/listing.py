"""Status list credentials: bits signed by an issuer, with the time until which they may be relied upon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credseal.errors import StatusError
from credseal.jsonld.pinned import VC_V2
from credseal.keys.pairs import Signer
from credseal.proof import CLOCK_SKEW, add_proof, moment_text, read_moment
from credseal.status.bits import BitList


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list credential that was read: its signature is judged elsewhere (``credseal.verify``)."""

    url: str
    issuer: str
    purposes: tuple[str, ...]
    bits: BitList
    valid_from: datetime | None
    valid_until: datetime | None

    def is_fresh(self, now: datetime) -> bool:
        """True while the list may be relied upon. A list without end is always fresh."""
        # It may have been signed a moment after the caller looked at the clock, or by a clock that is ahead.
        begun = self.valid_from is None or self.valid_from <= now + CLOCK_SKEW
        return begun and (self.valid_until is None or now < self.valid_until)


def issue_status_list(
    url: str, issuer: str, bits: BitList, signer: Signer, *, purpose: str, valid_from: datetime, valid_until: datetime
) -> dict[str, Any]:
    """The signed BitstringStatusListCredential to be served at ``url``; ``issuer`` is the DID of the badges' issuer.

    Verifiers may keep the list until ``valid_until``; after that they must not rely on it.
    """
    credential = {
        "@context": [VC_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment_text(valid_from),
        "validUntil": moment_text(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bits.encode(),
        },
    }
    return add_proof(credential, signer, created=valid_from)


def read_status_list(credential: dict[str, Any]) -> StatusList:
    """The content of a list credential; StatusError when it is not one. Does not check the signature."""
    subject = credential.get("credentialSubject")
    kinds = credential.get("type")
    if not isinstance(kinds, list) or "BitstringStatusListCredential" not in kinds or not isinstance(subject, dict):
        raise StatusError("not a BitstringStatusListCredential")
    if subject.get("type") not in ("BitstringStatusList", ["BitstringStatusList"]):
        raise StatusError("the subject of a status list must be a BitstringStatusList")
    issuer = credential.get("issuer")
    issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
    url, purposes = credential.get("id"), subject.get("statusPurpose")
    purposes = purposes if isinstance(purposes, list) else [purposes]
    if not isinstance(url, str) or not isinstance(issuer, str) or not all(isinstance(item, str) for item in purposes):
        raise StatusError("a status list names its address, its issuer and its purpose")
    return StatusList(
        url=url,
        issuer=issuer,
        purposes=tuple(purposes),
        bits=BitList.decode(subject.get("encodedList")),
        valid_from=read_moment(credential["validFrom"]) if "validFrom" in credential else None,
        valid_until=read_moment(credential["validUntil"]) if "validUntil" in credential else None,
    )
