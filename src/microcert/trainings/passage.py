"""From one version of the competency framework to the next: what changes for a draft, and what rested on what is gone.

A framework's outcomes and criteria have the same codes as those of the training, which are its own rows: words that nobody
touched follow the framework, others stay as the team wrote them.
"""

from __future__ import annotations

from dataclasses import dataclass

from microcert.competencies.models import CompetencyFramework
from microcert.competencies.queries import newest_after, said_by
from microcert.competencies.rules import Difference, Expected, PartKind, Turn, differences

from .models import Activity, AssessmentTask, Criterion, Outcome, TrainingVersion


@dataclass(frozen=True)
class LeftBehind:
    """What the draft keeps although the next framework no longer says it: an outcome and all that points at it."""

    outcome: Outcome
    # Whether its very competency is gone: then it must be tied to another, or taken out, before publication.
    is_stray: bool
    activities: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """What taking up `after` means for a draft that stands on `before`."""

    before: CompetencyFramework
    after: CompetencyFramework
    differences: tuple[Difference, ...]
    left_behind: tuple[LeftBehind, ...]
    # Lines of the rubric whose criterion is gone from the framework while their outcome stays.
    loose_criteria: tuple[str, ...]
    # Codes of competencies that leave with their threshold.
    thresholds: tuple[str, ...]
    # Own outcomes and criteria that take the new words, as nobody had changed the old ones: (row, words).
    follow: tuple[tuple[Outcome | Criterion, str], ...]
    # Outcomes of the framework that the draft has not yet.
    to_write: tuple[Difference, ...]
    task: str

    def turned(self, turn: Turn) -> list[Difference]:
        return [each for each in self.differences if each.turn is turn]

    @property
    def seen(self) -> str:
        """What the person has seen, so that nothing else is taken up: the two frameworks and the second one's state."""
        return f"{self.before.pk}-{self.after.pk}-{self.after.revision}"


def passage_of(version: TrainingVersion) -> Passage | None:
    """The way to the newest version of the framework; None when the draft stands on it already."""
    before = version.competency_framework
    after = newest_after(before)
    if after is None:
        return None
    found = differences(said_by(before), said_by(after))
    outcomes = list(version.outcomes.select_related("competency"))
    criteria = list(Criterion.objects.filter(task__version=version).select_related("competency", "outcome"))
    gone = {each.before.key: each.before for each in found if each.turn is Turn.REMOVED and each.before}
    competencies = {key for key, part in gone.items() if part.kind == PartKind.COMPETENCY}
    lost = {(part.kind, part.competency, part.code) for part in gone.values()}

    def is_lost(kind: Expected, row: Outcome | Criterion) -> bool:
        return (kind, str(row.competency.uuid), row.code) in lost

    served = _activities_by_outcome(version)
    left = [
        LeftBehind(
            each,
            str(each.competency.uuid) in competencies,
            tuple(served.get(each.pk, ())),
            tuple(str(row) for row in criteria if row.outcome_id == each.pk),
        )
        for each in outcomes
        if str(each.competency.uuid) in competencies or is_lost(Expected.OUTCOME, each)
    ]
    named = {each.outcome.pk for each in left}
    thresholds = version.thresholds.filter(competency__uuid__in=competencies).values_list("competency__code", flat=True)
    return Passage(
        before,
        after,
        tuple(found),
        tuple(left),
        tuple(str(row) for row in criteria if row.outcome_id not in named and is_lost(Expected.CRITERION, row)),
        tuple(thresholds),
        tuple(_follow(found, outcomes, criteria)),
        tuple(_to_write(found, outcomes)),
        AssessmentTask.objects.filter(version=version).values_list("title", flat=True).first() or "",
    )


def _activities_by_outcome(version: TrainingVersion) -> dict[int, list[str]]:
    titles: dict[int, list[str]] = {}
    through = Activity.outcomes.through.objects.filter(activity__version=version).order_by("activity__position")
    for outcome, title in through.values_list("outcome_id", "activity__title"):
        titles.setdefault(outcome, []).append(title)
    return titles


def _follow(
    found: list[Difference], outcomes: list[Outcome], criteria: list[Criterion]
) -> list[tuple[Outcome | Criterion, str]]:
    """Rows that said what the framework said, with what it says now. A criterion's title is shorter than a framework's text."""
    said = {
        (each.before.kind, each.before.competency, each.before.code): each
        for each in found
        if each.turn is Turn.REWORDED and each.before
    }
    rows: list[tuple[Outcome | Criterion, str]] = []
    for kind, words, most, owned in (
        (Expected.OUTCOME, "text", 1000, outcomes),
        (Expected.CRITERION, "title", 250, criteria),
    ):
        for row in owned:
            change = said.get((kind, str(row.competency.uuid), row.code))
            if change and change.before and change.after and getattr(row, words) == change.before.words:
                if change.after.words != change.before.words and len(change.after.words) <= most:
                    rows.append((row, change.after.words))
    return rows


def _to_write(found: list[Difference], outcomes: list[Outcome]) -> list[Difference]:
    known = {(str(each.competency.uuid), each.text) for each in outcomes}
    return [
        each
        for each in found
        if each.turn is Turn.ADDED
        and each.after
        and each.after.kind == Expected.OUTCOME
        and (each.after.competency, each.after.words) not in known
    ]
