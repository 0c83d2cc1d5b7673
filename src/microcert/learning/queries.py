from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F

from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.foundation import clock
from microcert.people.models import User
from microcert.trainings.models import Activity, Unit

from .models import MilestoneValidation
from .rules import ActivityProgress, Progress, UnitProgress, days_of_silence, is_silent


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


@dataclass(frozen=True)
class Accompanied:
    """One learner of a tutor. `silence` counts whole days; None when no milestone is expected of the learner now."""

    name: str
    email: str
    university: str
    training: str
    session: str
    starts_on: date
    progress: Progress
    silence: int | None
    has_started: bool
    is_closed: bool

    @property
    def is_silent(self) -> bool:
        return self.silence is not None and is_silent(self.silence)


def accompanied_by(tutor: User) -> list[Accompanied]:
    """The learners of the universities that named this person their tutor, session by session, the most silent first.

    Another university's learners in the same session have their own tutor. Whoever withdrew is nobody's learner any more.
    Three queries in all.
    """
    files = list(
        LearnerFile.objects.filter(
            session__participations__tutor=tutor, session__participations__university=F("university")
        )
        .exclude(status=FileStatus.WITHDRAWN)
        .select_related("learner", "university", "session__version")
    )
    reached = progress_of(files)
    learners = [_accompanied(file, reached[file.pk]) for file in files]
    return sorted(learners, key=lambda each: -1 if each.silence is None else each.silence, reverse=True)


def _accompanied(file: LearnerFile, progress: Progress) -> Accompanied:
    today, session = clock.today(), file.session
    is_closed = file.status != FileStatus.OPEN
    is_awaited = not is_closed and session.starts_on <= today <= session.ends_on and bool(progress.missing)
    # Whoever enrolled after the start is silent since then, not before.
    since = max(session.starts_on, clock.day_of(file.opened_at))
    last_on = clock.day_of(progress.last_at) if progress.last_at else None
    return Accompanied(
        name=file.learner.sort_name,
        email=file.learner.email,
        university=file.university.short_name,
        training=session.version.title,
        session=session.code,
        starts_on=session.starts_on,
        progress=progress,
        silence=days_of_silence(today, since, last_on) if is_awaited else None,
        has_started=session.starts_on <= today,
        is_closed=is_closed,
    )
