"""What the learner reads once the minutes are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from microcert.evaluation.models import Decision, Sitting
from microcert.evaluation.rules import Outcome, SittingStatus

from .admission import assessment_settings
from .marking import CriterionView, criteria_of, marking_sheet, scale_of, thresholds_of


@dataclass(frozen=True)
class CompetencyResult:
    code: str
    title: str
    label: str
    threshold: str
    is_short: bool


@dataclass(frozen=True)
class Result:
    """The decision, what it rests on, and until when it can be appealed against."""

    decision: Decision
    outcome: Outcome
    sealed_at: datetime
    minutes_number: str
    competencies: list[CompetencyResult]
    criteria: list[CriterionView]
    feedback: str
    appeal_until: date

    @property
    def short(self) -> list[str]:
        return [each.code for each in self.competencies if each.is_short]


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month when it is shorter (periods of the administrative courts)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last = 31
    while True:
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            last -= 1


def result_of(sitting: Sitting) -> Result | None:
    """The sealed result of a sitting (loaded by `sitting_of`), or None while the jury has not signed."""
    if sitting.status != SittingStatus.JUDGED:
        return None
    decision = (
        sitting.decisions.filter(jury__minutes__isnull=False)
        .select_related("jury__minutes")
        .prefetch_related("levels__competency")
        .latest("decided_at")
    )
    version = sitting.file.session.version
    thresholds, scale = thresholds_of(version), scale_of(criteria_of(version))
    held = {level.competency.code: level for level in decision.levels.all()}
    titles = dict(version.competency_framework.competencies.values_list("code", "title"))
    minutes = decision.jury.minutes
    return Result(
        decision=decision,
        outcome=Outcome(decision.outcome),
        sealed_at=minutes.sealed_at,
        minutes_number=minutes.number,
        competencies=[
            CompetencyResult(
                code=code,
                title=titles.get(code, ""),
                label=held[code].label if code in held else "",
                threshold=scale.get(needed, ""),
                is_short=held[code].rank < needed if code in held else True,
            )
            for code, needed in thresholds.items()
        ],
        criteria=marking_sheet(sitting).criteria,
        feedback=sitting.overall_feedback,
        appeal_until=months_after(
            timezone.localdate(minutes.sealed_at), int(assessment_settings().get("appeal_months", 2))
        ),
    )
