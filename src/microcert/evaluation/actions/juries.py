"""Naming a jury, opening its deliberation, staying out of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from microcert.consortium.permissions import holds_at
from microcert.consortium.queries import framework_in_force
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.evaluation.errors import JuryIncomplete, NoQuorum, NotOnTheJury, WrongMoment
from microcert.evaluation.models import Jury, JuryMember, Recusal, Sitting
from microcert.evaluation.permissions import JURORS, producer_of
from microcert.evaluation.queries import deadline_of, jury_minimum
from microcert.evaluation.rules import (
    JuryStatus,
    Seat,
    SeatFault,
    SittingStatus,
    faults_of_composition,
    jury_may_become,
    quorum,
)
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus


def locked(jury: Jury) -> Jury:
    """The jury as it stands now, its row locked until the transaction ends."""
    return (
        Jury.objects.select_for_update(of=("self",))
        .select_related("session__version__training__producer", "framework_version")
        .get(pk=jury.pk)
    )


@action
def name_jury(session: Session, *, meets_at: datetime, members: Sequence[tuple[User, str, bool]], by: User) -> Jury:
    """Name the jury of a session beforehand: (person, in which quality, presides) for each member.

    Raises JuryIncomplete (too few, no president or several, somebody twice or without a role at the producing
    university), WrongMoment, NotOnTheJury when `by` is not its pedagogical expert.
    """
    session = (
        Session.objects.select_for_update(of=("self",)).select_related("version__training__producer").get(pk=session.pk)
    )
    if not by.has_perm("evaluation.name_jury", session):
        raise NotOnTheJury(_("Le jury est nommé par l’expertise pédagogique de l’université productrice."))
    if session.status == SessionStatus.CANCELLED:
        raise WrongMoment(_("Cette session est annulée : elle n’a pas de jury."))
    if session.juries.exclude(status=JuryStatus.SEALED).exists():
        raise WrongMoment(_("Un jury est déjà nommé pour cette session."))
    if meets_at <= clock.now():
        raise JuryIncomplete(_("Le jury est nommé à l’avance : indiquez une date à venir."), field="meets_at")
    producer = producer_of(session)
    seats = [Seat(person.pk, presides, holds_at(person, producer, *JURORS)) for person, _quality, presides in members]
    minimum = jury_minimum()
    for fault in faults_of_composition(seats, minimum):
        raise JuryIncomplete(_words(fault, minimum))
    jury = Jury.objects.create(session=session, meets_at=meets_at, framework_version=framework_in_force())
    JuryMember.objects.bulk_create(
        JuryMember(jury=jury, person=person, quality=quality.strip(), is_president=presides)
        for person, quality, presides in members
    )
    journal.write("evaluation.jury_named", jury, by=by, members=[person.pk for person, _quality, _presides in members])
    return jury


def _words(fault: SeatFault, minimum: int) -> str:
    return {
        SeatFault.TOO_FEW: _("Le jury compte au moins %(minimum)d membres.") % {"minimum": minimum},
        SeatFault.TWICE: _("Une même personne ne peut pas siéger deux fois."),
        SeatFault.PRESIDENT: _("Désignez une présidente ou un président, et une seule personne."),
        SeatFault.NOT_APPOINTED: _("Chaque membre a une fonction de jury ou d’évaluation à l’université productrice."),
    }[fault]


@action
def open_deliberation(jury: Jury, *, present: Iterable[User], by: User) -> Jury:
    """The president opens the deliberation with those present; whoever never came to the assessment becomes a no-show.

    Raises NotOnTheJury, WrongMoment (also before the works are due), NoQuorum.
    """
    jury = locked(jury)
    if not by.has_perm("evaluation.preside", jury):
        raise NotOnTheJury(_("La présidente ou le président ouvre la délibération."))
    if not jury_may_become(jury.status, JuryStatus.DELIBERATING) or jury.status == JuryStatus.CLOSED:
        raise WrongMoment(_("La délibération est déjà ouverte ou close."))
    if deadline_of(jury.session) > clock.now() and _works_are_awaited(jury):
        raise WrongMoment(_("Des productions peuvent encore être déposées : la délibération s’ouvre après ce délai."))
    _note_presence(jury, {person.pk for person in present} | {by.pk})
    jury.status = JuryStatus.DELIBERATING
    jury.opened_at = clock.now()
    jury.save(update_fields=["status", "opened_at"])
    absent = _note_absences(jury)
    journal.write("evaluation.deliberation_opened", jury, by=by, no_shows=absent)
    return jury


def _works_are_awaited(jury: Jury) -> bool:
    """Whether a learner of the session could still hand something in for the first time."""
    files = LearnerFile.objects.filter(session=jury.session_id, status=FileStatus.OPEN)
    done = (SittingStatus.SUBMITTED, SittingStatus.MARKED, SittingStatus.JUDGED, SittingStatus.NO_SHOW)
    return files.exclude(sittings__status__in=done).exists()


def _note_presence(jury: Jury, present: set[int]) -> None:
    members = list(jury.members.all())
    here = [member for member in members if member.person_id in present]
    needed = quorum(len(members), jury_minimum())
    if len(here) < needed:
        raise NoQuorum(
            _("Le quorum n’est pas atteint : %(here)d présents, il en faut %(needed)d.")
            % {"here": len(here), "needed": needed}
        )
    for member in here:
        member.present_at = clock.now()
    JuryMember.objects.bulk_update(here, ["present_at"])


def _note_absences(jury: Jury) -> int:
    """Those who handed nothing in before their deadline are no-shows: the jury decides on them too (défaillants)."""
    due = deadline_of(jury.session)
    if due > clock.now():
        return 0
    for file in LearnerFile.objects.filter(session=jury.session_id, status=FileStatus.OPEN, sittings=None):
        Sitting.objects.create(file=file, due_at=due)
    waiting = (SittingStatus.OPEN, SittingStatus.IDENTITY_CHECKED)
    late = Sitting.objects.select_for_update().filter(
        file__session=jury.session_id, status__in=waiting, due_at__lt=clock.now()
    )
    for sitting in late:
        sitting.status = SittingStatus.NO_SHOW
        sitting.save(update_fields=["status"])
        journal.write("evaluation.no_show", sitting, by=None)
    return len(late)


@action
def recuse(jury: Jury, file: LearnerFile, *, reason: str, by: User) -> Recusal:
    """A member stays out of one candidate's case (conflict of interest); the minutes name it. Repeating changes nothing.

    Raises NotOnTheJury, WrongMoment once the deliberation is closed or the case decided, JuryIncomplete without a reason.
    """
    jury = locked(jury)
    member = jury.members.filter(person=by).first()
    if member is None:
        raise NotOnTheJury()
    if jury.status not in (JuryStatus.NAMED, JuryStatus.DELIBERATING):
        raise WrongMoment(_("La délibération est close."))
    if jury.decisions.filter(sitting__file=file).exists():
        raise WrongMoment(_("Le jury a déjà décidé pour cette personne."))
    if file.session_id != jury.session_id:
        raise WrongMoment(_("Ce dossier ne relève pas de ce jury."))
    if not reason.strip():
        raise JuryIncomplete(_("Indiquez en quelques mots pourquoi vous vous retirez de ce dossier."), field="reason")
    recusal, is_new = Recusal.objects.get_or_create(member=member, file=file, defaults={"reason": reason.strip()[:250]})
    if is_new:
        journal.write("evaluation.recused", jury, by=by, file=file.pk)
    return recusal
