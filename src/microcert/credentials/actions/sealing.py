"""Every sealed form of one award, from one record: badge, tokens, European credential, page, pictures.

Computing only, some tens of milliseconds, no lock held and nothing written: whoever dies here leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from credseal import AwardRecord, Desk, Format, StatusEntry
from credseal.desk import BADGE_FILE, EDC_MEDIA_TYPE, EUROPEAN_FILE
from credseal.pdf import Attachment, CertificateLook, certificate_pdf, seal_pdf
from microcert.consortium.models import University
from microcert.credentials.models import Reservation, StatusList
from microcert.credentials.queries import award_record, awarding_universities, status_list_address
from microcert.credentials.rules import Verdict
from microcert.documents.custody import credential_signer, seal_of, token_signer
from microcert.foundation import clock

from .page import look_of

# The token profile of Open Badges is signed by the RSA key, everything else by the other two.
BY_THE_DESK = tuple(form for form in Format if form not in (Format.OB_JWT, Format.PDF))


@dataclass(frozen=True)
class Sealed:
    """What was made from a reservation, ready to be kept."""

    record: AwardRecord
    forms: Mapping[Format, bytes]


def seal(reservation: Reservation, verdict: Verdict) -> Sealed:
    """Build the record and sign each of its forms. Raises `CannotBeSigned` when a fact cannot stand in one.

    Everything is dated now, not when the reservation was made: a key may have been rotated in between.
    """
    issuer, now = reservation.issuer, clock.now()
    record = award_record(reservation, verdict)
    status = (
        StatusEntry(
            list_url=status_list_address(issuer, StatusList.Purpose.REVOCATION), index=reservation.status_index
        ),
    )
    look, bodies = look_of(record, issuer), awarding_universities(reservation)
    desk = Desk(signer=credential_signer(issuer), seal=seal_of(issuer), look=look)
    wanted = (*BY_THE_DESK, Format.PDF) if len(bodies) == 1 else BY_THE_DESK
    forms = dict(desk.issue(record, wanted, sealed_at=now, status=status))
    if len(bodies) > 1:
        forms[Format.PDF] = _joint_page(record, look, forms, bodies, now)
    forms |= Desk(signer=token_signer(issuer)).issue(record, (Format.OB_JWT,), status=status)
    return Sealed(record, forms)


def _joint_page(
    record: AwardRecord, look: CertificateLook, forms: Mapping[Format, bytes], bodies: list[University], now: datetime
) -> bytes:
    """The producer's page under the seal of each awarding body: the first certifies it and lets the others follow."""
    attachments = [
        Attachment(BADGE_FILE, forms[Format.OB], description="Open Badges 3.0"),
        Attachment(EUROPEAN_FILE, forms[Format.EDC], EDC_MEDIA_TYPE, "European Digital Credential, JAdES"),
    ]
    page = certificate_pdf(record, look, attachments=attachments)
    for rank, body in enumerate(bodies, start=1):
        name = "Cachet" if rank == 1 else f"Cachet-{rank}"
        page = seal_pdf(page, seal_of(body), sealed_at=now, field_name=name, others_follow=True)
    return page
