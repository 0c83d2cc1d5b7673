"""Who calculates, who reads whose scenarios, who decides. A university's figures stay its own until it shares them."""

from __future__ import annotations

import rules

from microcert.consortium.models import University
from microcert.consortium.permissions import holds, holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import Scenario
from .queries import CALCULATORS, steers

DECIDERS = (Role.ADMIN_TEAM, Role.PEDAGOGICAL_EXPERT)


@rules.predicate
def calculates_there(person: User, university: University | None) -> bool:
    """For a university one of its own; for the committee (None) a member of it."""
    return steers(person) if university is None else holds_at(person, university, *CALCULATORS)


@rules.predicate
def keeps_it(person: User, scenario: Scenario | None) -> bool:
    return scenario is not None and calculates_there(person, scenario.university)


@rules.predicate
def reads_it(person: User, scenario: Scenario | None) -> bool:
    return scenario is not None and (keeps_it(person, scenario) or (scenario.shared_at is not None and steers(person)))


@rules.predicate
def decides_on_it(person: User, scenario: Scenario | None) -> bool:
    """The producer opens its sessions and bears what they cost in common; the committee decides for all."""
    if scenario is None or scenario.training is None or scenario.shared_at is None:
        return False
    return steers(person) or (reads_it(person, scenario) and holds_at(person, scenario.training.producer, *DECIDERS))


rules.add_perm("economics.calculate", holds(*CALCULATORS, Role.STEERING_COMMITTEE))
rules.add_perm("economics.save_scenario_at", calculates_there)
rules.add_perm("economics.edit_scenario", keeps_it)
rules.add_perm("economics.view_scenario", reads_it)
rules.add_perm("economics.share_scenario", keeps_it)
rules.add_perm("economics.retain_scenario", decides_on_it)
