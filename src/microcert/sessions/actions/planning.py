"""A session is planned and, until its sales open, planned again: dates, seats, universities, the whole calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from microcert.consortium.models import University
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.sessions.errors import DatesOutOfOrder, NoLongerPlanned, NotPublished, ProducerMissing, ThresholdTooHigh
from microcert.sessions.models import Participation, Session, SessionEvent
from microcert.sessions.rules import Entry, SessionStatus, VirtualClass, calendar, sales_close_on
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import ActivityKind, VersionStatus


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

    Raises `NotPublished`, `DatesOutOfOrder`, `ThresholdTooHigh`, or `ProducerMissing` when the producing university is not
    among the participants.
    """
    if version.status != VersionStatus.PUBLISHED:
        raise NotPublished
    refuse_dates(starts_on, ends_on)
    _refuse_numbers(capacity, opening_threshold)
    _refuse_without_producer(version, participants)
    session = Session.objects.create(
        version=version,
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        sales_close_on=sales_close_on(starts_on),
        capacity=capacity,
        opening_threshold=opening_threshold,
    )
    Participation.objects.bulk_create(_participation(session, each) for each in participants)
    date_events(session)
    journal.write("sessions.planned", session, by=by, participants=len(participants), capacity=capacity)
    return session


@action
def revise(
    session: Session,
    *,
    starts_on: date,
    ends_on: date,
    capacity: int,
    opening_threshold: int,
    participants: Sequence[Participant],
    by: User | None,
) -> Session:
    """Change a session that is only planned. A university that stays keeps its promise, unless the dates it named changed.

    Raises `NoLongerPlanned` once the sales are open or the seed of the draws is committed, and what `plan` refuses.
    """
    locked = Session.objects.select_for_update(of=("self",)).select_related("version__training").get(pk=session.pk)
    # The seed commits to a session as it stands: its row is seen from here by its name only.
    if locked.status != SessionStatus.PLANNED or getattr(locked, "commitment", None) is not None:
        raise NoLongerPlanned
    refuse_dates(starts_on, ends_on)
    _refuse_numbers(capacity, opening_threshold)
    _refuse_without_producer(locked.version, participants)
    has_moved = (locked.starts_on, locked.ends_on) != (starts_on, ends_on)
    locked.starts_on, locked.ends_on, locked.sales_close_on = starts_on, ends_on, sales_close_on(starts_on)
    locked.capacity, locked.opening_threshold = capacity, opening_threshold
    if has_moved:
        locked.revision, locked.revised_at = locked.revision + 1, clock.now()
    locked.save()
    stay = {each.university.pk for each in participants}
    locked.participations.exclude(university__in=stay).delete()
    there = set(locked.participations.values_list("university", flat=True))
    Participation.objects.bulk_create(
        _participation(locked, each) for each in participants if each.university.pk not in there
    )
    if has_moved:
        locked.participations.update(committed_at=None)
        date_events(locked)
    journal.write(
        "sessions.revised", locked, by=by, participants=len(stay), capacity=capacity, revision=locked.revision
    )
    return locked


def refuse_dates(starts_on: date, ends_on: date) -> None:
    if starts_on <= clock.today():
        raise DatesOutOfOrder("starts_on")
    if ends_on <= starts_on:
        raise DatesOutOfOrder("ends_on")


def _refuse_numbers(capacity: int, opening_threshold: int) -> None:
    if opening_threshold > capacity:
        raise ThresholdTooHigh


def _refuse_without_producer(version: TrainingVersion, participants: Sequence[Participant]) -> None:
    if version.training.producer_id not in {each.university.pk for each in participants}:
        raise ProducerMissing


def _participation(session: Session, each: Participant) -> Participation:
    return Participation(
        session=session,
        university=each.university,
        is_producer=each.university.pk == session.version.training.producer_id,
        admin_contact=each.admin_contact,
        tutor=each.tutor,
        tutor_name=each.tutor_name,
        support_minutes=each.support_minutes,
        committed_at=clock.now() if each.has_committed else None,
    )


def date_events(session: Session) -> None:
    """Write the calendar of a session's dates. An event that was there keeps its row: agendas know it by its key."""
    known = {(each.kind, each.activity_id): each for each in session.events.all()}
    for entry in calendar(session.starts_on, session.ends_on, _classes(session.version)):
        event = _event(session, entry)
        if (there := known.get((event.kind, event.activity_id))) is not None:
            event.pk = there.pk
        event.save()


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
