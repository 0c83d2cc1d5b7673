"""The jury decides, candidate by candidate, then closes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from microcert.evaluation.errors import (
    DeliberationIncomplete,
    Invalid,
    NoQuorum,
    NotOnTheJury,
    ReasonMissing,
    ThresholdNotReached,
    UnknownLevel,
    WrongMoment,
)
from microcert.evaluation.models import DecidedLevel, Decision, Jury, Sitting
from microcert.evaluation.queries.deliberation import Case, Deliberation, deliberation
from microcert.evaluation.rules import JuryStatus, Outcome, case_has_judges, jury_may_become, short_of_threshold
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.models import Threshold

from .juries import locked


@action
def decide(
    jury: Jury, sitting: Sitting, *, outcome: str, reason: str = "", levels: Mapping[str, int] | None = None, by: User
) -> Decision:
    """Record what the jury decides for one candidate; until the deliberation closes it may decide otherwise.

    `levels` ({competency code: rank}) are those that the jury holds when they differ from the proposed ones. Raises
    ThresholdNotReached for an award below a threshold (R053), ReasonMissing when outcome or levels depart from the
    proposal, NoQuorum when recusals leave too few judges, NotOnTheJury, WrongMoment.
    """
    scene = _deliberating(jury, by)
    case = next((each for each in scene.cases if each.sitting.pk == sitting.pk), None)
    if case is None:
        raise WrongMoment(_("Ce dossier ne relève pas de ce jury."))
    return _record(scene, case, _outcome(outcome), reason.strip(), levels, by)


def _outcome(value: str) -> Outcome:
    try:
        return Outcome(value)
    except ValueError:
        raise Invalid(_("Choisissez l’une des décisions proposées."), field="outcome") from None


@action
def adopt_unreserved(jury: Jury, *, by: User) -> list[Decision]:
    """Decide at once on every candidate for whom the marks say award and nothing is to be noted."""
    scene = _deliberating(jury, by)
    return [_record(scene, case, Outcome.AWARD, "", None, by) for case in scene.adoptable if by.pk not in case.recused]


def _deliberating(jury: Jury, by: User) -> Deliberation:
    jury = locked(jury)
    if jury.status != JuryStatus.DELIBERATING:
        raise WrongMoment(_("La délibération n’est pas ouverte."))
    scene = deliberation(jury)
    if by.pk not in {member.person_id for member in scene.present}:
        raise NotOnTheJury()
    return scene


def _record(
    scene: Deliberation, case: Case, outcome: Outcome, reason: str, levels: Mapping[str, int] | None, by: User
) -> Decision:
    if not case.is_judgeable:
        raise WrongMoment(_("La production de %(name)s n’est pas encore évaluée.") % {"name": case.name})
    if by.pk in case.recused:
        raise NotOnTheJury(_("Vous vous êtes retiré de ce dossier."))
    if not case_has_judges([member.person_id for member in scene.present], case.recused):
        raise NoQuorum(_("Après les retraits, il reste trop peu de membres pour décider de ce dossier."))
    held = _held_levels(scene, case, levels)
    short = short_of_threshold(held, scene.thresholds)
    if outcome is Outcome.AWARD and short:
        raise ThresholdNotReached(case.name, short)
    if (outcome is not case.proposal or held != case.proposed) and not reason:
        raise ReasonMissing(case.name)
    decision, _is_new = Decision.objects.update_or_create(
        jury=scene.jury,
        sitting=case.sitting,
        defaults={"outcome": outcome, "reason": reason, "decided_at": clock.now()},
    )
    decision.levels.all().delete()
    competencies = Threshold.objects.filter(version=scene.jury.session.version_id).select_related("competency")
    DecidedLevel.objects.bulk_create(
        DecidedLevel(
            decision=decision,
            competency=threshold.competency,
            rank=held[threshold.competency.code],
            label=scene.scale[held[threshold.competency.code]],
        )
        for threshold in competencies
        if held.get(threshold.competency.code)
    )
    journal.write("evaluation.decided", decision, by=by, sitting=case.sitting.pk, outcome=str(outcome), levels=held)
    return decision


def _held_levels(scene: Deliberation, case: Case, levels: Mapping[str, int] | None) -> dict[str, int]:
    """The proposed levels, with those that the jury changes."""
    held = dict(case.proposed)
    for code, rank in (levels or {}).items():
        if code not in scene.thresholds or rank not in scene.scale:
            raise UnknownLevel(f"{code} : {rank}")
        held[code] = rank
    return held


@action
def note_observations(jury: Jury, *, observations: str, by: User) -> Jury:
    """Keep what the jury wants its minutes to say besides the decisions."""
    jury = locked(jury)
    if not by.has_perm("evaluation.deliberate", jury):
        raise NotOnTheJury()
    if jury.status not in (JuryStatus.NAMED, JuryStatus.DELIBERATING):
        raise WrongMoment(_("La délibération est close : les observations ne changent plus."))
    jury.observations = observations.strip()
    jury.save(update_fields=["observations"])
    journal.write("evaluation.observations_noted", jury, by=by)
    return jury


@action
def close_deliberation(jury: Jury, *, observations: str, by: User) -> Jury:
    """The president closes: every candidate has a decision; the minutes go to the signatures.

    Raises DeliberationIncomplete (which names who waits), NotOnTheJury, WrongMoment.
    """
    jury = locked(jury)
    if not by.has_perm("evaluation.preside", jury):
        raise NotOnTheJury(_("La présidente ou le président clôt la délibération."))
    if not jury_may_become(jury.status, JuryStatus.CLOSED):
        raise WrongMoment(_("La délibération n’est pas ouverte."))
    scene = deliberation(jury)
    if scene.undecided:
        raise DeliberationIncomplete([case.name for case in scene.undecided])
    if not scene.cases:
        raise WrongMoment(_("Aucun dossier n’est soumis à ce jury."))
    jury.status = JuryStatus.CLOSED
    jury.closed_at = clock.now()
    jury.observations = observations.strip()
    jury.save(update_fields=["status", "closed_at", "observations"])
    journal.write("evaluation.deliberation_closed", jury, by=by, tally=scene.tally)
    return jury


@action
def reopen_deliberation(jury: Jury, *, by: User) -> Jury:
    """The president takes the minutes back before the last signature; the signatures given so far fall."""
    jury = locked(jury)
    if not by.has_perm("evaluation.preside", jury):
        raise NotOnTheJury(_("La présidente ou le président rouvre la délibération."))
    if jury.status != JuryStatus.CLOSED or hasattr(jury, "minutes"):
        raise WrongMoment(_("Le procès-verbal est signé : les décisions ne sont plus modifiables."))
    jury.status = JuryStatus.DELIBERATING
    jury.closed_at = None
    jury.save(update_fields=["status", "closed_at"])
    jury.members.update(signed_at=None)
    journal.write("evaluation.deliberation_reopened", jury, by=by)
    return jury
