"""Dates as iCalendar (RFC 5545): one event keeps its UID for life; its SEQUENCE rises when the session's dates change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from .models import Session, SessionEvent
from .rules import SessionStatus, Week

# A date without an end takes this long in an agenda.
A_MOMENT = timedelta(minutes=30)


@dataclass(frozen=True)
class Line:
    """One event of an agenda. `starts` and `ends` are both moments, or both days (`ends` exclusive)."""

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    sequence: int
    stamped_at: datetime
    organizer: str = ""
    url: str = ""
    is_cancelled: bool = False
    is_busy: bool = True


def lines_of(session: Session, events: Iterable[SessionEvent], *, url: str = "") -> Iterator[Line]:
    """The dates of a session; it carries its version, training and producer. The language is that of whoever asks."""
    for each in events:
        yield Line(
            uid=f"{session.code}-{each.pk}@{settings.SITE_URL.split('//')[-1]}",
            summary=f"{each.title} – {session.version.title}",
            starts=each.starts_at,
            ends=each.ends_at or each.starts_at + A_MOMENT,
            sequence=session.revision,
            stamped_at=session.revised_at,
            organizer=session.version.training.producer.office_email,
            url=url,
            is_cancelled=session.status == SessionStatus.CANCELLED,
        )


def work_of(session: Session, weeks: Iterable[Week], *, url: str = "") -> Iterator[Line]:
    """The expected workload as one entry a week, all day long, that leaves the person free (R075)."""
    for week in weeks:
        if not week.minutes:
            continue
        hours, minutes = divmod(week.minutes, 60)
        load = f"{hours} h {minutes:02d}" if minutes else f"{hours} h"
        yield Line(
            uid=f"{session.code}-week-{week.number}@{settings.SITE_URL.split('//')[-1]}",
            summary=_("Travail estimé : %(load)s – %(title)s") % {"load": load, "title": session.version.title},
            starts=week.begins_on,
            ends=week.ends_on + timedelta(days=1),
            sequence=session.revision,
            stamped_at=session.revised_at,
            organizer=session.version.training.producer.office_email,
            url=url,
            is_cancelled=session.status == SessionStatus.CANCELLED,
            is_busy=False,
        )


def calendar_file(name: str, lines: Iterable[Line], *, method: str = "PUBLISH") -> bytes:
    """An iCalendar file. PUBLISH is a feed or an update, CANCEL takes events out of agendas (RFC 5546, 3.2)."""
    calendar = Calendar()
    calendar.add("prodid", "-//microcert//calendar//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    for line in lines:
        calendar.add_component(_event(line))
    return calendar.to_ical()


def _event(line: Line) -> Event:
    event = Event()
    event.add("uid", line.uid)
    event.add("dtstamp", line.stamped_at)
    event.add("sequence", line.sequence)
    event.add("summary", line.summary)
    event.add("dtstart", line.starts)
    event.add("dtend", line.ends)
    event.add("status", "CANCELLED" if line.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if line.is_busy and not line.is_cancelled else "TRANSPARENT")
    if line.organizer:
        event.add("organizer", vCalAddress(f"mailto:{line.organizer}"))
    if line.url:
        event.add("url", line.url)
    return event
