from __future__ import annotations

import rules

from microcert.consortium.permissions import holds, holds_at
from microcert.consortium.roles import Role
from microcert.enrolment.models import LearnerFile
from microcert.people.models import User


@rules.predicate
def is_the_learner(person: User, file: LearnerFile | None) -> bool:
    return file is not None and file.learner_id == person.pk


@rules.predicate
def leads_the_class(person: User, file: LearnerFile | None) -> bool:
    """The producing university animates the classes (framework, 3)."""
    if file is None:
        return False
    producer = file.session.version.training.producer
    return holds_at(person, producer, Role.PEDAGOGICAL_EXPERT, Role.EVALUATOR)


rules.add_perm("learning.follow_course", is_the_learner)
rules.add_perm("learning.record_presence", leads_the_class)
rules.add_perm("learning.correct_milestone", leads_the_class)
# Whom a tutor accompanies is written in each session's commitments, not in the role.
rules.add_perm("learning.accompany", holds(Role.MOTIVATIONAL_TUTOR))
