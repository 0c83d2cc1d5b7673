"""Where a calculation starts: an address, a saved scenario, or the consortium's figures and a training's own tariffs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet

from microcert.economics.models import Scenario
from microcert.economics.queries import Snapshot, house_values, snapshot_of
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus

from .economics_form import MOST_OPTIONS, AssumptionsForm, fields_of, written


def trainings_to_count() -> QuerySet[TrainingVersion]:
    """The trainings that a calculation may be about: the published ones, by title."""
    return TrainingVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related("training").order_by("title")


def starting_fields(version: TrainingVersion | None) -> dict[str, str]:
    """The consortium's figures; with a training its tariffs, in equal parts, and its latest session's participants."""
    fields = {name: _shown(value) for name, value in house_values().items()}
    if version is None:
        return fields
    fields["formation"] = version.training.slug
    prices = [tariff.price_cents for tariff in version.tariffs.all()[:MOST_OPTIONS]]
    for place, price in enumerate(prices, start=1):
        fields[f"price_{place}"] = written(Decimal(price) / 100)
        fields[f"part_{place}"] = str(100 // len(prices) + (100 % len(prices) if place == 1 else 0))
    session = Session.objects.filter(version__training=version.training_id).prefetch_related("participations").last()
    if session is not None:
        fields["universities"] = str(len(session.participations.all()) or 1)
        fields["capacity"] = str(session.capacity)
    return fields


def _shown(value: Any) -> str:
    try:
        return written(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def form_of(asked: Any, versions: list[TrainingVersion], person: User) -> tuple[AssumptionsForm, Snapshot | None]:
    """The form in the state that an address asks for, and the scenario that it comes from.

    An address without figures starts from a scenario that the person may read, else from the training or the house.
    """
    kept = _scenario(asked.get("scenario", ""), person)
    slug = asked.get("formation", "") or (kept.training_slug if kept and "price_1" not in asked else "")
    version = next((each for each in versions if each.training.slug == slug), None)
    labels = tuple(tariff.label for tariff in version.tariffs.all()[:MOST_OPTIONS]) if version else ()
    if "price_1" in asked:
        given = asked
    elif kept is not None:
        given = fields_of(kept.assumptions) | {
            "formation": kept.training_slug,
            "scenario": str(kept.scenario),
            "revision": str(kept.revision),
        }
    else:
        given = starting_fields(version)
    return AssumptionsForm(given, tariffs=labels), kept


def _scenario(asked: str, person: User) -> Snapshot | None:
    """The scenario of that key, if there is one and the person may read it."""
    if not asked.isdecimal() or len(asked) > 12:
        return None
    scenario = Scenario.objects.select_related("university", "training__producer").filter(pk=int(asked)).first()
    if scenario is None or not person.has_perm("economics.view_scenario", scenario):
        return None
    return snapshot_of(scenario.pk)
