"""Pure rules of a session: its states, its code, its calendar, and when its sales close."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from microcert.foundation.calendar import last_signature_for, next_working_day


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


def first_monday(day: date) -> date:
    """The first Monday from `day` on, or the working day after it: sessions begin with a week."""
    return next_working_day(day + timedelta(days=-day.weekday() % 7))


def last_day(starts_on: date, weeks: int) -> date:
    """The Friday of the last of so many weeks."""
    monday = starts_on - timedelta(days=starts_on.weekday())
    return monday + timedelta(weeks=weeks, days=-3)


def session_code(producer_code: str, slug: str, number: int) -> str:
    """A code to say on the telephone: the producer's letters, the initials of the training's long words, a number.

    `session_code("HTR", "concevoir-une-evaluation-par-competences", 1) == "HTR-CEC-1"`.
    """
    plain = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode()
    words = [word for word in re.split(r"[^a-zA-Z0-9]+", plain) if word]
    initials = "".join(word[0] for word in words if len(word) > 3) or "".join(word[0] for word in words)
    return f"{producer_code}-{initials[:8].upper()}-{number}"


@dataclass(frozen=True)
class VirtualClass:
    """A synchronous activity to be dated: days after the start, hour of the day, minutes, and the activity's key."""

    title: str
    day_offset: int
    at: time
    minutes: int
    activity: int


class Moment(StrEnum):
    """The kinds of date in a calendar (framework, 8.3)."""

    OPENING = "opening"
    VIRTUAL_CLASS = "virtual_class"
    SUBMISSION = "submission"
    JURY = "jury"
    CLOSING = "closing"


@dataclass(frozen=True)
class Entry:
    """A date of the calendar, in the consortium's local time."""

    kind: Moment
    starts_at: datetime
    ends_at: datetime | None = None
    title: str = ""
    activity: int | None = None


OPENS_AT, CLOSES_AT, JURY_MEETS_AT, LAST_MINUTE = time(9), time(18), time(14), time(23, 59)
DAYS_FROM_SUBMISSION_TO_END = 3
DAYS_FROM_END_TO_JURY = 13


def calendar(starts_on: date, ends_on: date, classes: Iterable[VirtualClass]) -> list[Entry]:
    """The calendar of a session: opening, virtual classes, submission, closing, jury, in order of time."""
    return sorted(_entries(starts_on, ends_on, classes), key=lambda entry: entry.starts_at)


def _entries(starts_on: date, ends_on: date, classes: Iterable[VirtualClass]) -> Iterator[Entry]:
    yield Entry(Moment.OPENING, datetime.combine(starts_on, OPENS_AT))
    for each in classes:
        begin = datetime.combine(starts_on + timedelta(days=each.day_offset), each.at)
        yield Entry(Moment.VIRTUAL_CLASS, begin, begin + timedelta(minutes=each.minutes), each.title, each.activity)
    hand_in = max(starts_on, ends_on - timedelta(days=DAYS_FROM_SUBMISSION_TO_END))
    yield Entry(Moment.SUBMISSION, datetime.combine(hand_in, LAST_MINUTE))
    yield Entry(Moment.CLOSING, datetime.combine(ends_on, CLOSES_AT))
    jury = next_working_day(ends_on + timedelta(days=DAYS_FROM_END_TO_JURY))
    yield Entry(Moment.JURY, datetime.combine(jury, JURY_MEETS_AT))


def sales_after_a_move(today: date, closes_on: date, starts_on: date) -> date:
    """When the sales of a moved session close. Sales that have closed stay closed: the seed of their draws may be known."""
    return sales_close_on(starts_on) if today <= closes_on else closes_on


def lacks_learners(today: date, *, closes_on: date, signed: int, threshold: int) -> bool:
    """Whether the sales are over and fewer people have signed than the session needs to open."""
    return today > closes_on and signed < threshold


@dataclass(frozen=True)
class Week:
    """The work expected in one week of a session (framework, 8.3): its days, both included, and minutes."""

    number: int
    begins_on: date
    ends_on: date
    minutes: int


def weeks_of_work(starts_on: date, ends_on: date, minutes: Mapping[int, int]) -> list[Week]:
    """The expected workload week by week; `minutes` by the number of the week in the training, from 1.

    Weeks run from Monday to Sunday; the first begins and the last ends with the session. A week beyond the end, in a
    session shorter than its training, falls into the last one: no work is forgotten.
    """
    monday = starts_on - timedelta(days=starts_on.weekday())
    last = (ends_on - monday).days // 7 + 1
    loads = dict.fromkeys(range(1, last + 1), 0)
    for number, load in minutes.items():
        loads[min(max(number, 1), last)] += load
    return [
        Week(
            number,
            max(starts_on, monday + timedelta(weeks=number - 1)),
            min(ends_on, monday + timedelta(weeks=number - 1, days=6)),
            load,
        )
        for number, load in loads.items()
    ]


@dataclass(frozen=True)
class Promise:
    """What a university promises for a session, in the words that its signatory reads."""

    university: str
    session: str
    training: str
    starts_on: date
    ends_on: date
    admin_contact: str
    tutor_name: str
    support_minutes: int

    @property
    def text(self) -> str:
        """The signed text, in French as every binding text (framework, 3.2)."""
        hours, minutes = divmod(self.support_minutes, 60)
        budget = f"{hours} h {minutes:02d}" if minutes else f"{hours} h"
        return (
            f"{self.university} s’engage, pour la session {self.session} de la formation « {self.training} » prévue du "
            f"{self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}, y compris si elle est reportée, à accompagner tous les "
            f"stagiaires que le tirage lui affectera. Contact administratif : {self.admin_contact}. Tutorat motivationnel : "
            f"{self.tutor_name}. Temps d’accompagnement budgété : {budget}. (Cadre commun, § 3.2)"
        )

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def is_committed(*, tutor_name: str, support_minutes: int, has_committed: bool) -> bool:
    """Whether a seller has promised its support: a tutor named, hours budgeted, the promise dated (framework, 3.2)."""
    return bool(tutor_name.strip()) and support_minutes > 0 and has_committed
