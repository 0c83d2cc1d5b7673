"""What the page of a training says, gathered in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.competencies.models import Competency
from microcert.consortium.models import University
from microcert.orders.rules import PAID_BY_A_COMPANY
from microcert.sessions.models import Participation, Session, SessionEvent
from microcert.sessions.queries import on_sale, upcoming
from microcert.trainings.models import ACTIVITY_LABELS, Activity, Criterion, Outcome, Tariff, TrainingVersion
from microcert.trainings.queries import published
from microcert.trainings.rules import ActivityKind

from .indicators import Results, results_of
from .links import address
from .seats import Availability, availability, taken

# The eight mandatory items and what goes with them, in the order in which a visitor asks.
RULES: tuple[tuple[str, Promise], ...] = (
    ("type", gettext_lazy("Type d’évaluation")),
    ("duration", gettext_lazy("Durée")),
    ("criteria", gettext_lazy("Critères")),
    ("accommodations", gettext_lazy("Aménagements")),
    ("absence_and_lateness", gettext_lazy("Absence ou retard")),
    ("resit", gettext_lazy("Rattrapage")),
    ("appeal", gettext_lazy("Recours")),
    ("jury", gettext_lazy("Jury")),
    ("identity", gettext_lazy("Identité")),
    ("proctoring", gettext_lazy("Surveillance")),
    ("proctoring_alternative", gettext_lazy("Sans surveillance à distance")),
)


@dataclass(frozen=True)
class Workload:
    """A row of the workload table: minutes of one kind of activity, and when they are done."""

    label: str | Promise
    when: str
    minutes: int
    count: int


@dataclass(frozen=True)
class Choice:
    """A session that can be chosen on the page."""

    session: Session
    availability: Availability
    seats_left: int
    is_chosen: bool


@dataclass(frozen=True)
class FactSheet:
    version: TrainingVersion
    producer: University
    awarded_with: list[University]
    competencies: list[tuple[Competency, list[Outcome]]]
    workload: list[Workload]
    activities: list[Activity]
    milestones: int
    criteria: list[Criterion]
    scale: list[str]
    rules: list[tuple[str | Promise, str]]
    tariffs: list[Tariff]
    company_tariffs: list[Tariff]
    references: list[Any]
    choices: list[Choice]
    chosen: Choice | None
    participations: list[Participation]
    events: list[SessionEvent]
    results: Results

    @property
    def trainers(self) -> list[tuple[str, str]]:
        """Name and title of each, once, whatever the number of roles that they hold (Labour code, L6353-8)."""
        return list(dict.fromkeys((each["name"], each["title"]) for each in self.version.team))

    @property
    def participants(self) -> str:
        return ", ".join(each.university.short_name for each in self.participations)

    @property
    def draws_url(self) -> str:
        return address("draws", self.chosen.session.code) if self.chosen else ""

    @property
    def weeks(self) -> int:
        session = self.chosen.session if self.chosen else None
        return max(1, -(-((session.ends_on - session.starts_on).days + 1) // 7)) if session else 0

    @property
    def minutes_per_week(self) -> int:
        """Rounded to the quarter of an hour, so that the page does not feign precision."""
        return round(self.version.minutes / self.weeks / 15) * 15 if self.weeks else 0

    @property
    def virtual_classes(self) -> int:
        return sum(activity.kind == ActivityKind.VIRTUAL_CLASS for activity in self.activities)

    @property
    def is_all_remote(self) -> bool:
        return all(activity.place == Activity.Place.DISTANCE for activity in self.activities)


def fact_sheet(slug: str, session_code: str = "") -> FactSheet:
    """The sheet of a published training; a draft does not exist for the public (404).

    `session_code` chooses among the sessions to come; an unknown one is ignored in favour of the first on sale.
    """
    return sheet_of(_version(slug), session_code)


def sheet_of(version: TrainingVersion, session_code: str = "") -> FactSheet:
    """The sheet of any version; its authors read a draft's so, and what it lacks is left blank."""
    rules = getattr(version, "rules", None)
    competencies = list(version.competency_framework.competencies.all())
    outcomes: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in version.outcomes.all():
        outcomes[outcome.competency_id].append(outcome)
    activities = list(version.activities.select_related("unit"))
    judged = Criterion.objects.filter(task__version=version)
    criteria = list(judged.prefetch_related("levels").select_related("competency"))
    tariffs = list(version.tariffs.all())
    choices, chosen = _choices(version, session_code)
    return FactSheet(
        version=version,
        producer=version.training.producer,
        awarded_with=list(version.training.awarded_with.order_by("position")),
        competencies=[(competency, outcomes[competency.pk]) for competency in competencies],
        workload=_workload(activities),
        activities=activities,
        milestones=sum(activity.is_milestone for activity in activities),
        criteria=criteria,
        scale=[level.label for level in criteria[0].levels.all()] if criteria else [],
        rules=[(label, getattr(rules, name, "")) for name, label in RULES],
        tariffs=[tariff for tariff in tariffs if tariff.code not in PAID_BY_A_COMPANY],
        company_tariffs=[tariff for tariff in tariffs if tariff.code in PAID_BY_A_COMPANY],
        references=list(version.competency_framework.alignments.all()),
        choices=choices,
        chosen=chosen,
        participations=list(chosen.session.participations.select_related("university")) if chosen else [],
        events=list(chosen.session.events.all()) if chosen else [],
        results=results_of(version.training_id),
    )


def _version(slug: str) -> TrainingVersion:
    rows = published().select_related(
        "training__producer", "competency_framework", "framework_version", "task", "rules"
    )
    version = rows.filter(training__slug=slug).first()
    if version is None:
        raise Http404(_("Cette formation n’est pas au catalogue."))
    return version


def _workload(activities: list[Activity]) -> list[Workload]:
    """Minutes by kind of activity, in the order in which the kinds first come."""
    by_kind: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities:
        by_kind[activity.kind].append(activity)
    return [
        Workload(ACTIVITY_LABELS[ActivityKind(kind)], _when(rows), sum(row.minutes for row in rows), len(rows))
        for kind, rows in by_kind.items()
    ]


def _when(activities: list[Activity]) -> str:
    if all(activity.is_synchronous for activity in activities):
        return _("À heure fixe")
    weeks = sorted({activity.unit.week for activity in activities})
    if len(weeks) == 1:
        return _("Semaine %d, à votre rythme") % weeks[0]
    return _("Semaines %(first)d à %(last)d, à votre rythme") % {"first": weeks[0], "last": weeks[-1]}


def _choices(version: TrainingVersion, code: str) -> tuple[list[Choice], Choice | None]:
    sessions = list(upcoming().filter(version=version))
    buyable = set(on_sale().filter(version=version).values_list("pk", flat=True))
    named = [each for each in sessions if each.code == code]
    first = next(iter(named or [each for each in sessions if each.pk in buyable] or sessions), None)
    sold = taken(each.pk for each in sessions)
    choices = [
        Choice(
            each,
            availability(is_on_sale=each.pk in buyable, capacity=each.capacity, taken=sold.get(each.pk, 0)),
            max(0, each.capacity - sold.get(each.pk, 0)),
            each is first,
        )
        for each in sessions
    ]
    return choices, next((choice for choice in choices if choice.is_chosen), None)
