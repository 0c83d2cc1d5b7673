"""Publishing a training: frozen and findable in one breath."""

from __future__ import annotations

from microcert.catalogue.actions import index
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.actions import publish
from microcert.trainings.models import TrainingVersion


@action
def publish_training(version: TrainingVersion, *, by: User | None) -> TrainingVersion:
    """Publish a version and put it in the catalogue. Raises what `trainings.actions.publish` refuses."""
    published = publish(version, by=by)
    index(published)
    return published
