"""Pure rules of training contracts: their states, and those of what follows them."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class ContractStatus(StrEnum):
    ISSUED = "issued"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    VOID = "void"


TRANSITIONS: dict[ContractStatus, frozenset[ContractStatus]] = {
    ContractStatus.ISSUED: frozenset({ContractStatus.SIGNED, ContractStatus.VOID}),
    ContractStatus.SIGNED: frozenset({ContractStatus.WITHDRAWN, ContractStatus.VOID}),
    ContractStatus.WITHDRAWN: frozenset(),
    ContractStatus.VOID: frozenset(),
}


class EnvelopeState(StrEnum):
    """Where a request to an external signature provider stands."""

    OPEN = "open"
    SIGNED = "signed"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    TOO_LATE = "too_late"


# One answer ends an envelope; whoever still wants to sign gets another one.
ENVELOPE_TRANSITIONS: dict[EnvelopeState, frozenset[EnvelopeState]] = {
    state: frozenset(set(EnvelopeState) - {EnvelopeState.OPEN}) if state is EnvelopeState.OPEN else frozenset()
    for state in EnvelopeState
}


# A notice of the signature provider comes within seconds; one that has not come by then may be lost.
NOTICE_IS_LATE = timedelta(minutes=15)

CODE_LIFE = timedelta(minutes=15)


def may_withdraw(today: date, last_day: date | None) -> bool:
    """Whether the withdrawal period still runs; its last day counts until midnight (Consumer code L221-19)."""
    return last_day is not None and today <= last_day
