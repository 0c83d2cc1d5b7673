"""Two scenarios to look at: a training's own tariffs, and the same session sold by more universities."""

from __future__ import annotations

from dataclasses import replace

from microcert.economics.actions import retain, save_scenario, share
from microcert.economics.models import Scenario
from microcert.economics.permissions import CALCULATORS
from microcert.people.models import User
from microcert.web.steering.economics_form import AssumptionsForm
from microcert.web.steering.economics_start import starting_fields, trainings_to_count

FIRST, SECOND = "Session d’automne, participantes actuelles", "Session d’automne, trois universités de plus"


def keep_scenarios() -> None:
    """Keep both for the first training that has a session; done once."""
    version = trainings_to_count().filter(sessions__isnull=False).order_by("pk").first()
    if version is None or Scenario.objects.exists():
        return
    form = AssumptionsForm(starting_fields(version))
    if not form.is_valid():
        return
    given = form.assumptions()
    producer, training = version.training.producer, version.training
    author = (
        version.expert
        or User.objects.filter(appointments__role__in=CALCULATORS, appointments__university=producer)
        .order_by("pk")
        .first()
    )
    first = save_scenario(name=FIRST, university=producer, training=training, assumptions=given, by=author)
    retain(share(first, by=author), by=author)
    wider = replace(given, universities=given.universities + 3)
    second = save_scenario(name=SECOND, university=producer, training=training, assumptions=wider, by=author)
    share(second, by=author)
