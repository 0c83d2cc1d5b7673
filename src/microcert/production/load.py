"""What a consortium's `production.toml` says of its production: read whole, judged whole, then written.

Days are counted from the day of loading (`in_days`), so that a call is under way whenever the file is loaded.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from microcert.consortium.errors import Problem
from microcert.consortium.models import FrameworkVersion, University
from microcert.consortium.sheet import Sheet
from microcert.foundation import clock
from microcert.trainings.models import Family, Training

from . import actions
from .actions.proposals import Content
from .models import Call, CouncilNotice, Meeting, Need, Proposal
from .rules import Choice, ProposalStatus, Ruling, TeamRole

NAME = "production.toml"
# The states that a file may give a proposal.
WRITTEN_AS = (ProposalStatus.DRAFT, ProposalStatus.SUBMITTED)
THE_FRAMEWORK = "framework"


@dataclass(frozen=True)
class Names:
    """What the file may name: slugs of universities and of trainings."""

    universities: Collection[str]
    trainings: Collection[str]


@dataclass(frozen=True)
class CallLine:
    title: str
    text: str
    days: tuple[int, int]
    criteria: tuple[dict[str, int | str], ...]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class ProposalLine:
    call: str
    university: str
    content: Content
    needs: tuple[str, ...]
    days: tuple[int, int]
    state: str


@dataclass(frozen=True)
class MeetingLine:
    """A meeting to come in `in_days`; or one that was held (`in_days` negative) and accepted its proposals with `reasons`."""

    in_days: int
    place: str
    secretariat: str
    proposals: tuple[str, ...]
    reasons: str


@dataclass(frozen=True)
class NoticeLine:
    university: str
    about: str
    days_ago: int
    reference: str


@dataclass(frozen=True)
class ProductionFile:
    """The file, read and found good. `decided_on` is None when no minutes older than the platform are named."""

    decided_on: date | None = None
    reference: str = ""
    needs: tuple[tuple[Need, tuple[str, ...]], ...] = ()
    calls: tuple[CallLine, ...] = ()
    proposals: tuple[ProposalLine, ...] = ()
    meetings: tuple[MeetingLine, ...] = field(default=())
    notices: tuple[NoticeLine, ...] = ()


def read_production(path: Path, names: Names, problems: list[Problem]) -> ProductionFile:
    """Read the file beside a consortium's; a consortium without one has nothing to say here."""
    if not path.is_file():
        return ProductionFile()
    sheet = Sheet.open(path, problems)
    earlier = sheet.table("earlier_decisions", required=False)
    needs = tuple(_need(each, names) for each in sheet.tables("needs"))
    codes = [need.code for need, _slugs in needs]
    calls = tuple(_call(each, codes) for each in sheet.tables("calls"))
    titles = [call.title for call in calls]
    proposals = tuple(_proposal(each, names, codes, titles) for each in sheet.tables("proposals"))
    offered = [each.content.title for each in proposals]
    read = ProductionFile(
        decided_on=earlier.day("decided_on", required=False),
        reference=earlier.text("reference", ""),
        needs=needs,
        calls=calls,
        proposals=proposals,
        meetings=tuple(_meeting(each, names, offered) for each in sheet.tables("meetings")),
        notices=tuple(_notice(each, names) for each in sheet.tables("notices")),
    )
    earlier.finish()
    sheet.finish()
    return read


def _among(sheet: Sheet, key: str, among: Collection[str]) -> tuple[str, ...]:
    """A list of names, each of which is there."""
    values = sheet.texts(key, [])
    for value in values:
        if value not in among:
            sheet.refuse(key, _("« %s » n’est pas dans ces fichiers.") % value)
    return tuple(values)


def _need(sheet: Sheet, names: Names) -> tuple[Need, tuple[str, ...]]:
    need = Need(
        **{key: sheet.text(key) for key in ("code", "domain", "title", "profession", "source")},
        transition=sheet.choice("transition", Need.Transition.values),
        priority=sheet.number("priority", least=1, most=4),
        noted_on=sheet.day("noted_on"),
    )
    trainings = _among(sheet, "trainings", names.trainings)
    sheet.finish()
    return sheet.check(need), trainings


def _days(sheet: Sheet, key: str) -> tuple[int, int]:
    inner = sheet.table(key)
    days = inner.number("from", least=-1000, most=1000), inner.number("to", least=-1000, most=1000)
    inner.finish()
    return days


def _call(sheet: Sheet, codes: Collection[str]) -> CallLine:
    criteria: list[dict[str, int | str]] = []
    for each in sheet.tables("criteria", least=1):
        criteria.append({"label": each.text("label"), "weight": each.number("weight", most=1000)})
        each.finish()
    line = CallLine(
        title=sheet.text("title"),
        text=sheet.text("text"),
        days=_days(sheet, "in_days"),
        criteria=tuple(criteria),
        needs=_among(sheet, "needs", codes),
    )
    sheet.finish()
    return line


def _proposal(sheet: Sheet, names: Names, codes: Collection[str], calls: Collection[str]) -> ProposalLine:
    team, estimate = sheet.table("team"), sheet.table("estimate", required=False)
    figures: dict[str, int | str] = {"name": estimate.text("name", "")}
    for key in ("break_even", "fixed_cents", "margin_cents"):
        figures[key] = estimate.number(key, 0, most=100_000_000)
    content = Content(
        title=sheet.text("title"),
        family=sheet.choice("family", Family.values),
        hours=sheet.number("hours", least=1, most=1000),
        summary=sheet.text("summary"),
        team={role.value: team.text(role, "") for role in TeamRole},
        framework_draft=sheet.text("framework_draft", ""),
        contribution=sheet.text("contribution", ""),
        estimate=figures if figures["name"] else {},
    )
    line = ProposalLine(
        call=sheet.choice("call", calls),
        university=sheet.choice("university", names.universities),
        content=content,
        needs=_among(sheet, "needs", codes),
        days=_days(sheet, "production_in_days"),
        state=sheet.choice("state", WRITTEN_AS),
    )
    for each in (team, estimate, sheet):
        each.finish()
    return line


def _meeting(sheet: Sheet, names: Names, titles: Collection[str]) -> MeetingLine:
    line = MeetingLine(
        in_days=sheet.number("in_days", least=-1000, most=1000),
        place=sheet.text("place"),
        secretariat=sheet.choice("secretariat", names.universities),
        proposals=_among(sheet, "proposals", titles),
        reasons=sheet.text("reasons", ""),
    )
    sheet.finish()
    return line


def _notice(sheet: Sheet, names: Names) -> NoticeLine:
    line = NoticeLine(
        university=sheet.choice("university", names.universities),
        about=sheet.choice("about", [THE_FRAMEWORK, *names.trainings], THE_FRAMEWORK),
        days_ago=sheet.number("days_ago", most=10_000),
        reference=sheet.text("reference", ""),
    )
    sheet.finish()
    return line


def record_earlier(training: Training, read: ProductionFile) -> None:
    """The committee had let this training be produced before the platform held its minutes."""
    if read.decided_on is not None:
        actions.record_earlier_decision(training, decided_on=read.decided_on, reference=read.reference, by=None)


def load_production(read: ProductionFile) -> None:
    """Write what was read. What is there already is left as it is: loading twice changes nothing."""
    for model, write in ((Need, _write_map), (Call, _write_calls), (Meeting, _hold_all), (CouncilNotice, _tell_all)):
        if not model.objects.exists():
            write(read)


def _write_map(read: ProductionFile) -> None:
    actions.import_map([need for need, _slugs in read.needs], by=None)
    for need, slugs in read.needs:
        actions.cover(need, Training.objects.filter(slug__in=slugs), by=None)


def _write_calls(read: ProductionFile) -> None:
    for call in read.calls:
        _write_call(call)
    for proposal in read.proposals:
        _write_proposal(proposal)
    for over in Call.objects.filter(closes_on__lt=clock.today()):
        actions.close_call(over, by=None)


def _hold_all(read: ProductionFile) -> None:
    for meeting in read.meetings:
        _hold(meeting)


def _tell_all(read: ProductionFile) -> None:
    for notice in read.notices:
        _write_notice(notice)


def _write_call(line: CallLine) -> None:
    today = clock.today()
    call = actions.draft_call(
        title=line.title,
        text=line.text,
        opens_on=today + timedelta(days=line.days[0]),
        closes_on=today + timedelta(days=line.days[1]),
        criteria=line.criteria,
        needs=Need.objects.filter(code__in=line.needs),
        by=None,
    )
    actions.open_call(call, by=None)


def _write_proposal(line: ProposalLine) -> None:
    call, today = Call.objects.get(title=line.call), clock.today()
    given = line.content.__dict__ | {
        "needs": Need.objects.filter(code__in=line.needs),
        "production_starts_on": today + timedelta(days=line.days[0]),
        "production_ends_on": today + timedelta(days=line.days[1]),
    }
    # An earlier call received while it was open.
    with clock.on_day(min(today, call.closes_on)):
        proposal = actions.begin_proposal(call, University.objects.get(slug=line.university), Content(**given), by=None)
        if line.state == ProposalStatus.SUBMITTED:
            actions.submit_proposal(proposal, by=None)


def _hold(line: MeetingLine) -> None:
    proposals = list(Proposal.objects.filter(title__in=line.proposals).order_by("pk"))
    with clock.moved_by(timedelta(days=min(0, line.in_days - 7))):
        meeting = actions.call_meeting(
            meets_at=clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=max(7, line.in_days)),
            place=line.place,
            secretariat=University.objects.get(slug=line.secretariat),
            proposals=proposals,
            by=None,
        )
    if line.in_days >= 0:
        return
    with clock.moved_by(timedelta(days=line.in_days)):
        _decide(meeting, line.reasons)


def _decide(meeting: Meeting, reasons: str) -> None:
    """A meeting that was held: who proposes leaves the vote, the others are in favour."""
    seats = list(meeting.seats.select_related("person"))
    chair = seats[-1].person
    actions.open_meeting(meeting, present=[seat.person for seat in seats], by=chair)
    for item in meeting.items.select_related("proposal"):
        for seat in seats:
            if item.proposal and seat.university_id == item.proposal.university_id:
                actions.declare_conflict(item, reason="Son université porte cette proposition.", by=seat.person)
            else:
                actions.vote(item, Choice.FOR, by=seat.person)
        actions.rule(item, Ruling.ACCEPTED, reasons=reasons, by=chair)
    actions.close_meeting(meeting, by=chair)


def _write_notice(line: NoticeLine) -> None:
    about = FrameworkVersion.objects.latest() if line.about == THE_FRAMEWORK else Training.objects.get(slug=line.about)
    actions.inform_council(
        University.objects.get(slug=line.university),
        about,
        informed_on=clock.today() - timedelta(days=line.days_ago),
        reference=line.reference,
        by=None,
    )
