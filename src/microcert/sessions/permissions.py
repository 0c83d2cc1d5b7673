"""Who may plan, commit and open sessions. Buyers need no permission to see what is on sale."""

from __future__ import annotations

import rules

from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User
from microcert.trainings.models import TrainingVersion

from .models import Participation, Session
from .queries import participants_of

WATCHERS = (Role.ADMIN_TEAM, Role.LEGAL_REPRESENTATIVE)


@rules.predicate
def runs_the_producers_office(person: User, session: Session | None) -> bool:
    return session is not None and holds_at(person, session.version.training.producer, Role.ADMIN_TEAM)


@rules.predicate
def plans_for_the_version(person: User, version: TrainingVersion | None) -> bool:
    return version is not None and holds_at(person, version.training.producer, Role.ADMIN_TEAM)


@rules.predicate
def binds_the_participant(person: User, participation: Participation | None) -> bool:
    """The office or the legal representative signs for their own university."""
    return participation is not None and holds_at(
        person, participation.university, Role.ADMIN_TEAM, Role.LEGAL_REPRESENTATIVE
    )


@rules.predicate
def takes_part(person: User, session: Session | None) -> bool:
    """Whoever works for a university that takes part sees the session; figures only, never another university's learner."""
    return session is not None and any(
        holds_at(person, each.university, *WATCHERS) for each in participants_of(session)
    )


@rules.predicate
def runs_the_participants_office(person: User, participation: Participation | None) -> bool:
    return participation is not None and holds_at(person, participation.university, Role.ADMIN_TEAM)


rules.add_perm("sessions.open_session", runs_the_producers_office)
rules.add_perm("sessions.cancel_session", runs_the_producers_office)
rules.add_perm("sessions.plan_session", plans_for_the_version)
rules.add_perm("sessions.revise_session", runs_the_producers_office)
rules.add_perm("sessions.postpone_session", runs_the_producers_office)
rules.add_perm("sessions.view_session", takes_part | runs_the_producers_office)
rules.add_perm("sessions.describe_support", runs_the_participants_office)
rules.add_perm("sessions.commit_support", binds_the_participant)
