"""What lies before the jury: each candidate with proposed levels, credited time, things to note, and the decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from microcert.enrolment.rules import FileStatus
from microcert.evaluation.models import Decision, Jury, JuryMember, Mark, Recusal, Sitting
from microcert.evaluation.rules import JuryStatus, Outcome, SittingStatus, mastery, proposal, quorum, short_of_threshold

from .admission import credited_minutes, jury_minimum, milestones_of
from .marking import criteria_of, scale_of, thresholds_of

BEFORE_A_JURY = (SittingStatus.SUBMITTED, SittingStatus.MARKED, SittingStatus.NO_SHOW)


@dataclass(frozen=True)
class Level:
    """The level of one competency: proposed, or held by the jury once it has decided."""

    code: str
    rank: int
    label: str
    is_short: bool


@dataclass(frozen=True)
class Case:
    """One candidate before the jury."""

    sitting: Sitting
    name: str
    university: str
    levels: list[Level]
    proposed: dict[str, int]
    minutes: int
    flags: list[str]
    proposal: Outcome
    decision: Decision | None
    recused: frozenset[int]
    recusals: list[Recusal] = field(default_factory=list)

    @property
    def is_judgeable(self) -> bool:
        """A work that nobody marked yet cannot be decided on."""
        return self.sitting.status != SittingStatus.SUBMITTED

    @property
    def is_unreserved(self) -> bool:
        """The marks say award, and nothing else deserves a word."""
        return self.is_judgeable and self.proposal is Outcome.AWARD and not self.flags


@dataclass(frozen=True)
class Deliberation:
    """A whole jury at a glance."""

    jury: Jury
    members: list[JuryMember]
    cases: list[Case]
    scale: dict[int, str]
    thresholds: dict[str, int]
    minimum: int
    minutes_total: int

    @property
    def present(self) -> list[JuryMember]:
        return [member for member in self.members if member.present_at]

    @property
    def quorum(self) -> int:
        return quorum(len(self.members), self.minimum)

    @property
    def has_quorum(self) -> bool:
        return len(self.present) >= self.quorum

    @property
    def undecided(self) -> list[Case]:
        return [case for case in self.cases if case.decision is None]

    @property
    def unreserved(self) -> list[Case]:
        return [case for case in self.cases if case.is_unreserved]

    @property
    def to_discuss(self) -> list[Case]:
        return [case for case in self.cases if not case.is_unreserved]

    @property
    def adoptable(self) -> list[Case]:
        return [case for case in self.unreserved if case.decision is None]

    @property
    def tally(self) -> dict[str, int]:
        """{outcome: how many}, and under `undecided` how many wait."""
        counts = {outcome.value: 0 for outcome in Outcome}
        for case in self.cases:
            if case.decision:
                counts[case.decision.outcome] += 1
        return {**counts, "undecided": len(self.undecided)}

    @property
    def unsigned(self) -> list[JuryMember]:
        return [member for member in self.present if member.signed_at is None]


def candidates(jury: Jury) -> QuerySet[Sitting]:
    """Whose case this jury judges: works handed in and absences not judged before, and those that it decided on."""
    decided = Q(decisions__jury=jury)
    if jury.status in (JuryStatus.CLOSED, JuryStatus.SEALED):
        found = Sitting.objects.filter(decided)
    else:
        found = Sitting.objects.filter(decided | Q(file__session=jury.session_id, status__in=BEFORE_A_JURY))
    return (
        found.exclude(file__status=FileStatus.WITHDRAWN)
        .distinct()
        .select_related("file__learner", "file__university", "file__order", "file__session")
        .order_by("file__learner__family_name", "file__learner__given_names", "pk")
    )


def deliberation(jury: Jury) -> Deliberation:
    """Everything about a jury (with its session and version loaded) in a number of queries that does not grow."""
    version = jury.session.version
    criteria = criteria_of(version)
    scale, thresholds = scale_of(criteria), thresholds_of(version)
    sittings = list(candidates(jury))
    decisions = {each.sitting_id: each for each in jury.decisions.prefetch_related("levels__competency")}
    recusals: dict[int, list[Recusal]] = {}
    for recusal in Recusal.objects.filter(member__jury=jury).select_related("member__person"):
        recusals.setdefault(recusal.file_id, []).append(recusal)
    # A draft is the evaluator's own: the jury sees what was transmitted.
    marks = _marks_of(sitting for sitting in sittings if sitting.status != SittingStatus.SUBMITTED)
    credited = credited_minutes(jury.session)
    milestones = milestones_of(jury.session)
    cases = []
    for sitting in sittings:
        reached = credited.get(sitting.file_id, {})
        proposed = mastery(marks.get(sitting.pk, {}))
        decision = decisions.get(sitting.pk)
        held = {level.competency.code: level.rank for level in decision.levels.all()} if decision else proposed
        stayed_out = recusals.get(sitting.file_id, [])
        cases.append(
            Case(
                sitting=sitting,
                name=sitting.file.learner.sort_name,
                university=sitting.file.university.short_name,
                levels=_levels(held, thresholds, scale),
                proposed=proposed,
                minutes=sum(reached.values()),
                flags=_flags(sitting, proposed, thresholds, [key for key in milestones if key not in reached]),
                proposal=proposal(proposed, thresholds, attempt=sitting.attempt, is_no_show=sitting.is_no_show),
                decision=decision,
                recused=frozenset(each.member.person_id for each in stayed_out),
                recusals=stayed_out,
            )
        )
    members = list(jury.members.select_related("person"))
    return Deliberation(jury, members, cases, scale, thresholds, jury_minimum(), version.minutes)


def _marks_of(sittings: Iterable[Sitting]) -> dict[int, dict[str, tuple[str, int]]]:
    marks: dict[int, dict[str, tuple[str, int]]] = {}
    for mark in Mark.objects.filter(sitting__in=list(sittings), rank__gt=0).select_related("criterion__competency"):
        marks.setdefault(mark.sitting_id, {})[mark.criterion.code] = (mark.criterion.competency.code, mark.rank)
    return marks


def _levels(ranks: dict[str, int], thresholds: dict[str, int], scale: dict[int, str]) -> list[Level]:
    return [
        Level(code, ranks.get(code, 0), scale.get(ranks.get(code, 0), ""), ranks.get(code, 0) < needed)
        for code, needed in thresholds.items()
    ]


def _flags(sitting: Sitting, levels: dict[str, int], thresholds: dict[str, int], missing: list[int]) -> list[str]:
    """What the jury should know before it decides, in words."""
    flags = []
    if sitting.is_no_show:
        flags.append(_("Défaillant : rien n’a été déposé"))
    elif sitting.status == SittingStatus.SUBMITTED:
        flags.append(_("Production non évaluée"))
    else:
        flags.extend(_("%(code)s sous le seuil") % {"code": code} for code in short_of_threshold(levels, thresholds))
    if missing:
        count = len(missing)
        flags.append(ngettext("%(n)d jalon non validé", "%(n)d jalons non validés", count) % {"n": count})
    if sitting.attempt > 1:
        flags.append(_("Rattrapage"))
    return flags
