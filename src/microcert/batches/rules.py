"""Pure rules of work on many things at once: the states of a line, for how long a page waits, for how long a file is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What is done to each thing of a batch."""

    SIGNATURES = "signatures"
    LETTERS = "letters"
    ARCHIVE = "archive"


class LineStatus(StrEnum):
    """Where one thing of a batch stands. What is refused may be asked for again, in another batch."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


LINE_TRANSITIONS: dict[LineStatus, frozenset[LineStatus]] = {
    LineStatus.WAITING: frozenset({LineStatus.DONE, LineStatus.REFUSED}),
    LineStatus.DONE: frozenset(),
    LineStatus.REFUSED: frozenset(),
}

# How many things one gesture may concern; an archive holds megabytes for each, so fewer.
MOST_AT_ONCE = 10_000
MOST_IN_AN_ARCHIVE = 2_000
# A page that shows work in progress asks again by itself for so long, and a while more for each thing; after that a person
# is told to look elsewhere.
PATIENCE = timedelta(minutes=15)
PATIENCE_FOR_EACH = timedelta(seconds=2)
# How long what a batch made is offered: long enough for a weekend, too short to become a second place where papers lie.
FILE_LIFE = timedelta(days=3)


def is_overdue(asked_at: datetime, now: datetime, lines: int = 0) -> bool:
    """Whether what was asked for should long be done."""
    return now - asked_at > PATIENCE + lines * PATIENCE_FOR_EACH
