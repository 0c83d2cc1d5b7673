"""Who reads the map and the calls, who proposes, who sits in the committee."""

from __future__ import annotations

import rules

from microcert.consortium.permissions import holds, holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import Meeting, Proposal

# Who may answer a call for their university.
PROPOSERS = (Role.PEDAGOGICAL_EXPERT, Role.INSTRUCTIONAL_DESIGNER)


@rules.predicate
def proposes_for_its_university(person: User, proposal: Proposal | None) -> bool:
    return proposal is not None and holds_at(person, proposal.university, *PROPOSERS)


@rules.predicate
def was_called(person: User, meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.seats.filter(person=person).exists()


steers = holds(Role.STEERING_COMMITTEE)
rules.add_perm("production.plan", steers)
rules.add_perm("production.read_plan", holds(Role.STEERING_COMMITTEE, Role.QUALITY_LEAD, *PROPOSERS))
rules.add_perm("production.write_proposal", proposes_for_its_university)
rules.add_perm("production.read_proposal", proposes_for_its_university | steers)
rules.add_perm("production.sit", steers & was_called)
