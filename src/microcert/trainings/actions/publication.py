"""What changes the life of a training's version: it is published, then retired."""

from __future__ import annotations

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.errors import NotReadyToPublish, WrongState
from microcert.trainings.models import AssessmentRules, TrainingVersion
from microcert.trainings.queries import judged
from microcert.trainings.rules import TRANSITIONS, Decision, VersionStatus, rules_digest
from microcert.trainings.wording import missing_item


@action
def publish(version: TrainingVersion, *, decision: Decision, by: User | None) -> TrainingVersion:
    """Publish a draft: the public sees it, and nothing in it changes any more. The version before it is retired.

    `decision` is what the steering committee said. Raises `NotReadyToPublish` with one refusal per missing item, each with
    its clause (framework, 7.1), `WrongState` unless it is a draft.
    """
    locked = _locked(version)
    _refuse_transition(locked, VersionStatus.PUBLISHED)
    if lacking := judged(locked, decision).gaps:
        raise NotReadyToPublish([missing_item(gap) for gap in lacking])
    for previous in TrainingVersion.objects.select_for_update().filter(
        training=locked.training, status=VersionStatus.PUBLISHED
    ):
        retire(previous, by=by)
    digest = rules_digest(locked.rules.stated())
    AssessmentRules.objects.filter(version=locked).update(sha256=digest)
    locked.status = VersionStatus.PUBLISHED
    locked.published_at = clock.now()
    locked.save(update_fields=["status", "published_at"])
    journal.write("trainings.published", locked, by=by, number=locked.number, rules=digest, decision=str(decision))
    return locked


@action
def retire(version: TrainingVersion, *, by: User | None) -> TrainingVersion:
    """Take a version out of the catalogue; its sessions go on to their end. Raises `WrongState` unless it is published."""
    locked = _locked(version)
    _refuse_transition(locked, VersionStatus.RETIRED)
    locked.status = VersionStatus.RETIRED
    locked.save(update_fields=["status"])
    journal.write("trainings.retired", locked, by=by, number=locked.number)
    return locked


def _locked(version: TrainingVersion) -> TrainingVersion:
    return TrainingVersion.objects.select_for_update(of=("self",)).select_related("training").get(pk=version.pk)


def _refuse_transition(version: TrainingVersion, to: VersionStatus) -> None:
    if to not in TRANSITIONS[VersionStatus(version.status)]:
        raise WrongState(version.status, to)
