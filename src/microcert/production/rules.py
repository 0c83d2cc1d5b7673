"""Pure rules of production: calls, proposals, the committee's meetings, votes and quorum, the coverage of the map."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CallStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


CALL_TRANSITIONS: dict[CallStatus, frozenset[CallStatus]] = {
    CallStatus.DRAFT: frozenset({CallStatus.OPEN}),
    CallStatus.OPEN: frozenset({CallStatus.CLOSED}),
    CallStatus.CLOSED: frozenset(),
}


class ProposalStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    TO_REVISE = "to_revise"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PROPOSAL_TRANSITIONS: dict[ProposalStatus, frozenset[ProposalStatus]] = {
    ProposalStatus.DRAFT: frozenset({ProposalStatus.SUBMITTED, ProposalStatus.WITHDRAWN}),
    ProposalStatus.SUBMITTED: frozenset(
        {ProposalStatus.ACCEPTED, ProposalStatus.REFUSED, ProposalStatus.TO_REVISE, ProposalStatus.WITHDRAWN}
    ),
    # What the committee asked to revise comes back to it, or is given up.
    ProposalStatus.TO_REVISE: frozenset({ProposalStatus.SUBMITTED, ProposalStatus.WITHDRAWN}),
    ProposalStatus.ACCEPTED: frozenset(),
    ProposalStatus.REFUSED: frozenset(),
    ProposalStatus.WITHDRAWN: frozenset(),
}
MAY_BE_WRITTEN = frozenset({ProposalStatus.DRAFT, ProposalStatus.TO_REVISE})


class MeetingStatus(StrEnum):
    CALLED = "called"
    OPEN = "open"
    CLOSED = "closed"
    SEALED = "sealed"
    CANCELLED = "cancelled"


MEETING_TRANSITIONS: dict[MeetingStatus, frozenset[MeetingStatus]] = {
    MeetingStatus.CALLED: frozenset({MeetingStatus.OPEN, MeetingStatus.CANCELLED}),
    MeetingStatus.OPEN: frozenset({MeetingStatus.CLOSED}),
    MeetingStatus.CLOSED: frozenset({MeetingStatus.SEALED}),
    MeetingStatus.SEALED: frozenset(),
    MeetingStatus.CANCELLED: frozenset(),
}


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Ruling(StrEnum):
    """What the committee can decide on a point of its agenda."""

    ACCEPTED = "accepted"
    TO_REVISE = "to_revise"
    REFUSED = "refused"


class TeamRole(StrEnum):
    """The four teams that carry every training (framework, 13.2)."""

    PEDAGOGICAL = "pedagogical"
    ADMINISTRATIVE = "administrative"
    MOTIVATIONAL = "motivational"
    TECHNICAL = "technical"


def call_may_become(present: str, wanted: CallStatus) -> bool:
    return wanted in CALL_TRANSITIONS[CallStatus(present)]


def proposal_may_become(present: str, wanted: ProposalStatus) -> bool:
    return wanted in PROPOSAL_TRANSITIONS[ProposalStatus(present)]


def meeting_may_become(present: str, wanted: MeetingStatus) -> bool:
    return wanted in MEETING_TRANSITIONS[MeetingStatus(present)]


def is_receiving(status: str, opens_on: date, closes_on: date, today: date) -> bool:
    """Whether a call takes proposals on a day; both of its dates are included."""
    return status == CallStatus.OPEN and opens_on <= today <= closes_on


def quorum(members: int) -> int:
    """How many members must be there: more than half of those called."""
    return members // 2 + 1


@dataclass(frozen=True)
class Ballot:
    """Who may vote on one point: keys of the members present, and of those who declared a conflict of interest."""

    members: int
    present: frozenset[int]
    conflicted: frozenset[int]

    @property
    def voters(self) -> frozenset[int]:
        return self.present - self.conflicted

    @property
    def has_quorum(self) -> bool:
        """A member who leaves for a conflict still counts as present, but somebody must be left to vote."""
        return len(self.present) >= quorum(self.members) and bool(self.voters)


def may_vote(person: int, ballot: Ballot) -> bool:
    """A member who is present and has no conflict; without a quorum nobody votes."""
    return ballot.has_quorum and person in ballot.voters


def may_rule(person: int, chair: int | None, ballot: Ballot) -> bool:
    """The chair states the decision; on a point where the chair has a conflict, any member who may vote does instead."""
    return may_vote(person, ballot) if chair in ballot.conflicted else person == chair


@dataclass(frozen=True)
class Count:
    """The votes on one point."""

    favourable: int = 0
    against: int = 0
    abstained: int = 0

    @property
    def cast(self) -> int:
        return self.favourable + self.against + self.abstained

    @property
    def is_carried(self) -> bool:
        """More for than against; abstentions do not count, and a tie carries nothing."""
        return self.favourable > self.against


def count(choices: Iterable[str]) -> Count:
    given = list(choices)
    return Count(*(given.count(each) for each in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)))


class RulingFault(StrEnum):
    NO_QUORUM = "no_quorum"
    NOBODY_VOTED = "nobody_voted"
    NOT_CARRIED = "not_carried"
    CARRIED = "carried"


def faults_of_ruling(ruling: str, votes: Count, ballot: Ballot) -> list[RulingFault]:
    """Why the committee cannot rule so; empty when it can.

    Accepting needs a majority; a majority in favour cannot be turned into a refusal. Asking for a revision is open to
    the committee whatever the votes.
    """
    if not ballot.has_quorum:
        return [RulingFault.NO_QUORUM]
    if not votes.cast:
        return [RulingFault.NOBODY_VOTED]
    if ruling == Ruling.ACCEPTED and not votes.is_carried:
        return [RulingFault.NOT_CARRIED]
    if ruling == Ruling.REFUSED and votes.is_carried:
        return [RulingFault.CARRIED]
    return []


@dataclass(frozen=True)
class ProposalFacts:
    """What a proposal says, as far as submitting it is concerned."""

    needs: int
    roles: Collection[str]
    draft: str
    contribution: str
    has_estimate: bool
    hours: int
    hours_bounds: tuple[int, int]
    production: tuple[date, date] | None


class ProposalGap(StrEnum):
    NEEDS = "needs"
    TEAM = "team"
    DRAFT = "framework_draft"
    CONTRIBUTION = "contribution"
    ESTIMATE = "estimate"
    HOURS = "hours"
    DATES = "production_ends_on"


def gaps_of_proposal(facts: ProposalFacts) -> list[ProposalGap]:
    """All that is missing before a proposal can go to the committee, in the order of its form."""
    least, most = facts.hours_bounds
    wrong = {
        ProposalGap.NEEDS: not facts.needs,
        ProposalGap.HOURS: not least <= facts.hours <= most,
        ProposalGap.TEAM: set(TeamRole) - set(facts.roles) != set(),
        ProposalGap.DRAFT: not facts.draft.strip(),
        ProposalGap.CONTRIBUTION: not facts.contribution.strip(),
        ProposalGap.ESTIMATE: not facts.has_estimate,
        ProposalGap.DATES: facts.production is None or facts.production[0] >= facts.production[1],
    }
    return [gap for gap, is_wrong in wrong.items() if is_wrong]


class Cover(StrEnum):
    """How far a competency of the map is served."""

    COVERED = "covered"
    PLANNED = "planned"
    PROPOSED = "proposed"
    OPEN = "open"


def cover_of(*, published: int, accepted: int, submitted: int) -> Cover:
    """The furthest that any training or proposal has come for one competency."""
    if published:
        return Cover.COVERED
    if accepted:
        return Cover.PLANNED
    return Cover.PROPOSED if submitted else Cover.OPEN


@dataclass(frozen=True)
class EvaluationFigures:
    """What rooms above know of a training's results; the map keeps a copy with the date (framework, 13.1).

    Counts of learners, never names: assessed by a jury, awarded, and the satisfaction in tenths (0 to 10) or None.
    """

    training: str
    assessed: int
    awarded: int
    satisfaction: int | None = None
    note: str = ""

    @property
    def success(self) -> int | None:
        """Percent of the assessed who were awarded; nothing is said of fewer than ten (published figures do the same)."""
        return round(100 * self.awarded / self.assessed) if self.assessed >= LEAST_SAMPLE else None


LEAST_SAMPLE = 10
LEAST_PRIORITY, MOST_PRIORITY = 1, 4


@dataclass(frozen=True)
class Span:
    """A period of the plan, both days included."""

    starts_on: date
    ends_on: date


def window(spans: Sequence[Span], today: date) -> Span:
    """The whole months that hold every span and today."""
    first = min([today, *(each.starts_on for each in spans)]).replace(day=1)
    last = max([today, *(each.ends_on for each in spans)])
    year, month = (last.year + 1, 1) if last.month == 12 else (last.year, last.month + 1)
    return Span(first, date(year, month, 1))


def share(day: date, frame: Span) -> float:
    """Where a day stands in a frame, from 0 to 1."""
    length = (frame.ends_on - frame.starts_on).days or 1
    return min(1.0, max(0.0, (day - frame.starts_on).days / length))


def months(frame: Span) -> list[date]:
    """The first day of every month of a frame, the last bound left out."""
    days, day = [], frame.starts_on
    while day < frame.ends_on:
        days.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return days


def missing_roles(team: Mapping[str, str]) -> list[TeamRole]:
    """The teams of 13.2 that nobody was named for: takes {role: names}."""
    return [role for role in TeamRole if not team.get(role, "").strip()]
