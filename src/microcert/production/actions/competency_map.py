"""The map of competencies: brought in from a file, covered by trainings, moved by evaluation results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.refusals import Invalid
from microcert.people.models import User
from microcert.production.models import Finding, Need
from microcert.production.rules import LEAST_PRIORITY, MOST_PRIORITY, EvaluationFigures
from microcert.trainings.models import Training


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    new: int
    changed: int


@action
def import_map(needs: Sequence[Need], *, by: User | None) -> Imported:
    """Write the rows of a map that was read and found good; a code that is known is brought up to date, none is removed."""
    known = {
        need.code: need for need in Need.objects.select_for_update().filter(code__in=[each.code for each in needs])
    }
    fields = ("domain", "title", "profession", "transition", "priority", "source", "noted_on")
    changed = 0
    for read in needs:
        if (row := known.get(read.code)) is None:
            read.save()
        elif any(getattr(row, name) != getattr(read, name) for name in fields):
            for name in fields:
                setattr(row, name, getattr(read, name))
            row.save(update_fields=fields)
            changed += 1
    done = Imported(len(needs) - len(known), changed)
    if needs and (done.new or done.changed):
        journal.write("production.map_imported", needs[0], by=by, new=done.new, changed=done.changed)
    return done


@action
def cover(need: Need, trainings: Iterable[Training], *, by: User | None) -> Need:
    """Say which trainings serve a competency of the map."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    need.trainings.set(trainings)
    journal.write("production.need_covered", need, by=by, trainings=sorted(need.trainings.values_list("pk", flat=True)))
    return need


@action
def feed_back(
    need: Need, training: Training, *, figures: EvaluationFigures, conclusion: str, priority: int, by: User
) -> Finding:
    """Keep what evaluation showed of a training, and move the need's priority by it (framework, 13; R104)."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    if not LEAST_PRIORITY <= priority <= MOST_PRIORITY:
        raise Invalid(_("Indiquez une priorité de 1 à 4."), field="priority")
    if not conclusion.strip():
        raise Invalid(_("Écrivez ce que vous concluez de ces résultats."), field="conclusion")
    finding = Finding.objects.create(
        need=need,
        training=training,
        noted_on=clock.today(),
        figures=asdict(figures),
        conclusion=conclusion.strip(),
        priority_before=need.priority,
        priority_after=priority,
    )
    need.priority = priority
    need.save(update_fields=["priority"])
    journal.write("production.evaluation_fed_back", finding, by=by, need=need.pk, priority=priority)
    return finding
