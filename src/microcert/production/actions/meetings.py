"""A meeting of the steering committee: called, opened with those present, conflicts declared, votes, rulings, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from microcert.consortium.models import Appointment, University
from microcert.consortium.queries import framework_in_force
from microcert.consortium.roles import Role
from microcert.documents.actions import next_number
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.foundation.refusals import Invalid
from microcert.people.models import User
from microcert.production.errors import (
    ConflictDeclared,
    NoQuorum,
    NotYours,
    ReasonsMissing,
    RulingImpossible,
    WrongMoment,
)
from microcert.production.models import AgendaItem, Conflict, Meeting, Proposal, Seat, Vote
from microcert.production.queries import ballot_of
from microcert.production.rules import (
    Choice,
    MeetingStatus,
    ProposalStatus,
    Ruling,
    RulingFault,
    count,
    faults_of_ruling,
    may_rule,
    may_vote,
    meeting_may_become,
    quorum,
)

from .proposals import follow_ruling


@action
def call_meeting(
    *, meets_at: datetime, place: str, secretariat: University, proposals: Iterable[Proposal] = (), by: User | None
) -> Meeting:
    """Call every member of the committee to a meeting, with an agenda. Raises `Invalid` in the past or without members."""
    if meets_at <= clock.now():
        raise Invalid(_("La séance se convoque à l’avance : indiquez une date à venir."), field="meets_at")
    meeting = Meeting.objects.create(
        meets_at=meets_at, place=place, secretariat=secretariat, framework_version=framework_in_force()
    )
    members: dict[int, Appointment] = {}
    for each in Appointment.objects.filter(role=Role.STEERING_COMMITTEE, person__is_active=True).order_by("pk"):
        members.setdefault(each.person_id, each)
    if not members:
        raise Invalid(_("Le comité de pilotage n’a pas de membre : nommez-les d’abord."))
    Seat.objects.bulk_create(
        Seat(meeting=meeting, person_id=each.person_id, university_id=each.university_id) for each in members.values()
    )
    for proposal in proposals:
        _add(meeting, proposal.title, proposal)
    journal.write("production.meeting_called", meeting, by=by, members=sorted(members))
    return meeting


@action
def put_on_agenda(meeting: Meeting, *, title: str = "", proposal: Proposal | None = None, by: User) -> AgendaItem:
    """Add a point: a submitted proposal, or another subject by its title. Raises `WrongMoment` once the meeting closed."""
    meeting = _locked(meeting)
    if meeting.status not in (MeetingStatus.CALLED, MeetingStatus.OPEN):
        raise WrongMoment(_("L’ordre du jour de cette séance est clos."))
    item = _add(meeting, title or (proposal.title if proposal else ""), proposal)
    journal.write("production.item_added", item, by=by)
    return item


def _add(meeting: Meeting, title: str, proposal: Proposal | None) -> AgendaItem:
    if not title.strip():
        raise Invalid(_("Donnez un intitulé à ce point."), field="title")
    if proposal is not None and proposal.status != ProposalStatus.SUBMITTED:
        raise WrongMoment(_("Seule une proposition déposée va à l’ordre du jour."))
    if proposal is not None and meeting.items.filter(proposal=proposal).exists():
        raise WrongMoment(_("Cette proposition est déjà à l’ordre du jour de cette séance."))
    return AgendaItem.objects.create(
        meeting=meeting, title=title.strip(), proposal=proposal, position=meeting.items.count() + 1
    )


@action
def open_meeting(meeting: Meeting, *, present: Iterable[User], by: User) -> Meeting:
    """A member opens the meeting with those present, and takes the chair. Raises `NoQuorum`."""
    meeting = _locked(meeting)
    seat_of(meeting, by)
    here = {person.pk for person in present} | {by.pk}
    seats = [seat for seat in meeting.seats.all() if seat.person_id in here]
    needed = quorum(meeting.seats.count())
    if len(seats) < needed:
        raise NoQuorum(len(seats), needed)
    for seat in seats:
        seat.present_at = clock.now()
    Seat.objects.bulk_update(seats, ["present_at"])
    meeting.opened_at, meeting.chair = clock.now(), by
    return _moved(meeting, MeetingStatus.OPEN, by, "opened_at", "chair")


@action
def cancel_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """The meeting will not take place; its proposals stay submitted."""
    return _moved(_locked(meeting), MeetingStatus.CANCELLED, by)


@action
def declare_conflict(item: AgendaItem, *, reason: str, by: User) -> Conflict:
    """A member will not vote on this point; a vote already given is taken back. Repeating changes nothing."""
    item = _item(item)
    seat = seat_of(item.meeting, by)
    if item.ruling or item.meeting.status not in (MeetingStatus.CALLED, MeetingStatus.OPEN):
        raise WrongMoment(_("Ce point est tranché : un conflit d’intérêts se déclare avant."))
    if not reason.strip():
        raise Invalid(_("Dites en quelques mots de quel intérêt il s’agit."), field="reason")
    conflict, _is_new = Conflict.objects.get_or_create(item=item, seat=seat, defaults={"reason": reason.strip()})
    Vote.objects.filter(item=item, seat=seat).delete()
    journal.write("production.conflict_declared", item, by=by)
    return conflict


@action
def vote(item: AgendaItem, choice: Choice, *, by: User) -> Vote:
    """A member votes, or changes their vote. Raises `ConflictDeclared`, `NoQuorum`, `NotYours`, `WrongMoment`."""
    item = _item(item)
    seat = seat_of(item.meeting, by)
    _refuse_unless_debated(item)
    ballot = ballot_of(item)
    if by.pk in ballot.conflicted:
        raise ConflictDeclared
    if seat.present_at is None:
        raise NotYours(_("Seuls les membres présents votent."))
    if not may_vote(by.pk, ballot):
        raise NoQuorum(len(ballot.present), quorum(ballot.members))
    given, _is_new = Vote.objects.update_or_create(
        item=item, seat=seat, defaults={"choice": choice, "cast_at": clock.now()}
    )
    journal.write("production.voted", item, by=by)
    return given


FAULT_WORDS = {
    RulingFault.NOBODY_VOTED: lambda: _("Personne n’a encore voté sur ce point."),
    RulingFault.NOT_CARRIED: lambda: _("Les votes pour ne l’emportent pas : ce point ne peut pas être accepté."),
    RulingFault.CARRIED: lambda: _("Les votes pour l’emportent : ce point ne peut pas être refusé."),
}


@action
def rule(item: AgendaItem, ruling: Ruling, *, reasons: str, by: User) -> AgendaItem:
    """The chair states what the committee decided, with its reasons, or another member where the chair has a conflict.

    It is not changed afterwards.

    Raises `RulingImpossible` when the votes say otherwise, `NoQuorum`, `ReasonsMissing`, `NotYours`.
    """
    item = _item(item)
    ballot = ballot_of(item)
    if not may_rule(by.pk, item.meeting.chair_id, ballot):
        raise NotYours(
            _(
                "La personne qui préside énonce la décision ; si elle a déclaré un conflit d’intérêts, un autre membre qui vote ce point."
            )
        )
    _refuse_unless_debated(item)
    if not reasons.strip():
        raise ReasonsMissing
    for fault in faults_of_ruling(ruling, count(item.votes.values_list("choice", flat=True)), ballot):
        if fault is RulingFault.NO_QUORUM:
            raise NoQuorum(len(ballot.present), quorum(ballot.members))
        raise RulingImpossible(FAULT_WORDS[fault]())
    item.ruling, item.reasons, item.ruled_at = ruling, reasons.strip(), clock.now()
    item.save(update_fields=["ruling", "reasons", "ruled_at"])
    if item.proposal is not None:
        follow_ruling(item.proposal, ruling, by=by)
    journal.write("production.ruled", item, by=by, ruling=ruling)
    return item


@action
def close_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """The chair closes the meeting: the minutes take their number. Points without a ruling are carried over by it.

    Announces "production.meeting_closed".
    """
    meeting = _locked(meeting)
    if meeting.chair_id != by.pk:
        raise NotYours(_("La personne qui préside clôt la séance."))
    series = f"COPIL-{clock.today().year}"
    meeting.number = f"{series}-{next_number(series):03d}"
    meeting.closed_at = clock.now()
    meeting = _moved(meeting, MeetingStatus.CLOSED, by, "number", "closed_at")
    announce("production.meeting_closed", meeting=meeting.pk)
    return meeting


def seat_of(meeting: Meeting, person: User) -> Seat:
    """The member's seat. Raises `NotYours` for anybody who was not called."""
    seat = meeting.seats.filter(person=person).first()
    if seat is None:
        raise NotYours(_("Vous n’avez pas été appelé à siéger à cette séance."))
    return seat


def _refuse_unless_debated(item: AgendaItem) -> None:
    if item.ruling or item.meeting.status != MeetingStatus.OPEN:
        raise WrongMoment(_("On vote et on décide pendant la séance, une fois par point."))


def _item(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting", "proposal").get(pk=item.pk)


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("secretariat").get(pk=meeting.pk)


def _moved(meeting: Meeting, to: MeetingStatus, by: User | None, *also: str) -> Meeting:
    if not meeting_may_become(meeting.status, to):
        raise WrongMoment(_("Cette séance a déjà changé d’état. Rechargez la page."))
    meeting.status = to
    meeting.save(update_fields=["status", *also])
    journal.write(f"production.meeting_{to}", meeting, by=by)
    return meeting
