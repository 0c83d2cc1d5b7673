"""Pure rules of a session: its states, and when its sales close."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from microcert.foundation.calendar import last_signature_for


class SessionStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


TRANSITIONS: dict[SessionStatus, frozenset[SessionStatus]] = {
    SessionStatus.PLANNED: frozenset({SessionStatus.OPEN, SessionStatus.CANCELLED}),
    SessionStatus.OPEN: frozenset({SessionStatus.RUNNING, SessionStatus.CANCELLED}),
    SessionStatus.RUNNING: frozenset({SessionStatus.CLOSED}),
    SessionStatus.CLOSED: frozenset(),
    SessionStatus.CANCELLED: frozenset(),
}


def sales_close_on(starts_on: date) -> date:
    """The last day on which a contract can be signed: its first debit falls no later than the start."""
    return last_signature_for(starts_on)
