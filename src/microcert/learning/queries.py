from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from microcert.enrolment.models import LearnerFile
from microcert.trainings.models import Activity, Unit

from .models import MilestoneValidation
from .rules import ActivityProgress, Progress, UnitProgress


def progress(file: LearnerFile) -> Progress:
    """How far one learner has come. Two queries, whatever the length of the course."""
    return progress_of([file])[file.pk]


def progress_of(files: Iterable[LearnerFile]) -> dict[int, Progress]:
    """The same for many learners of one session, by file key; two queries in all. The files carry their session."""
    files = list(files)
    if not files:
        return {}
    versions = {file.session.version_id for file in files}
    activities = list(
        Activity.objects.filter(version__in=versions).select_related("unit").order_by("unit__position", "position")
    )
    validations: dict[tuple[int, int], list[MilestoneValidation]] = defaultdict(list)
    for row in MilestoneValidation.objects.filter(file__in=files):
        validations[row.file_id, row.activity_id].append(row)
    return {
        file.pk: _progress(file.pk, [a for a in activities if a.version_id == file.session.version_id], validations)
        for file in files
    }


def _progress(
    file: int, activities: list[Activity], validations: dict[tuple[int, int], list[MilestoneValidation]]
) -> Progress:
    units: dict[Unit, list[ActivityProgress]] = defaultdict(list)
    for activity in activities:
        rows = validations.get((file, activity.pk), [])
        credited = sum(row.minutes for row in rows)
        units[activity.unit].append(
            ActivityProgress(
                pk=activity.pk,
                title=activity.title,
                kind=activity.kind,
                minutes=activity.minutes,
                is_milestone=activity.is_milestone,
                credited=credited,
                done_at=max(row.at for row in rows) if credited > 0 else None,
            )
        )
    seen = [UnitProgress(unit.title, unit.week, tuple(parts)) for unit, parts in units.items()]
    current = next((place for place, unit in enumerate(seen) if not unit.is_done), None)
    return Progress(
        tuple(
            replace(unit, state="done" if unit.is_done else "now" if place == current else "todo")
            for place, unit in enumerate(seen)
        )
    )
