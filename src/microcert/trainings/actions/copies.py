"""Where a draft comes from: a model, a copy of another training, or the version that it corrects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from microcert.competencies.actions.frameworks import copy_parts
from microcert.competencies.models import CompetencyFramework
from microcert.consortium.models import University
from microcert.consortium.queries import framework_in_force
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings import template
from microcert.trainings.errors import DraftOpenAlready, SlugTaken
from microcert.trainings.models import (
    AccessibilityCheck,
    Activity,
    AssessmentRules,
    AssessmentTask,
    Criterion,
    CriterionLevel,
    Training,
    TrainingVersion,
    Unit,
)
from microcert.trainings.rules import Aim, VersionStatus
from microcert.trainings.sections import add_up


@action
def create_training(
    producer: University, *, title: str, family: str, aim: Aim, source: TrainingVersion | None = None, by: User | None
) -> TrainingVersion:
    """A new training of `producer`, as a draft: from the model, or with everything that `source` holds.

    Its competency framework is its own; a copy's starts with the competencies of the other. Raises `SlugTaken`.
    """
    slug = slugify(title)[:120].strip("-") or "formation"
    if Training.objects.filter(slug=slug).exists() or CompetencyFramework.objects.filter(slug=slug).exists():
        raise SlugTaken(slug)
    framework = CompetencyFramework.objects.create(slug=slug, title=title, university=producer)
    training = Training.objects.create(slug=slug, producer=producer)
    facts: dict[str, Any] = {"title": title, "family": family, "aim": aim, "competency_framework": framework}
    if source is None:
        draft = _draft(training, TrainingVersion(**template.FACTS), number=1, **facts)
        _fill_from_model(draft)
    else:
        draft = _draft(training, source, number=1, **facts, expert=None, expert_name="", expert_title="", team=[])
        _copy_parts(source, draft, copy_parts(source.competency_framework, framework))
    journal.write("trainings.created", draft, by=by, source=source.pk if source else None)
    return draft


@action
def open_new_version(version: TrainingVersion, *, by: User | None) -> TrainingVersion:
    """A draft that holds all that `version` holds, under the framework in force. Sessions of the old one are not touched.

    Raises `DraftOpenAlready` when the training has a draft.
    """
    training = Training.objects.select_for_update().get(pk=version.training_id)
    numbers = training.versions.values_list("number", "status")
    if any(status == VersionStatus.DRAFT for _number, status in numbers):
        raise DraftOpenAlready
    draft = _draft(training, version, number=max(number for number, _status in numbers) + 1)
    _copy_parts(version, draft, {})
    journal.write("trainings.version_opened", draft, by=by, corrects=version.number)
    return draft


def _draft(training: Training, source: TrainingVersion, **changes: Any) -> TrainingVersion:
    """A draft with the columns of `source`, save those that belong to its own life."""
    own = {"id", "training", "number", "status", "framework_version", "minutes", "updated_on", "published_at", *changes}
    columns = {f.name: getattr(source, f.name) for f in TrainingVersion._meta.fields if f.name not in own}
    return TrainingVersion.objects.create(
        training=training,
        framework_version=framework_in_force(),
        updated_on=clock.today(),
        **columns | changes,
    )


def _fill_from_model(draft: TrainingVersion) -> None:
    position = 0
    for week, (title, activities) in enumerate(template.COURSE, start=1):
        unit = Unit.objects.create(version=draft, title=title, week=week, position=week)
        for kind, name, minutes in activities:
            position += 1
            is_met = kind in ("virtual_class", "assessment")
            Activity.objects.create(
                version=draft,
                unit=unit,
                kind=kind,
                title=name,
                minutes=minutes,
                is_synchronous=is_met,
                guidance=Activity.Guidance.GUIDED if is_met else Activity.Guidance.AUTONOMOUS,
                grouping="group" if kind in ("virtual_class", "peer_review", "forum") else "individual",
                content={"virtual_class": {"day_offset": 7 * week, "at": "12:30"}, "quiz": _QUIZ}.get(kind, {}),
                position=position,
            )
    AssessmentRules.objects.create(version=draft, **template.RULES)
    add_up(draft)


_QUIZ = {"pass_percent": 60, "questions": []}


def _copy_parts(source: TrainingVersion, target: TrainingVersion, competencies: dict[int, int]) -> None:
    """Every part of a version under another; `competencies` maps keys where the framework differs."""

    def moved(row: Any) -> dict[str, Any]:
        return {"competency_id": competencies.get(row.competency_id, row.competency_id)}

    here: dict[str, Any] = {"version": target}
    outcomes = _copies(source.outcomes.all(), lambda row: here | moved(row))
    units = _copies(source.units.all(), lambda row: here)
    activities = _copies(source.activities.all(), lambda row: here | {"unit_id": units[row.unit_id]})
    through = Activity.outcomes.through
    through.objects.bulk_create(
        through(activity_id=activities[each.activity_id], outcome_id=outcomes[each.outcome_id])
        for each in through.objects.filter(activity__version=source)
    )
    tasks = _copies(AssessmentTask.objects.filter(version=source), lambda row: here)
    criteria = _copies(
        Criterion.objects.filter(task__version=source),
        lambda row: moved(row) | {"task_id": tasks[row.task_id], "outcome_id": outcomes[row.outcome_id]},
    )
    levels = CriterionLevel.objects.filter(criterion__task__version=source)
    _copies(levels, lambda row: {"criterion_id": criteria[row.criterion_id]})
    _copies(source.thresholds.all(), lambda row: here | moved(row))
    _copies(AssessmentRules.objects.filter(version=source), lambda row: here | {"sha256": ""})
    _copies(source.tariffs.all(), lambda row: here)
    resources = _copies(
        source.resources.all(), lambda row: here | {"activity_id": activities.get(row.activity_id or 0)}
    )
    checks = AccessibilityCheck.objects.filter(resource__version=source)
    _copies(checks, lambda row: {"resource_id": resources[row.resource_id]})
    add_up(target)


def _copies(rows: Iterable[Any], changes: Any) -> dict[int, int]:
    """Save each row again with what `changes(row)` says; old key → new key."""
    keys: dict[int, int] = {}
    for row in rows:
        changed = changes(row)
        columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
        columns = {name: value for name, value in columns.items() if name.removesuffix("_id") not in changed}
        copy = type(row)(**columns | changed)
        copy.save(force_insert=True)
        keys[row.pk] = copy.pk
    return keys
