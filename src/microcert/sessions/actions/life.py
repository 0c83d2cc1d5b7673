"""What changes the life of a session: opened to sales, moved, begun, closed, kept or cancelled."""

from __future__ import annotations

from datetime import date

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.people.models import User
from microcert.sessions.errors import (
    CannotPostpone,
    DrawNotCommitted,
    MovedEarlier,
    NothingProposed,
    NotPublished,
    ReasonMissing,
    SalesAreOver,
    SellersNotCommitted,
    TooEarly,
    WrongState,
)
from microcert.sessions.models import Postponement, Session
from microcert.sessions.queries import uncommitted
from microcert.sessions.rules import TRANSITIONS, SessionStatus, sales_after_a_move
from microcert.trainings.rules import VersionStatus

from .planning import date_events, refuse_dates


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
def postpone(session: Session, *, starts_on: date, ends_on: date, reason: str, by: User | None) -> Postponement:
    """Give an open session later dates, and say why ("sessions.postponed"). Its events keep their keys, the revision rises.

    Raises `CannotPostpone` in another state or once begun, `MovedEarlier`, `DatesOutOfOrder`, `ReasonMissing`.
    """
    locked = _locked(session)
    if locked.status != SessionStatus.OPEN or clock.today() >= locked.starts_on:
        raise CannotPostpone
    if not reason.strip():
        raise ReasonMissing
    if starts_on <= locked.starts_on:
        raise MovedEarlier(locked.starts_on)
    refuse_dates(starts_on, ends_on)
    moved = Postponement.objects.create(
        session=locked,
        starts_on_before=locked.starts_on,
        ends_on_before=locked.ends_on,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
    )
    locked.sales_close_on = sales_after_a_move(clock.today(), locked.sales_close_on, starts_on)
    locked.starts_on, locked.ends_on = starts_on, ends_on
    if locked.awaits_a_decision:
        # Whoever moves a session wants it to take place.
        locked.kept_at = clock.now()
    _renumber(locked)
    locked.save()
    date_events(locked)
    journal.write("sessions.postponed", locked, by=by, starts_on=starts_on.isoformat(), revision=locked.revision)
    announce("sessions.postponed", postponement=moved.pk)
    return moved


@action
def propose_cancellation(session: Session, *, signed: int, by: User | None = None) -> Session:
    """Sales are over and too few people signed: a person is asked to decide. Asking twice changes nothing."""
    locked = _locked(session)
    if locked.status != SessionStatus.OPEN or locked.cancellation_proposed_at:
        return locked
    locked.cancellation_proposed_at = clock.now()
    locked.save(update_fields=["cancellation_proposed_at"])
    journal.write("sessions.cancellation_proposed", locked, by=by, signed=signed, threshold=locked.opening_threshold)
    announce("sessions.cancellation_proposed", session=locked.pk)
    return locked


@action
def keep(session: Session, *, reason: str, by: User | None) -> Session:
    """The session takes place although it stays below its threshold. Raises `NothingProposed`, `ReasonMissing`."""
    locked = _locked(session)
    if not locked.awaits_a_decision:
        raise NothingProposed
    if not reason.strip():
        raise ReasonMissing
    locked.kept_at, locked.reason = clock.now(), reason.strip()
    locked.save(update_fields=["kept_at", "reason"])
    journal.write("sessions.kept", locked, by=by)
    return locked


@action
def cancel(session: Session, *, reason: str, by: User | None) -> Session:
    """The session will not take place ("sessions.cancelled"). What follows for its orders is told by the journeys.

    Raises `WrongState`, `ReasonMissing`.
    """
    locked = _locked(session)
    _refuse_transition(locked, SessionStatus.CANCELLED)
    if not reason.strip():
        raise ReasonMissing
    locked.reason = reason.strip()
    _renumber(locked)
    locked.save(update_fields=["reason", "revision", "revised_at"])
    announce("sessions.cancelled", session=locked.pk)
    return _moved(locked, SessionStatus.CANCELLED, "sessions.cancelled", by)


def _renumber(session: Session) -> None:
    session.revision, session.revised_at = session.revision + 1, clock.now()


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
