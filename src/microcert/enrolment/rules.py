"""Pure rules of a learner's file: its states."""

from __future__ import annotations

from enum import StrEnum

# How long before the start the convocation leaves.
CONVOCATION_DAYS = 10


class FileStatus(StrEnum):
    OPEN = "open"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[FileStatus, frozenset[FileStatus]] = {
    FileStatus.OPEN: frozenset({FileStatus.AWARDED, FileStatus.NOT_AWARDED, FileStatus.WITHDRAWN}),
    FileStatus.AWARDED: frozenset(),
    FileStatus.NOT_AWARDED: frozenset({FileStatus.AWARDED}),
    FileStatus.WITHDRAWN: frozenset(),
}


def may_move(now: FileStatus | str, then: FileStatus) -> bool:
    """Whether a file may go from one state to the other."""
    return then in TRANSITIONS[FileStatus(now)]
