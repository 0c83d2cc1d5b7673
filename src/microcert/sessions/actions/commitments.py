"""What a university promises before a session is sold: who answers, who tutors, how many hours; then its signature."""

from __future__ import annotations

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.sessions.errors import CommitmentIncomplete, ConsentNotGiven, NoLongerPlanned
from microcert.sessions.models import CommitmentSignature, Participation
from microcert.sessions.queries import promise_of
from microcert.sessions.rules import SessionStatus


@action
def describe_support(
    participation: Participation,
    *,
    admin_contact: str,
    tutor: User | None,
    tutor_name: str,
    support_minutes: int,
    by: User | None,
) -> Participation:
    """Name the contact and the tutor and budget the hours. What was promised in other words has to be signed again.

    Raises NoLongerPlanned once the sales are open.
    """
    locked = _locked(participation)
    if locked.session.status != SessionStatus.PLANNED:
        raise NoLongerPlanned
    before = promise_of(locked).sha256
    locked.admin_contact, locked.tutor, locked.support_minutes = admin_contact.strip(), tutor, support_minutes
    locked.tutor_name = tutor.full_name if tutor else tutor_name.strip()
    if promise_of(locked).sha256 != before:
        locked.committed_at = None
    locked.save()
    journal.write("sessions.support_described", locked, by=by, minutes=support_minutes)
    return locked


@action
def commit_support(
    participation: Participation, *, has_consented: bool = True, network_address: str | None = None, by: User | None
) -> Participation:
    """A university promises its support for a session; its signatory's evidence is kept and hashed (R010).

    Raises `CommitmentIncomplete` without a contact, a tutor or hours, `ConsentNotGiven`. Promising again changes nothing.
    A file that loads a demonstration promises without a person (`by=None`) and leaves no evidence.
    """
    locked = _locked(participation)
    for field in ("admin_contact", "tutor_name"):
        if not getattr(locked, field).strip():
            raise CommitmentIncomplete(field)
    if not locked.support_minutes:
        raise CommitmentIncomplete("support_minutes")
    if not has_consented:
        raise ConsentNotGiven
    if locked.committed_at:
        return locked
    locked.committed_at = clock.now()
    locked.save(update_fields=["committed_at"])
    promise = promise_of(locked)
    if by is not None:
        CommitmentSignature.objects.create(
            participation=locked,
            signed_by=by,
            signatory=by.full_name,
            signed_at=locked.committed_at,
            text=promise.text,
            sha256=promise.sha256,
            network_address=network_address,
        )
    journal.write("sessions.support_committed", locked, by=by, minutes=locked.support_minutes, sha256=promise.sha256)
    return locked


def _locked(participation: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("session__version", "university")
    return rows.get(pk=participation.pk)
