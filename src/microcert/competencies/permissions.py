"""Who reads and who writes the competency frameworks: the producing university writes, the consortium's people read."""

from __future__ import annotations

import rules

from microcert.consortium.permissions import holds, holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import CompetencyFramework

AUTHORS = (Role.PEDAGOGICAL_EXPERT, Role.INSTRUCTIONAL_DESIGNER)
# Whoever designs, steers, assesses or answers for quality anywhere may learn from the frameworks of all.
READERS = (*AUTHORS, Role.EVALUATOR, Role.JURY_MEMBER, Role.STEERING_COMMITTEE, Role.QUALITY_LEAD)


@rules.predicate
def writes_for_its_university(person: User, framework: CompetencyFramework | None) -> bool:
    return framework is not None and holds_at(person, framework.university, *AUTHORS)


rules.add_perm("competencies.read_frameworks", holds(*READERS))
rules.add_perm("competencies.edit_framework", writes_for_its_university)
