"""Every sealed form of one award, from one record: badge, tokens, European credential, page, pictures.

Computing only, some tens of milliseconds, no lock held and nothing written: whoever dies here leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from credseal import AwardRecord, Desk, Format, Partner, StatusEntry
from microcert.credentials.models import Reservation, StatusList
from microcert.credentials.queries import award_record, awarding_universities, status_list_address
from microcert.credentials.rules import Verdict
from microcert.documents.custody import credential_signer, seal_of, token_signer
from microcert.foundation import clock

from .page import look_of, reason_of

# The token profile of Open Badges is signed by the RSA key, everything else by the other two.
BY_THE_DESK = tuple(form for form in Format if form is not Format.OB_JWT)


@dataclass(frozen=True)
class Sealed:
    """What was made from a reservation, ready to be kept."""

    record: AwardRecord
    forms: Mapping[Format, bytes]


def seal(reservation: Reservation, verdict: Verdict) -> Sealed:
    """Build the record and sign each of its forms. Raises `CannotBeSigned` when a fact cannot stand in one.

    Everything is dated now, not when the reservation was made: a key may have been rotated in between.
    """
    issuer = reservation.issuer
    record = award_record(reservation, verdict)
    _issuer, *others = awarding_universities(reservation)
    desk = Desk(
        signer=credential_signer(issuer),
        seal=seal_of(issuer),
        look=look_of(record, issuer),
        partners=[
            Partner(
                signer=credential_signer(other),
                seal=seal_of(other),
                reason=reason_of(other, record.language),
                location=other.city,
            )
            for other in others
        ],
        reason=reason_of(issuer, record.language),
        location=issuer.city,
    )
    status = StatusEntry(
        list_url=status_list_address(issuer, StatusList.Purpose.REVOCATION), index=reservation.status_index
    )
    forms = desk.issue(record, BY_THE_DESK, sealed_at=clock.now(), status=(status,))
    token = Desk(signer=token_signer(issuer)).issue(record, (Format.OB_JWT,), status=(status,))
    return Sealed(record, {**forms, **token})
