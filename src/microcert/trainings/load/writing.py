"""From what was read to rows: a new training, or the next version of one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from microcert.competencies.models import Alignment, Competency
from microcert.consortium.errors import Problem
from microcert.consortium.load import LoadedConsortium
from microcert.consortium.models import FrameworkVersion, University
from microcert.consortium.queries import framework_in_force
from microcert.consortium.sheet import refuse_problems
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.errors import DraftOpenAlready, SlugTaken
from microcert.trainings.framework_file import write_expectations, write_framework
from microcert.trainings.models import (
    Activity,
    Criterion,
    CriterionLevel,
    Outcome,
    Tariff,
    Threshold,
    Training,
    TrainingVersion,
    Unit,
)
from microcert.trainings.rules import VersionStatus
from microcert.trainings.sections import add_up
from microcert.trainings.training_file import TrainingFile

from .resources import write_resources


@action
def load_training(read: TrainingFile, loaded: LoadedConsortium, framework: FrameworkVersion) -> TrainingVersion | None:
    """Write a training that was read, as a draft. Returns None, and changes nothing, when the training is there already."""
    if Training.objects.filter(slug=read.slug).exists():
        return None
    producer = loaded.universities[read.producer]
    _write_training(read, producer)
    read.version.framework_version = framework
    read.version.expert = loaded.people.get(read.expert)
    read.version.save()
    _write_parts(read)
    write_resources(read, by=None)
    journal.write("trainings.loaded", read.version, by=None)
    return read.version


@action
def import_training(read: TrainingFile, producer: University, *, by: User | None) -> TrainingVersion:
    """Write a training that was read, as a draft: a new training, or the next version of one that `producer` has.

    Raises `SlugTaken` when the address is another university's, `DraftOpenAlready` when its training has a draft,
    `BadFiles` when the file certifies competencies that the training's framework does not have.
    """
    training = Training.objects.select_for_update().filter(slug=read.slug).first()
    if training is None:
        _write_training(read, producer)
    elif training.producer_id != producer.pk:
        raise SlugTaken(read.slug)
    else:
        if training.versions.filter(status=VersionStatus.DRAFT).exists():
            raise DraftOpenAlready
        _stand_on(training, read)
        read.version.number = max(training.versions.values_list("number", flat=True), default=0) + 1
    read.version.framework_version = framework_in_force()
    read.version.updated_on = read.version.updated_on or clock.today()
    read.version.save()
    _write_parts(read)
    write_resources(read, by=by)
    add_up(read.version)
    journal.write("trainings.imported", read.version, by=by)
    return read.version


def _write_training(read: TrainingFile, producer: University) -> None:
    read.framework.university = read.training.producer = producer
    write_framework(read)
    Competency.objects.bulk_create(read.competencies.values())
    Alignment.objects.bulk_create(read.alignments)
    write_expectations(read)
    read.training.save()
    read.training.awarded_with.set(University.objects.filter(slug__in=read.awarded_with))
    read.version.training, read.version.competency_framework = read.training, read.framework


def _stand_on(training: Training, read: TrainingFile) -> None:
    """Let a file's outcomes, criteria and thresholds rest on the competencies that the training has already."""
    framework = training.versions.select_related("competency_framework").latest("number").competency_framework
    known = {each.code: each for each in framework.competencies.all()}
    refuse_problems(
        [
            Problem(
                read.slug,
                "competencies",
                _("« %s » n’est pas au référentiel de la formation : ajoutez-la d’abord.") % code,
            )
            for code in read.competencies
            if code not in known
        ]
    )
    rows: list[Any] = [*read.outcomes.values(), *read.criteria, *read.thresholds]
    for row in rows:
        row.competency = known[row.competency.code]
    read.version.training, read.version.competency_framework = training, framework


def _write_parts(read: TrainingFile) -> None:
    Outcome.objects.bulk_create(read.outcomes.values())
    Unit.objects.bulk_create(read.units)
    Activity.objects.bulk_create([activity for activity, _codes in read.activities])
    through: Any = Activity.outcomes.through
    through.objects.bulk_create(
        through(activity_id=activity.pk, outcome_id=read.outcomes[code].pk)
        for activity, codes in read.activities
        for code in dict.fromkeys(codes)
    )
    read.task.version = read.rules.version = read.version
    read.task.save()
    Criterion.objects.bulk_create(read.criteria)
    CriterionLevel.objects.bulk_create(read.levels)
    Threshold.objects.bulk_create(read.thresholds)
    read.rules.save()
    Tariff.objects.bulk_create(read.tariffs)
