"""The resources of a draft: given with their file or address, checked at once where a program can, then by people."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.inspection import inspect
from microcert.trainings.models import AccessibilityCheck, Resource, TrainingVersion
from microcert.trainings.rules import Point, Reading, ResourceKind

from .sections import locked_draft


@action
def add_resource(
    version: TrainingVersion,
    *,
    kind: ResourceKind,
    title: str,
    activity_id: int | None = None,
    file: Any = None,
    url: str = "",
    alternative: str = "",
    by: User | None,
) -> Resource:
    """Keep a file or an address. A PDF and an HTML page are inspected at once. Raises `Unreadable`, and keeps nothing."""
    draft = locked_draft(version)
    findings = inspect(kind, file.read()) if file else []
    if file:
        file.seek(0)
    resource = Resource.objects.create(
        version=draft,
        activity=draft.activities.filter(pk=activity_id or 0).first(),
        kind=kind,
        title=title,
        file=file or "",
        file_name=str(file.name)[-200:] if file else "",
        url=url,
        alternative=alternative,
        position=(draft.resources.aggregate(place=Max("position"))["place"] or 0) + 1,
    )
    for found in findings:
        _note(resource, found.point, found.reading, found.note, by=None)
    journal.write("trainings.resource_added", draft, by=by, resource=resource.pk)
    return resource


@action
def note_checks(
    resource: Resource, readings: dict[Point, Reading], *, note: str, alternative: str, by: User | None
) -> None:
    """Keep what a person saw about a resource, point by point, with the day and the name; earlier checks stay."""
    draft = locked_draft(resource.version)
    for point, reading in readings.items():
        _note(resource, point, reading, note, by=by)
    if alternative != resource.alternative:
        resource.alternative = alternative
        resource.save(update_fields=["alternative"])
    journal.write("trainings.resource_checked", draft, by=by, resource=resource.pk)


@action
def remove_resource(resource: Resource, *, by: User | None) -> None:
    """Take a resource out of the draft. Its file stays in the store: an earlier version may show it."""
    draft = locked_draft(resource.version)
    journal.write("trainings.resource_removed", draft, by=by, resource=resource.pk)
    resource.delete()


def _note(resource: Resource, point: Point, reading: Reading, note: str, *, by: User | None) -> None:
    AccessibilityCheck.objects.create(
        resource=resource, point=point, reading=reading, note=note[:500], checked_by=by, checked_at=clock.now()
    )
