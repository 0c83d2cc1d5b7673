"""Publishing a training: decided, frozen and findable in one breath."""

from __future__ import annotations

from microcert.catalogue.actions import index
from microcert.competencies.actions import put_in_force
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.production.queries import committee_decision_on
from microcert.trainings.actions import publish
from microcert.trainings.models import TrainingVersion
from microcert.trainings.queries import was_published_before
from microcert.trainings.rules import Decision


@action
def publish_training(version: TrainingVersion, *, by: User | None, decision: Decision | None = None) -> TrainingVersion:
    """Publish a version and put it in the catalogue. Raises what `trainings.actions.publish` refuses.

    Without a `decision` it is looked up: only whoever loads the consortium's own files brings one along.
    """
    published = publish(version, decision=decision or decision_on(version), by=by)
    # Contracts and credentials will cite its competencies: from here on their words are frozen too.
    put_in_force(published.competency_framework, by=by)
    index(published)
    return published


def decision_on(version: TrainingVersion) -> Decision:
    """What the steering committee decided of a training. A correction needs no second decision (framework, 13.1)."""
    if committee_decision_on(version.training) is not None:
        return Decision.FAVOURABLE
    return Decision.GIVEN_BEFORE if was_published_before(version) else Decision.AWAITED
