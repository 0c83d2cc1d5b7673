"""What changes the life of a session: planned, opened to sales, begun, closed or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from microcert.consortium.models import University
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import ActivityKind, VersionStatus

from .errors import (
    CommitmentIncomplete,
    DrawNotCommitted,
    NotPublished,
    ProducerMissing,
    SalesAreOver,
    SellersNotCommitted,
    TooEarly,
    WrongState,
)
from .models import Participation, Session, SessionEvent
from .queries import uncommitted
from .rules import TRANSITIONS, Entry, SessionStatus, VirtualClass, calendar, sales_close_on


@dataclass(frozen=True)
class Participant:
    """A university that takes part, and the support that it offers: minutes per session, and who tutors."""

    university: University
    admin_contact: str
    tutor_name: str
    support_minutes: int
    tutor: User | None = None
    has_committed: bool = False


@action
def plan(
    version: TrainingVersion,
    *,
    code: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
    participants: Sequence[Participant],
    opening_threshold: int = 1,
    by: User | None,
) -> Session:
    """Plan a run of a published version, with its participants and the whole calendar.

    Raises `NotPublished`, or `ProducerMissing` when the producing university is not among the participants.
    """
    if version.status != VersionStatus.PUBLISHED:
        raise NotPublished
    producer = version.training.producer_id
    if producer not in {each.university.pk for each in participants}:
        raise ProducerMissing
    session = Session.objects.create(
        version=version,
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        sales_close_on=sales_close_on(starts_on),
        capacity=capacity,
        opening_threshold=opening_threshold,
    )
    Participation.objects.bulk_create(
        Participation(
            session=session,
            university=each.university,
            is_producer=each.university.pk == producer,
            admin_contact=each.admin_contact,
            tutor=each.tutor,
            tutor_name=each.tutor_name,
            support_minutes=each.support_minutes,
            committed_at=clock.now() if each.has_committed else None,
        )
        for each in participants
    )
    SessionEvent.objects.bulk_create(
        _event(session, entry) for entry in calendar(starts_on, ends_on, _classes(version))
    )
    journal.write("sessions.planned", session, by=by, participants=len(participants), capacity=capacity)
    return session


def _classes(version: TrainingVersion) -> list[VirtualClass]:
    return [
        VirtualClass(
            each.title, each.content["day_offset"], time.fromisoformat(each.content["at"]), each.minutes, each.pk
        )
        for each in version.activities.filter(kind=ActivityKind.VIRTUAL_CLASS)
    ]


def _event(session: Session, entry: Entry) -> SessionEvent:
    return SessionEvent(
        session=session,
        kind=entry.kind,
        # A class has its own name; for the rest the kind says enough.
        title=entry.title or str(SessionEvent.Kind(entry.kind).label),
        starts_at=_local(entry.starts_at),
        ends_at=_local(entry.ends_at) if entry.ends_at else None,
        activity_id=entry.activity,
    )


def _local(moment: datetime) -> datetime:
    return timezone.make_aware(moment)


@action
def commit_support(participation: Participation, *, by: User | None) -> Participation:
    """A university promises its support for a session. Raises `CommitmentIncomplete` without a tutor or without hours."""
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    if not locked.tutor_name.strip():
        raise CommitmentIncomplete("tutor_name")
    if not locked.support_minutes:
        raise CommitmentIncomplete("support_minutes")
    locked.committed_at = locked.committed_at or clock.now()
    locked.save(update_fields=["committed_at"])
    journal.write("sessions.support_committed", locked, by=by, minutes=locked.support_minutes)
    return locked


@action
def open_sales(session: Session, *, by: User | None) -> Session:
    """Open a planned session to buyers.

    Raises `SellersNotCommitted` while a participant has not promised its support (framework, 3.2), `DrawNotCommitted` while
    the fingerprint of the draws is not published (3.5), `SalesAreOver` when nobody could sign in time any more.
    """
    locked = _locked(session)
    _refuse_transition(locked, SessionStatus.OPEN)
    if locked.version.status != VersionStatus.PUBLISHED:
        raise NotPublished
    if lacking := uncommitted(locked):
        raise SellersNotCommitted(each.university.short_name for each in lacking)
    # The room of the draws stands above this one and points at the session: its row is seen from here by its name only.
    if getattr(locked, "commitment", None) is None:
        raise DrawNotCommitted
    if locked.sales_close_on < clock.today():
        raise SalesAreOver(locked.sales_close_on)
    locked.status = SessionStatus.OPEN
    locked.opened_at = clock.now()
    locked.save(update_fields=["status", "opened_at"])
    journal.write("sessions.opened", locked, by=by)
    return locked


@action
def begin(session: Session, *, by: User | None) -> Session:
    """The session starts, on its day at the earliest (`TooEarly`)."""
    locked = _locked(session)
    _refuse_transition(locked, SessionStatus.RUNNING)
    if clock.today() < locked.starts_on:
        raise TooEarly(locked.starts_on)
    return _moved(locked, SessionStatus.RUNNING, "sessions.begun", by)


@action
def close(session: Session, *, by: User | None) -> Session:
    """The session ends, after its last day at the earliest (`TooEarly`)."""
    locked = _locked(session)
    _refuse_transition(locked, SessionStatus.CLOSED)
    if clock.today() < locked.ends_on:
        raise TooEarly(locked.ends_on)
    return _moved(locked, SessionStatus.CLOSED, "sessions.closed", by)


@action
def cancel(session: Session, *, by: User | None) -> Session:
    """The session will not take place. What follows for its orders is told by the journeys."""
    locked = _locked(session)
    _refuse_transition(locked, SessionStatus.CANCELLED)
    return _moved(locked, SessionStatus.CANCELLED, "sessions.cancelled", by)


def _moved(session: Session, to: SessionStatus, verb: str, by: User | None) -> Session:
    session.status = to
    session.save(update_fields=["status"])
    journal.write(verb, session, by=by)
    return session


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update(of=("self",)).select_related("version__training").get(pk=session.pk)


def _refuse_transition(session: Session, to: SessionStatus) -> None:
    if to not in TRANSITIONS[SessionStatus(session.status)]:
        raise WrongState(session.status, to)
