"""The evaluator's preparatory judgement."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from microcert.evaluation.errors import MarkingIncomplete, NotYourAssessment, UnknownLevel, WrongMoment
from microcert.evaluation.models import Mark, Sitting
from microcert.evaluation.queries.marking import criteria_of
from microcert.evaluation.rules import SittingStatus, sitting_may_become
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.models import Criterion

from .sittings import locked


@action
def save_draft(
    sitting: Sitting, *, ranks: Mapping[str, int], comments: Mapping[str, str], feedback: str, by: User
) -> Sitting:
    """Keep an unfinished marking: {criterion code: rank} for those judged, comments for any. Nothing is transmitted."""
    sitting = _markable(sitting, by)
    if sitting.status != SittingStatus.SUBMITTED:
        raise WrongMoment(_("Cette évaluation est déjà transmise au jury."))
    _write(sitting, criteria_of(sitting.file.session.version), ranks, comments, feedback)
    journal.write("evaluation.marking_saved", sitting, by=by, criteria=len(ranks))
    return sitting


@action
def mark(
    sitting: Sitting,
    *,
    ranks: Mapping[str, int],
    comments: Mapping[str, str] | None = None,
    feedback: str = "",
    by: User,
) -> Sitting:
    """Judge a work on every criterion of the rubric and transmit it to the jury, which alone decides.

    `ranks` is {criterion code: rank}. Raises NotYourAssessment (R058), WrongMoment, UnknownLevel, MarkingIncomplete. May be
    repeated until the jury closes.
    """
    sitting = _markable(sitting, by)
    criteria = criteria_of(sitting.file.session.version)
    missing = [criterion.code for criterion in criteria if not ranks.get(criterion.code)]
    if missing:
        raise MarkingIncomplete(missing)
    _write(sitting, criteria, ranks, comments or {}, feedback)
    sitting.status = SittingStatus.MARKED
    sitting.marked_by = by
    sitting.marked_at = clock.now()
    sitting.save(update_fields=["status", "marked_by", "marked_at"])
    journal.write("evaluation.marked", sitting, by=by, ranks=dict(ranks))
    return sitting


def _markable(sitting: Sitting, by: User) -> Sitting:
    sitting = locked(sitting)
    if not by.has_perm("evaluation.mark_sitting", sitting):
        raise NotYourAssessment()
    if not sitting_may_become(sitting.status, SittingStatus.MARKED):
        raise WrongMoment(_("Il n’y a pas de production à évaluer, ou le jury a déjà rendu sa décision."))
    if sitting.decisions.exists():
        raise WrongMoment(_("Le jury a déjà décidé pour cette personne : l’évaluation ne change plus."))
    return sitting


def _write(
    sitting: Sitting,
    criteria: list[Criterion],
    ranks: Mapping[str, int],
    comments: Mapping[str, str],
    feedback: str,
) -> None:
    known = {criterion.code: {level.rank for level in criterion.levels.all()} for criterion in criteria}
    for code, rank in ranks.items():
        if code not in known or rank not in known[code]:
            raise UnknownLevel(f"{code} : {rank}")
    sitting.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(
            sitting=sitting,
            criterion=criterion,
            rank=ranks.get(criterion.code, 0),
            comment=comments.get(criterion.code, ""),
        )
        for criterion in criteria
        if ranks.get(criterion.code) or comments.get(criterion.code)
    )
    sitting.overall_feedback = feedback.strip()
    sitting.draft_saved_at = clock.now()
    sitting.save(update_fields=["overall_feedback", "draft_saved_at"])
