"""Who may see a learner's file. A university never sees another one's; the producer meets a learner in sittings only."""

from __future__ import annotations

import rules

from microcert.consortium.models import University
from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import LearnerFile

FOLLOWERS = (Role.ADMIN_TEAM, Role.SUPPORT, Role.MOTIVATIONAL_TUTOR)


@rules.predicate
def is_its_learner(person: User, file: LearnerFile | None) -> bool:
    return file is not None and file.learner_id == person.pk


@rules.predicate
def follows_it(person: User, file: LearnerFile | None) -> bool:
    return file is not None and holds_at(person, file.university, *FOLLOWERS)


@rules.predicate
def administers_it(person: User, file: LearnerFile | None) -> bool:
    return file is not None and holds_at(person, file.university, Role.ADMIN_TEAM)


@rules.predicate
def works_there(person: User, university: University | None) -> bool:
    return holds_at(person, university, *FOLLOWERS)


rules.add_perm("enrolment.view_file", is_its_learner | follows_it)
rules.add_perm("enrolment.learn_in_file", is_its_learner)
rules.add_perm("enrolment.follow_file", follows_it)
rules.add_perm("enrolment.administer_file", administers_it)
rules.add_perm("enrolment.view_worklist", works_there)
