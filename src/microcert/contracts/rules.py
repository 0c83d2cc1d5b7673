"""Pure rules of a training contract: its states."""

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

CODE_LIFE = timedelta(minutes=15)


def may_withdraw(today: date, last_day: date | None) -> bool:
    """Whether the withdrawal period still runs; its last day counts until midnight (Consumer code L221-19)."""
    return last_day is not None and today <= last_day
