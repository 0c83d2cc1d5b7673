from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from microcert.consortium.models import Consortium
from microcert.consortium.rules import Clause
from microcert.trainings.models import Training, TrainingVersion
from microcert.trainings.queries import published, requirements_of

from .models import AgendaItem, Decision, Need, Proposal, Specification
from .rules import Ballot, Cover, ProposalFacts, ProposalStatus, cover_of
from .specification_parts import Part, clauses_of


@dataclass(frozen=True)
class CommitteeDecision:
    """That the steering committee let a training be produced: when, by which minutes, and why."""

    decided_on: date
    reference: str
    reasons: str


def committee_decision_on(training: Training) -> CommitteeDecision | None:
    """The committee's decision for a training; None while there is none (framework, 13). One query."""
    row = Decision.objects.filter(training=training).first()
    return CommitteeDecision(row.decided_on, row.reference, row.reasons) if row else None


def ballot_of(item: AgendaItem) -> Ballot:
    """Who may vote on a point: the members present, without those who declared a conflict. Two queries."""
    seats = list(item.meeting.seats.all())
    conflicted = {each.seat_id for each in item.conflicts.all()}
    return Ballot(
        members=len(seats),
        present=frozenset(seat.person_id for seat in seats if seat.present_at),
        conflicted=frozenset(seat.person_id for seat in seats if seat.pk in conflicted),
    )


def facts_of(proposal: Proposal) -> ProposalFacts:
    """What the rule of submission looks at."""
    wanted = requirements_of(Consortium.objects.first())
    dates = (proposal.production_starts_on, proposal.production_ends_on)
    return ProposalFacts(
        needs=proposal.needs.count(),
        roles=tuple(role for role, names in proposal.team.items() if str(names).strip()),
        draft=proposal.framework_draft,
        contribution=proposal.contribution,
        has_estimate=bool(proposal.estimate),
        hours=proposal.hours,
        hours_bounds=(wanted.hours_min, wanted.hours_max),
        production=(dates[0], dates[1]) if dates[0] and dates[1] else None,
    )


@dataclass(frozen=True)
class MapLine:
    """A competency of the map with what serves it: titles of published trainings, and proposals by state."""

    need: Need
    cover: Cover
    trainings: tuple[tuple[str, str], ...]
    accepted: tuple[Proposal, ...]
    submitted: tuple[Proposal, ...]


@dataclass(frozen=True)
class MapDomain:
    """The competencies of one field of activity."""

    name: str
    lines: tuple[MapLine, ...]

    def number(self, cover: Cover) -> int:
        return sum(line.cover is cover for line in self.lines)


def competency_map() -> list[MapDomain]:
    """The whole map by domain, in four queries however large it is."""
    titles = {each.training_id: (each.training.slug, each.title) for each in published().select_related("training")}
    found = Need.objects.prefetch_related(
        "trainings", Prefetch("proposals", Proposal.objects.select_related("university"))
    )
    domains: dict[str, list[MapLine]] = {}
    for need in found:
        domains.setdefault(need.domain, []).append(_line(need, titles))
    return [MapDomain(name, tuple(lines)) for name, lines in domains.items()]


def line_of(need: Need) -> MapLine:
    """One competency of the map."""
    titles = {
        each.training_id: (each.training.slug, each.title)
        for each in published().filter(training__needs=need).select_related("training")
    }
    return _line(need, titles)


def _line(need: Need, titles: dict[int, tuple[str, str]]) -> MapLine:
    trainings = tuple(titles[each.pk] for each in need.trainings.all() if each.pk in titles)
    by_state = {
        state: tuple(each for each in need.proposals.all() if each.status == state)
        for state in (ProposalStatus.ACCEPTED, ProposalStatus.SUBMITTED)
    }
    accepted, submitted = by_state[ProposalStatus.ACCEPTED], by_state[ProposalStatus.SUBMITTED]
    return MapLine(
        need=need,
        cover=cover_of(published=len(trainings), accepted=len(accepted), submitted=len(submitted)),
        trainings=trainings,
        accepted=accepted,
        submitted=submitted,
    )


def trainings_without_decision(university_id: int) -> list[TrainingVersion]:
    """The newest version of each training of a university that the committee has not decided on yet."""
    rows = (
        TrainingVersion.objects.filter(training__producer=university_id, training__decision=None)
        .select_related("training")
        .order_by("training", "-number")
    )
    newest: dict[int, TrainingVersion] = {}
    for each in rows:
        newest.setdefault(each.training_id, each)
    return sorted(newest.values(), key=lambda each: each.title)


def parts_in_force(specification: Specification | None) -> list[Part]:
    """The requirements of a published version, in its order; none without one. One query."""
    return [each.as_part() for each in specification.items.all()] if specification else []


def clauses_in_force(version: str = "") -> list[Clause]:
    """The specification in force, or that of a version, as clauses to compare with; empty while none is published."""
    found = Specification.objects.filter(version=version) if version else Specification.objects.all()
    specification = found.first()
    return clauses_of(specification.method, parts_in_force(specification)) if specification else []
