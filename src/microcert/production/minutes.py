"""The content of the committee's minutes, as plain data for their template."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import AgendaItem, Meeting
from .rules import Choice, Ruling, count, quorum

TEMPLATE = "committee_minutes"
NB = "\u00a0"


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y").replace(" ", NB)


def _time(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.hour}{NB}h{NB}{local.minute:02d}"


def ruling_words(ruling: str) -> str:
    return {
        Ruling.ACCEPTED: _("Accepté"),
        Ruling.TO_REVISE: _("À revoir"),
        Ruling.REFUSED: _("Refusé"),
    }[Ruling(ruling)]


def choice_words(choice: str) -> str:
    return {Choice.FOR: _("Pour"), Choice.AGAINST: _("Contre"), Choice.ABSTAIN: _("Abstention")}[Choice(choice)]


def content_of(meeting: Meeting) -> dict[str, Any]:
    """Everything that the minutes print."""
    seats = list(meeting.seats.select_related("person", "university"))
    opened, closed = meeting.opened_at or meeting.meets_at, meeting.closed_at or meeting.meets_at
    items = meeting.items.select_related("proposal__university").prefetch_related(
        "votes__seat__person", "conflicts__seat__person"
    )
    return {
        "number": meeting.number,
        "framework": meeting.framework_version.version,
        "met_on": _day(opened),
        "opened_at": _time(opened),
        "closed_at": _time(closed),
        "place": meeting.place,
        "chair": meeting.chair.full_name if meeting.chair else "",
        "members_called": len(seats),
        "members_present": sum(seat.present_at is not None for seat in seats),
        "quorum": quorum(len(seats)),
        "members": [
            {
                "name": seat.person.full_name,
                "university": seat.university.name if seat.university else "",
                "is_present": seat.present_at is not None,
            }
            for seat in seats
        ],
        "items": [_item(item) for item in items],
    }


def _item(item: AgendaItem) -> dict[str, Any]:
    votes = count(each.choice for each in item.votes.all())
    return {
        "title": item.title,
        "university": item.proposal.university.name if item.proposal else "",
        "ruling": ruling_words(item.ruling) if item.ruling else "",
        "reasons": item.reasons,
        "favourable": votes.favourable,
        "against": votes.against,
        "abstained": votes.abstained,
        "votes": [
            {"name": each.seat.person.full_name, "choice": choice_words(each.choice)} for each in item.votes.all()
        ],
        "conflicts": [{"name": each.seat.person.full_name, "reason": each.reason} for each in item.conflicts.all()],
    }
