"""Pure rules of learning: what validates a milestone, and how far a learner has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from microcert.trainings.rules import ActivityKind

# A class can be joined a little before it begins.
DOORS_OPEN = timedelta(minutes=15)

# A learner who reached no milestone for longer is silent: the tutor is told to write.
SILENCE_DAYS = 7


class How(StrEnum):
    """What validated a milestone. A connection alone never does (Labour code D6313-3-1: activities, not log-ins)."""

    READ = "read"
    WATCHED = "watched"
    QUIZ = "quiz"
    ATTENDED = "attended"
    DONE = "done"
    SUBMITTED = "submitted"
    CORRECTED = "corrected"


# Activities that the learner confirms; the others are validated by a quiz, a presence or a submission.
CONFIRMED_AS: Mapping[ActivityKind, How] = {
    ActivityKind.READING: How.READ,
    ActivityKind.VIDEO: How.WATCHED,
    ActivityKind.FORUM: How.DONE,
    ActivityKind.WORKSHOP: How.DONE,
    ActivityKind.PEER_REVIEW: How.DONE,
}


def months_between(first: date, today: date) -> list[date]:
    """The first days of the months from that of `first` to the last one that is over."""
    months, month = [], first.replace(day=1)
    while month < today.replace(day=1):
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months


def score(answers: Sequence[int], right: Sequence[int]) -> int:
    """The share of right answers, in whole per cent, rounded down; a quiz without questions is full."""
    if not right:
        return 100
    return 100 * sum(given == wanted for given, wanted in zip(answers, right, strict=True)) // len(right)


def doors_are_open(now: datetime, starts_at: datetime, ends_at: datetime | None) -> bool:
    """Whether a virtual class can be joined at `now`."""
    return starts_at - DOORS_OPEN <= now <= (ends_at or starts_at + timedelta(hours=1))


def days_of_silence(today: date, started_on: date, last_on: date | None) -> int:
    """Whole days since the last milestone, or since the start while there is none; 0 before the start."""
    return max((today - max(started_on, last_on or started_on)).days, 0)


def is_silent(days: int) -> bool:
    """Whether so many days without a milestone call for a message."""
    return days > SILENCE_DAYS


@dataclass(frozen=True)
class ActivityProgress:
    """One activity as the learner sees it; `minutes` is its estimated time, `credited` what it has brought so far."""

    pk: int
    title: str
    kind: str
    minutes: int
    is_milestone: bool
    credited: int
    done_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True)
class UnitProgress:
    """A part of the course: `state` is done, now (the first one that is not done) or todo."""

    title: str
    week: int
    activities: tuple[ActivityProgress, ...]
    state: str = "todo"

    @property
    def minutes(self) -> int:
        return sum(activity.minutes for activity in self.activities)

    @property
    def credited(self) -> int:
        return sum(activity.credited for activity in self.activities)

    @property
    def done(self) -> int:
        return sum(activity.is_done for activity in self.activities)

    @property
    def is_done(self) -> bool:
        return all(activity.is_done for activity in self.activities if activity.is_milestone)


@dataclass(frozen=True)
class Progress:
    """How far a learner has come: credited minutes of the total, unit by unit."""

    units: tuple[UnitProgress, ...]

    @property
    def minutes_done(self) -> int:
        return sum(unit.credited for unit in self.units)

    @property
    def minutes_total(self) -> int:
        return sum(unit.minutes for unit in self.units)

    @property
    def percent(self) -> int:
        return 100 * self.minutes_done // self.minutes_total if self.minutes_total else 0

    @property
    def last_at(self) -> datetime | None:
        """When the latest activity was validated; None before the first one."""
        return max((each.done_at for unit in self.units for each in unit.activities if each.done_at), default=None)

    @property
    def next_activity(self) -> ActivityProgress | None:
        """The first milestone not reached yet, in the order of the course."""
        waiting = (each for unit in self.units for each in unit.activities if each.is_milestone and not each.is_done)
        return next(waiting, None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The titles of the milestones not reached yet, the assessment aside."""
        return tuple(
            each.title
            for unit in self.units
            for each in unit.activities
            if each.is_milestone and not each.is_done and each.kind != ActivityKind.ASSESSMENT
        )
