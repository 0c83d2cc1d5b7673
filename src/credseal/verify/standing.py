"""Is a credential in force: dates, replacement, and the bits of its status lists."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from credseal.errors import CredentialError, ProofError, StatusError, UnsupportedStatus
from credseal.proof import read_moment
from credseal.status.entry import StatusEntry, companion_url, entries_of
from credseal.status.listing import StatusList, read_status_list
from credseal.verify.findings import Finding, FindingCode, State
from credseal.verify.signature import issuer_id, signature_findings
from credseal.verify.trust import Issuer, IssuerDirectory, StatusSource

_SET = {"revocation": "revoked", "suspension": "suspended"}
_MOST_KEPT = 256
_UNRELIABLE = ("invalid", "missing", "unsupported", "stale")


def standing_findings(
    credential: dict[str, Any], issuers: IssuerDirectory, status: StatusSource, now: datetime
) -> tuple[Finding, Finding, str | None]:
    """The findings IN_FORCE and STATUS_LIST, and the id of the credential that replaces this one, if any."""
    marks, list_finding = _marks(credential, issuers, status, now)
    replaced = status.superseded_by(str(credential.get("id")))
    reason = _reason(credential, marks, replaced, list_finding, now)
    state = {"in_force": State.OK, "unknown": State.UNKNOWN}.get(reason, State.FAIL)
    return Finding(FindingCode.IN_FORCE, state, reason), list_finding, replaced


def _reason(credential: dict[str, Any], marks: set[str], replaced: str | None, listing: Finding, now: datetime) -> str:
    """The gravest reason first; an unreliable list can still say "revoked", but never "in force"."""
    if replaced is not None:
        return "superseded"
    for mark in ("revoked", "suspended"):
        if mark in marks:
            return mark
    if (dated := _dates(credential, now)) is not None:
        return dated
    return "unknown" if listing.reason in _UNRELIABLE else "in_force"


def _dates(credential: dict[str, Any], now: datetime) -> str | None:
    # The names of the VC Data Model 1.1 are read too; 2.0 renamed them.
    start = credential.get("validFrom", credential.get("issuanceDate"))
    end = credential.get("validUntil", credential.get("expirationDate"))
    try:
        if end is not None and read_moment(end) <= now:
            return "expired"
        if start is not None and read_moment(start) > now:
            return "not_yet_valid"
    except ProofError:
        return "unknown"
    return None


def _marks(
    credential: dict[str, Any], issuers: IssuerDirectory, status: StatusSource, now: datetime
) -> tuple[set[str], Finding]:
    """What the lists say (``revoked``, ``suspended``), and how far they can be relied upon."""
    try:
        entries = entries_of(credential)
    except StatusError as error:
        return set(), _listing("unsupported" if isinstance(error, UnsupportedStatus) else "invalid", str(error))
    if not entries:
        return set(), _listing("none")
    marks: set[str] = set()
    reliability = []
    for entry, optional in _with_companions(entries):
        document = status.status_list(entry.list_url)
        if document is None:
            if not optional:
                reliability.append(_listing("missing", entry.list_url))
            continue
        is_set, finding = _read(entry, dict(document), issuer_id(credential), issuers, now)
        reliability.append(finding)
        if is_set and entry.purpose in _SET:
            marks.add(_SET[entry.purpose])
    worst = [finding for reason in _UNRELIABLE for finding in reliability if finding.reason == reason]
    return marks, (worst or reliability)[0]


def _with_companions(entries: tuple[StatusEntry, ...]) -> Iterator[tuple[StatusEntry, bool]]:
    named = {entry.list_url for entry in entries}
    for entry in entries:
        yield entry, False
        companion = companion_url(entry.list_url) if entry.purpose == "revocation" else None
        if companion is not None and companion not in named:
            yield replace(entry, list_url=companion, purpose="suspension"), True


def _read(
    entry: StatusEntry, document: dict[str, Any], issuer: str | None, issuers: IssuerDirectory, now: datetime
) -> tuple[bool, Finding]:
    try:
        kept = _judged(document, issuers, now)
        is_set = kept.listing.bits.get(entry.index)
    except CredentialError as error:
        return False, _listing("invalid", str(error))
    listing = kept.listing
    if listing.url != entry.list_url or listing.issuer != issuer or entry.purpose not in listing.purposes:
        return False, _listing("invalid", "the list is of another address, issuer or purpose")
    if kept.signature.state is not State.OK or kept.recognition.state is State.FAIL:
        return False, _listing("invalid", f"signature of the list: {kept.signature.reason}")
    return is_set, _listing("fresh" if listing.is_fresh(now) else "stale")


@dataclass(frozen=True, slots=True)
class _JudgedList:
    """A list credential that was read, and what was found about its signature."""

    document: dict[str, Any]
    issuer: Issuer | None
    listing: StatusList
    signature: Finding
    recognition: Finding


_kept: dict[str, _JudgedList] = {}


def _judged(document: dict[str, Any], issuers: IssuerDirectory, now: datetime) -> _JudgedList:
    """The list, judged once for as long as it and its issuer stay what they are. Raises like ``read_status_list``."""
    kept = _kept.get(str(document.get("id")))
    if kept is not None and kept.document == document and kept.issuer == issuers.find(kept.listing.issuer):
        return kept
    listing = read_status_list(document)
    signature, recognition, issuer = signature_findings(document, issuers, now)
    judged = _JudgedList(copy.deepcopy(document), issuer, listing, signature, recognition)
    proof = document.get("proof")
    timeless = isinstance(proof, dict) and "created" in proof and "expires" not in proof
    if timeless and signature.state is State.OK and issuer is not None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[listing.url] = judged
    return judged


def _listing(reason: str, detail: str = "") -> Finding:
    states = {
        "fresh": State.OK,
        "none": State.WARN,
        "stale": State.WARN,
        "missing": State.UNKNOWN,
        "unsupported": State.UNKNOWN,
    }
    return Finding(FindingCode.STATUS_LIST, states.get(reason, State.FAIL), reason, detail)
