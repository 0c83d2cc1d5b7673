"""Pure rules of a training contract: its states."""

from __future__ import annotations

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
