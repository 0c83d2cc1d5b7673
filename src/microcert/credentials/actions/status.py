"""Suspend, reinstate, revoke: the status of a credential, and the signed lists that tell the world."""

from __future__ import annotations

import json
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credseal.status import LEAST_ENTRIES, BitList, issue_status_list
from microcert.consortium.models import University
from microcert.credentials.errors import NotForYourUniversity, ReasonMissing, StatusForbids
from microcert.credentials.models import Credential, StatusList
from microcert.credentials.queries import status_list_address
from microcert.credentials.rules import CredentialStatus, may_become
from microcert.documents.custody import credential_signer, did_of
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.people.models import User

# A verifier may rely on a copy of a list this long; ours is signed anew when half of it is gone.
RELIED_UPON_FOR = timedelta(days=7)
REASON_LIMIT = 250

STATUS_WORDS = {
    CredentialStatus.VALID: _("en vigueur"),
    CredentialStatus.SUSPENDED: _("suspendu"),
    CredentialStatus.REVOKED: _("révoqué"),
    CredentialStatus.SUPERSEDED: _("remplacé"),
}


@action
def suspend(credential: Credential, *, reason: str, by: User) -> Credential:
    """Put a credential out of force while an appeal or a fraud procedure runs; it can be reinstated."""
    return _change(credential, CredentialStatus.SUSPENDED, reason, by)


@action
def reinstate(credential: Credential, *, reason: str, by: User) -> Credential:
    """Put a suspended credential back into force."""
    return _change(credential, CredentialStatus.VALID, reason, by)


@action
def revoke(credential: Credential, *, reason: str, by: User) -> Credential:
    """Withdraw a credential for good: its files stay authentic, and everybody who verifies them reads that it is revoked."""
    return _change(credential, CredentialStatus.REVOKED, reason, by)


def _change(credential: Credential, wanted: CredentialStatus, reason: str, by: User) -> Credential:
    credential = Credential.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=credential.pk)
    if not by.has_perm("credentials.change_status_of_credential", credential):
        raise NotForYourUniversity
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_LIMIT:
        raise ReasonMissing
    if not may_become(credential.status, wanted):
        present = STATUS_WORDS[CredentialStatus(credential.status)]
        raise StatusForbids(str(present), str(STATUS_WORDS[wanted]))
    previous, credential.status = credential.status, wanted
    credential.status_reason = "" if wanted is CredentialStatus.VALID else reason
    credential.status_changed_at = clock.now()
    credential.save(update_fields=["status", "status_reason", "status_changed_at"])
    _mark(credential, StatusList.Purpose.REVOCATION, wanted is CredentialStatus.REVOKED)
    _mark(credential, StatusList.Purpose.SUSPENSION, wanted is CredentialStatus.SUSPENDED)
    # The reason may name a person: it stands on the credential, not in the journal.
    journal.write(f"credentials.{wanted}", credential, by=by, previous=previous)
    announce(
        "credentials.status_changed",
        credential=credential.pk,
        status=str(wanted),
        changed_at=credential.status_changed_at,
    )
    return credential


def _mark(credential: Credential, purpose: str, is_set: bool) -> None:
    """Set or clear the credential's bit and sign the list anew; an unchanged bit changes nothing."""
    listing = _locked(credential.issuer, purpose)
    bits = BitList(bits=bytes(listing.bits))
    if bits.get(credential.status_index) == is_set:
        return
    bits.put(credential.status_index, is_set)
    _sign(listing, bits)


def current_list(university: University, purpose: str) -> StatusList:
    """A university's signed list, signed anew when it grew old. One query while it is young."""
    listing = StatusList.objects.select_related("university").filter(university=university, purpose=purpose).first()
    if listing is not None and listing.signed and _is_young(listing):
        return listing
    with transaction.atomic():
        listing = _locked(university, purpose)
        if not listing.signed or not _is_young(listing):
            _sign(listing, BitList(bits=bytes(listing.bits)))
    return listing


def _is_young(listing: StatusList) -> bool:
    """Signed in the first half of its life, and not in a future that a moved clock came back from."""
    return timedelta() <= clock.now() - listing.updated_at < RELIED_UPON_FOR / 2


def _locked(university: University, purpose: str) -> StatusList:
    empty = bytes(LEAST_ENTRIES // 8)
    StatusList.objects.get_or_create(university=university, purpose=purpose, defaults={"bits": empty})
    return (
        StatusList.objects.select_for_update(of=("self",))
        .select_related("university")
        .get(university=university, purpose=purpose)
    )


def _sign(listing: StatusList, bits: BitList) -> None:
    """Some milliseconds; done under the lock, so that no older list can overwrite a younger one."""
    university, now = listing.university, clock.now()
    signed = issue_status_list(
        status_list_address(university, listing.purpose),
        did_of(university),
        bits,
        credential_signer(university),
        purpose=listing.purpose,
        valid_from=now,
        valid_until=now + RELIED_UPON_FOR,
    )
    listing.bits = bytes(bits)
    listing.signed = json.dumps(signed, ensure_ascii=False, separators=(",", ":"))
    listing.updated_at = now
    listing.save(update_fields=["bits", "signed", "updated_at"])
