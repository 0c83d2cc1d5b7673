"""Who may write, publish, retire and preview a training. The public reads published versions and needs no permission."""

from __future__ import annotations

import rules

from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import TrainingVersion

# The producing university has the pedagogical responsibility (framework, 3.1).
AUTHORS = (Role.PEDAGOGICAL_EXPERT, Role.INSTRUCTIONAL_DESIGNER)


@rules.predicate
def writes_for_the_producer(person: User, version: TrainingVersion | None) -> bool:
    return version is not None and holds_at(person, version.training.producer, *AUTHORS)


@rules.predicate
def answers_for_the_producer(person: User, version: TrainingVersion | None) -> bool:
    """The producing university's expert puts her or his name to what is published (framework, 3.1 and 10.2)."""
    return version is not None and holds_at(person, version.training.producer, Role.PEDAGOGICAL_EXPERT)


@rules.predicate
def steers(person: User, version: TrainingVersion | None) -> bool:
    return version is not None and holds_at(person, version.training.producer, Role.STEERING_COMMITTEE)


rules.add_perm("trainings.preview_version", writes_for_the_producer | steers)
rules.add_perm("trainings.edit_version", writes_for_the_producer)
rules.add_perm("trainings.publish_version", answers_for_the_producer)
rules.add_perm("trainings.retire_version", answers_for_the_producer)
