"""The evaluator's list and sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from microcert.consortium.models import University
from microcert.evaluation.models import Mark, Sitting, Submission
from microcert.evaluation.rules import Outcome, SittingStatus, mastery, proposal, short_of_threshold
from microcert.trainings.models import Criterion, CriterionLevel, Threshold, TrainingVersion

from .admission import WITH_CONTEXT


class WorkTab(StrEnum):
    """How the evaluator's list is cut."""

    IDENTITY = "identity"
    WAITING = "waiting"
    TO_MARK = "to_mark"
    TRANSMITTED = "transmitted"


STATUSES_OF_TAB: dict[WorkTab, tuple[SittingStatus, ...]] = {
    WorkTab.TO_MARK: (SittingStatus.SUBMITTED,),
    WorkTab.IDENTITY: (SittingStatus.OPEN,),
    WorkTab.WAITING: (SittingStatus.IDENTITY_CHECKED,),
    WorkTab.TRANSMITTED: (SittingStatus.MARKED, SittingStatus.JUDGED),
}


@dataclass(frozen=True)
class MarkingRow:
    """One line of the evaluator's list."""

    pk: int
    learner: str
    training: str
    session: str
    status: SittingStatus
    due_at: datetime
    submitted_at: datetime | None
    criteria_marked: int
    criteria_total: int


@dataclass(frozen=True)
class MarkingList:
    tab: WorkTab
    rows: list[MarkingRow]
    counts: dict[WorkTab, int]
    sessions: list[tuple[str, str]]


def of_producers(universities: Iterable[University]) -> QuerySet[Sitting]:
    """The sittings that these universities assess, because they produced the training (R058)."""
    return Sitting.objects.filter(file__session__version__training__producer__in=list(universities)).exclude(
        status=SittingStatus.NO_SHOW
    )


def sittings_to_mark(
    universities: Iterable[University], *, tab: WorkTab | None = None, session: str = "", text: str = ""
) -> MarkingList:
    """What the evaluators of these universities see: rows of one tab, counts of all, sessions to choose from.

    Without a tab it is the first one where something waits for them.
    """
    every = of_producers(universities)
    found = every.filter(file__session__code=session) if session else every
    for word in text.split():
        found = found.filter(
            Q(file__learner__family_name__icontains=word)
            | Q(file__learner__given_names__icontains=word)
            | Q(file__order__number__icontains=word)
        )
    per_status = dict(found.order_by().values_list("status").annotate(n=Count("pk")))
    counts = {each: sum(per_status.get(status, 0) for status in STATUSES_OF_TAB[each]) for each in STATUSES_OF_TAB}
    tab = tab or next((each for each, n in counts.items() if n), WorkTab.TO_MARK)
    criteria = dict(
        Criterion.objects.filter(task__version__sessions__learner_files__sittings__in=found)
        .order_by()
        .values_list("task__version")
        .annotate(n=Count("pk", distinct=True))
    )
    latest = Submission.objects.filter(sitting=OuterRef("pk")).order_by("-submitted_at").values("submitted_at")[:1]
    rows = (
        found.filter(status__in=STATUSES_OF_TAB[tab])
        .select_related("file__learner", "file__session__version")
        .annotate(submitted_at=Subquery(latest), marked=Count("marks", filter=Q(marks__rank__gt=0)))
        .order_by("due_at", "file__learner__family_name", "file__learner__given_names", "pk")
    )
    sessions = every.order_by("file__session__code").values_list("file__session__code", "file__session__version__title")
    return MarkingList(tab, [_row(sitting, criteria) for sitting in rows], counts, list(sessions.distinct()))


def _row(sitting: Sitting, criteria: dict[int, int]) -> MarkingRow:
    session = sitting.file.session
    return MarkingRow(
        pk=sitting.pk,
        learner=sitting.file.learner.sort_name,
        training=session.version.title,
        session=session.code,
        status=SittingStatus(sitting.status),
        due_at=sitting.due_at,
        submitted_at=sitting.submitted_at,  # type: ignore[attr-defined]
        criteria_marked=sitting.marked,  # type: ignore[attr-defined]
        criteria_total=criteria.get(session.version_id, 0),
    )


@dataclass(frozen=True)
class CriterionView:
    """One line of the rubric, with what was marked so far. `rank` is 0 when nothing was."""

    code: str
    title: str
    competency: str
    levels: list[CriterionLevel]
    rank: int
    comment: str


@dataclass(frozen=True)
class MarkingSheet:
    """A sitting as its evaluator sees it."""

    sitting: Sitting
    criteria: list[CriterionView]
    submissions: list[Submission]
    thresholds: dict[str, int]
    scale: dict[int, str]

    @property
    def submission(self) -> Submission | None:
        return self.submissions[0] if self.submissions else None

    @property
    def marked(self) -> int:
        return sum(bool(criterion.rank) for criterion in self.criteria)

    @property
    def is_complete(self) -> bool:
        return bool(self.criteria) and self.marked == len(self.criteria)

    @property
    def levels(self) -> dict[str, int]:
        return mastery({c.code: (c.competency, c.rank) for c in self.criteria if c.rank})

    @property
    def proposed(self) -> list[tuple[str, str]]:
        """(competency, label of the proposed level) for each competency; the label is empty where a mark is missing."""
        waiting = {criterion.competency for criterion in self.criteria if not criterion.rank}
        return [
            (code, "" if code in waiting else self.scale.get(self.levels.get(code, 0), ""))
            for code in dict.fromkeys(criterion.competency for criterion in self.criteria)
        ]

    @property
    def short(self) -> list[str]:
        return short_of_threshold(self.levels, self.thresholds)

    @property
    def outcome(self) -> Outcome:
        return proposal(self.levels, self.thresholds, attempt=self.sitting.attempt)


def criteria_of(version: TrainingVersion) -> list[Criterion]:
    """The rubric of a version, with competencies and levels, in two queries."""
    return list(Criterion.objects.filter(task__version=version).select_related("competency").prefetch_related("levels"))


def scale_of(criteria: Iterable[Criterion]) -> dict[int, str]:
    """{rank: label} of the mastery scale that the rubric uses."""
    return {level.rank: level.label for criterion in criteria for level in criterion.levels.all()}


def thresholds_of(version: TrainingVersion) -> dict[str, int]:
    """{competency code: rank to reach}, in the competencies' order."""
    rows = Threshold.objects.filter(version=version).order_by("competency__position")
    return dict(rows.values_list("competency__code", "rank"))


def ranks_of(sitting: Sitting) -> dict[str, tuple[str, int]]:
    """{criterion code: (competency code, rank)}, ready for `rules.mastery`."""
    marks = Mark.objects.filter(sitting=sitting, rank__gt=0).select_related("criterion__competency")
    return {mark.criterion.code: (mark.criterion.competency.code, mark.rank) for mark in marks}


def full_sitting(pk: int) -> Sitting | None:
    """A sitting with everything around it that permissions and pages ask."""
    return Sitting.objects.filter(pk=pk).select_related(*WITH_CONTEXT).first()


@dataclass(frozen=True)
class Place:
    """Where a production stands among those of its session: « 7 sur 22 », and its neighbours' keys."""

    number: int
    total: int
    before: int | None
    after: int | None


def neighbours(sitting: Sitting) -> Place:
    """The production's place among the works handed in for its session, the first deadline and name first."""
    handed_in = Sitting.objects.filter(file__session=sitting.file.session_id, submissions__isnull=False)
    keys = list(
        handed_in.distinct()
        .order_by("due_at", "file__learner__family_name", "file__learner__given_names", "pk")
        .values_list("pk", flat=True)
    )
    if sitting.pk not in keys:
        return Place(0, len(keys), None, None)
    here = keys.index(sitting.pk)
    return Place(
        here + 1, len(keys), keys[here - 1] if here else None, keys[here + 1] if here + 1 < len(keys) else None
    )


def marking_sheet(sitting: Sitting) -> MarkingSheet:
    """The rubric, the marks and the works of a sitting (loaded by `full_sitting`)."""
    version = sitting.file.session.version
    marks = {mark.criterion_id: mark for mark in sitting.marks.all()}
    criteria = criteria_of(version)
    return MarkingSheet(
        sitting=sitting,
        criteria=[
            CriterionView(
                code=criterion.code,
                title=criterion.title,
                competency=criterion.competency.code,
                levels=list(criterion.levels.all()),
                rank=marks[criterion.pk].rank if criterion.pk in marks else 0,
                comment=marks[criterion.pk].comment if criterion.pk in marks else "",
            )
            for criterion in criteria
        ],
        submissions=list(sitting.submissions.all()),
        thresholds=thresholds_of(version),
        scale=scale_of(criteria),
    )
