"""Who holds which role where: the predicates that every other room combines."""

from __future__ import annotations

from typing import Any

import rules

from microcert.people.models import User

from .models import University
from .queries import roles_of
from .roles import Role


def holds(*roles: Role) -> Any:
    """A predicate: the person holds one of the roles, wherever."""

    @rules.predicate(name=f"holds {'|'.join(roles)}")
    def predicate(person: User) -> bool:
        return any(held.role in roles for held in roles_of(person))

    return predicate


def holds_at(person: User, university: University | None, *roles: Role) -> bool:
    """Whether the person holds one of the roles for this university, or for the whole consortium."""
    if university is None:
        return False
    return any(held.role in roles and held.university_id in (university.pk, None) for held in roles_of(person))


# What concerns the consortium as a whole: counts and texts, never a learner.
rules.add_perm("consortium.steer", holds(Role.STEERING_COMMITTEE))
rules.add_perm("consortium.assure_quality", holds(Role.QUALITY_LEAD))


@rules.predicate
def keeps_the_platform_running(person: User) -> bool:
    """The consortium's own support, and the steering committee. A university's support sees its own learners only."""
    return any(
        held.role == Role.STEERING_COMMITTEE or (held.role == Role.SUPPORT and held.university_id is None)
        for held in roles_of(person)
    )


# Here and not in `foundation.jobs`, which knows no roles.
rules.add_perm("jobs.run_failed_jobs", keeps_the_platform_running)
