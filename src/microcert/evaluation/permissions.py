"""Who may do what in an assessment: one table. R058: the producing university assesses, whoever carries the contract."""

from __future__ import annotations

import rules

from microcert.consortium.models import University
from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User
from microcert.sessions.models import Session

from .models import Jury, JuryMember, Sitting

ASSESSORS = (Role.EVALUATOR, Role.PEDAGOGICAL_EXPERT)
JURORS = (Role.JURY_MEMBER, *ASSESSORS)


def producer_of(session: Session) -> University:
    return session.version.training.producer


@rules.predicate
def is_candidate(person: User, sitting: Sitting) -> bool:
    return sitting is not None and sitting.file.learner_id == person.pk


@rules.predicate
def assesses(person: User, sitting: Sitting) -> bool:
    """An evaluator or expert of the producing university, and never the candidate."""
    return (
        sitting is not None
        and sitting.file.learner_id != person.pk
        and holds_at(person, producer_of(sitting.file.session), *ASSESSORS)
    )


@rules.predicate
def judges_the_candidate(person: User, sitting: Sitting) -> bool:
    """A member of the session's jury, unless recused for this very candidate."""
    if sitting is None:
        return False
    seats = JuryMember.objects.filter(jury__session=sitting.file.session_id, person=person)
    return seats.exists() and not seats.filter(recusals__file=sitting.file_id).exists()


@rules.predicate
def leads_the_pedagogy(person: User, session: Session) -> bool:
    return session is not None and holds_at(person, producer_of(session), Role.PEDAGOGICAL_EXPERT)


def members_of(jury: Jury) -> list[tuple[int, bool]]:
    """(person, is president) of each member, from what is already in memory when it is."""
    return [(member.person_id, member.is_president) for member in jury.members.all()]


@rules.predicate
def sits_on(person: User, jury: Jury) -> bool:
    return jury is not None and any(member == person.pk for member, _ in members_of(jury))


@rules.predicate
def presides(person: User, jury: Jury) -> bool:
    return jury is not None and (person.pk, True) in members_of(jury)


rules.add_perm("evaluation.submit_work", is_candidate)
rules.add_perm("evaluation.check_identity", assesses)
rules.add_perm("evaluation.mark_sitting", assesses)
rules.add_perm("evaluation.view_work", is_candidate | assesses | judges_the_candidate)
rules.add_perm("evaluation.name_jury", leads_the_pedagogy)
rules.add_perm("evaluation.deliberate", sits_on)
rules.add_perm("evaluation.preside", presides)
