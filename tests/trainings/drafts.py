"""The cast's training as a draft, so that a test can take something away from it."""

from __future__ import annotations

from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus


def draft_of(version: TrainingVersion) -> TrainingVersion:
    """Put the cast's version back on the drawing board, past the actions that would forbid it."""
    TrainingVersion.objects.filter(pk=version.pk).update(status=VersionStatus.DRAFT, published_at=None)
    return TrainingVersion.objects.get(pk=version.pk)
