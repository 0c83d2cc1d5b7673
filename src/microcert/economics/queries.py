"""Reads of scenarios, as dataclasses: what a proposal quotes, what a session opens on, what pages compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from microcert.consortium.models import Consortium
from microcert.consortium.queries import roles_of, universities_within_reach
from microcert.consortium.roles import Role
from microcert.foundation.money import Cents
from microcert.people.models import User
from microcert.trainings.models import TrainingVersion

from .models import Revision, Scenario
from .rules import Account, Assumptions, Threshold, account, assumptions_from, economy, rounded, threshold

# Who counts for a university: its office and those who design.
CALCULATORS = (Role.ADMIN_TEAM, Role.PEDAGOGICAL_EXPERT, Role.INSTRUCTIONAL_DESIGNER)


@dataclass(frozen=True)
class Snapshot:
    """A saved scenario as it stood at one revision: what was supposed, and what follows from it. Amounts in cents."""

    scenario: int
    revision: int
    name: str
    university: str
    training: str
    training_slug: str
    author: str
    saved_at: datetime
    is_shared: bool
    is_retained: bool
    assumptions: Assumptions
    threshold: Threshold
    consortium_break_even: int | None
    mean_price: Cents
    margin: Cents
    fixed: Cents
    at_expected: Account

    @property
    def break_even(self) -> int | None:
        return self.threshold.break_even

    def stated(self) -> dict[str, Any]:
        """Plain data to be kept beside a proposal, so that it still says what was voted on when the scenario moves on."""
        return {
            "scenario": self.scenario,
            "revision": self.revision,
            "name": self.name,
            "break_even": self.break_even,
            "consortium_break_even": self.consortium_break_even,
            "recommended_threshold": self.threshold.recommended,
            "fixed_cents": self.fixed,
            "margin_cents": self.margin,
            "learners": self.at_expected.learners,
            "result_cents": self.at_expected.result,
            "assumptions": self.assumptions.stated(),
        }


def snapshot(scenario: Scenario, revision: Revision) -> Snapshot:
    """The snapshot of one revision. The scenario comes with its university and training, the revision with its author."""
    given = assumptions_from(revision.assumptions)
    now = economy(given)
    return Snapshot(
        scenario=scenario.pk,
        revision=revision.number,
        name=scenario.name,
        university=scenario.university.short_name if scenario.university else "",
        training=_title_of(scenario),
        training_slug=scenario.training.slug if scenario.training else "",
        author=revision.author.full_name if revision.author else "",
        saved_at=revision.saved_at,
        is_shared=scenario.shared_at is not None,
        is_retained=scenario.retained_at is not None,
        assumptions=given,
        threshold=threshold(given, now),
        consortium_break_even=now.for_the_consortium().break_even,
        mean_price=rounded(now.price),
        margin=rounded(now.margin),
        fixed=rounded(now.fixed),
        at_expected=account(now, given.learners),
    )


def _title_of(scenario: Scenario) -> str:
    if scenario.training is None:
        return ""
    titles = [version.title for version in sorted(scenario.training.versions.all(), key=lambda each: -each.number)]
    return titles[0] if titles else scenario.training.slug


def with_figures(scenarios: QuerySet[Scenario]) -> QuerySet[Scenario]:
    """Scenarios with all that a snapshot needs. Three queries, however many there are."""
    return scenarios.select_related("university", "training__producer").prefetch_related(
        Prefetch("revisions", Revision.objects.select_related("author")),
        Prefetch("training__versions", TrainingVersion.objects.only("title", "number", "training_id", "status")),
    )


def latest(scenarios: Iterable[Scenario]) -> list[Snapshot]:
    """The present state of each, from scenarios read `with_figures`."""
    return [snapshot(each, each.revisions.all()[0]) for each in scenarios]


def snapshot_of(scenario: int, revision: int | None = None) -> Snapshot | None:
    """The scenario of that key at a revision, the newest unless one is named; None when there is none."""
    found = with_figures(Scenario.objects.filter(pk=scenario)).first()
    if found is None:
        return None
    kept = next((each for each in found.revisions.all() if revision in (None, each.number)), None)
    return snapshot(found, kept) if kept else None


def steers(person: User) -> bool:
    """Whether the person sits on the steering committee."""
    return any(held.role == Role.STEERING_COMMITTEE for held in roles_of(person))


def readable_by(person: User) -> QuerySet[Scenario]:
    """The scenarios of a person's universities; to the steering committee also its own and those shared with it."""
    mine = Q(university__in=universities_within_reach(person, *CALCULATORS))
    if steers(person):
        mine |= Q(university__isnull=True) | Q(shared_at__isnull=False)
    return Scenario.objects.filter(mine)


def retained_for(version: TrainingVersion) -> Snapshot | None:
    """The scenario that was retained for a version's training."""
    found = with_figures(Scenario.objects.filter(training=version.training_id, retained_at__isnull=False)).first()
    return latest([found])[0] if found else None


def recommended_threshold(version: TrainingVersion) -> int | None:
    """The enrolments from which a session of this version should open, by the retained scenario (R107).

    None when none is retained, or when the retained one never covers its costs.
    """
    retained = retained_for(version)
    return retained.threshold.recommended if retained else None


# Where neither the consortium's file nor the training says anything. Euros, hours and percentages, as people write them.
STARTING_VALUES: dict[str, int | str] = {
    "price_1": 300,
    "part_1": 100,
    "universities": 4,
    "royalty": 10,
    "payment_fee": "1.5",
    "learners": 24,
    "capacity": 48,
    "attrition": 0,
    "design_hours": 0,
    "sessions": 1,
    "teaching_hours": 14,
    "jury_hours": 4,
    "expert_rate": 65,
    "platform": 0,
    "office_hours": 0,
    "office_rate": 0,
    "participation": 0,
    "tutoring_hours": 1,
    "tutoring_rate": 30,
    "support": 0,
    "file": 0,
    "proctoring": 0,
}


def house_values() -> dict[str, Any]:
    """The figures to start from: the section [consortium.economics] of the consortium's file over `STARTING_VALUES`."""
    house = Consortium.objects.first()
    return STARTING_VALUES | (house.settings.get("economics", {}) if house else {})
