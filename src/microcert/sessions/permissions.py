"""Who may plan, commit and open sessions. Buyers need no permission to see what is on sale."""

from __future__ import annotations

import rules

from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import Participation, Session


@rules.predicate
def runs_the_producers_office(person: User, session: Session | None) -> bool:
    return session is not None and holds_at(person, session.version.training.producer, Role.ADMIN_TEAM)


@rules.predicate
def runs_the_participants_office(person: User, participation: Participation | None) -> bool:
    return participation is not None and holds_at(person, participation.university, Role.ADMIN_TEAM)


rules.add_perm("sessions.open_session", runs_the_producers_office)
rules.add_perm("sessions.cancel_session", runs_the_producers_office)
rules.add_perm("sessions.commit_support", runs_the_participants_office)
