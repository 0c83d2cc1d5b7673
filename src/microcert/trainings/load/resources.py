"""The resources of a training in its file: an address, or the file itself in base64 while it is small; and what people checked.

What the platform reads of a PDF or a page it reads again; what a person saw travels with its day, without the person's name.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, time
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from microcert.consortium.sheet import Sheet
from microcert.foundation import clock
from microcert.people.models import User
from microcert.trainings.errors import Unreadable
from microcert.trainings.inspection import inspect
from microcert.trainings.models import KIND_LABELS, AccessibilityCheck, Resource, TrainingVersion
from microcert.trainings.rules import WANTED_POINTS, Reading, ResourceKind
from microcert.trainings.training_file import ReadResource, TrainingFile

# A training's file stays a text that people open: more than this in all is to be given by address.
MOST_EMBEDDED = 1_000_000


def plain_resources(version: TrainingVersion) -> list[dict[str, Any]]:
    """The resources in their order; an activity is named by its place in the file. Files that are too heavy come without content."""
    activities = version.activities.order_by("unit__position", "position").values_list("pk", flat=True)
    places = {pk: place for place, pk in enumerate(activities, start=1)}
    rows, left = [], MOST_EMBEDDED
    for each in version.resources.prefetch_related("checks"):
        row: dict[str, Any] = {"title": each.title, "kind": each.kind}
        if each.activity_id:
            row["activity"] = places[each.activity_id]
        if each.file:
            row["file_name"] = each.file_name
            if each.file.size <= left:
                left -= each.file.size
                with each.file.open() as file:
                    row["content"] = base64.b64encode(file.read()).decode()
        row |= {name: getattr(each, name) for name in ("url", "alternative") if getattr(each, name)}
        seen = {check.point: check for check in each.checks.all() if check.checked_by_id}
        if seen:
            row["checks"] = [_plain_check(check) for check in seen.values()]
        rows.append(row)
    return rows


def _plain_check(check: AccessibilityCheck) -> dict[str, Any]:
    row = {"point": check.point, "reading": check.reading, "on": timezone.localtime(check.checked_at).date()}
    return row | ({"note": check.note} if check.note else {})


def read_resources(sheet: Sheet, read: TrainingFile) -> None:
    """[[resources]] with their [[resources.checks]]; read after the activities."""
    for position, row in enumerate(sheet.tables("resources"), start=1):
        kind = row.choice("kind", [str(each) for each in KIND_LABELS])
        resource = Resource(
            version=read.version,
            kind=kind,
            title=row.text("title"),
            file_name=row.text("file_name", "").replace("\\", "/").rsplit("/", 1)[-1],
            url=row.text("url", ""),
            alternative=row.text("alternative", ""),
            position=position,
        )
        found = ReadResource(resource)
        if "activity" in row.content:
            place = row.number("activity", least=1, most=max(1, len(read.activities)))
            found.activity = read.activities[place - 1][0] if place <= len(read.activities) else None
        _read_content(row, found)
        if kind in list(KIND_LABELS):
            _read_checks(row, found)
        row.finish()
        row.check(resource)
        read.resources.append(found)


def _read_content(row: Sheet, found: ReadResource) -> None:
    text = row.text("content", "")
    if not text:
        if not found.resource.url:
            row.refuse(
                "url", _("indiquez l’adresse de la ressource : un fichier de plus de 1 Mo ne voyage pas dans ce texte.")
            )
        return
    try:
        found.content = base64.b64decode(text, validate=True)
        found.findings = inspect(found.resource.kind, found.content)
    except binascii.Error:
        row.refuse("content", _("ce n’est pas un fichier en base64."))
    except Unreadable as refusal:
        row.refuse("content", refusal.message)
    if not found.resource.file_name:
        row.refuse("file_name", _("indiquez le nom du fichier, avec son extension."))


def _read_checks(row: Sheet, found: ReadResource) -> None:
    for check in row.tables("checks"):
        point = check.choice("point", WANTED_POINTS[ResourceKind(found.resource.kind)])
        reading = check.choice("reading", list(Reading))
        day = check.day("on")
        note = check.text("note", "")
        check.finish()
        if len(note) > 500:
            check.refuse("note", _("500 caractères au plus."))
        at = datetime.combine(day, time(12), timezone.get_current_timezone()) if day else clock.now()
        found.checks.append(AccessibilityCheck(point=point, reading=reading, note=note, checked_at=at))


def write_resources(read: TrainingFile, *, by: User | None) -> None:
    """Save them under the version; whoever brings the file answers for the checks that it states."""
    for found in read.resources:
        resource = found.resource
        resource.version, resource.activity = read.version, found.activity
        if found.content is not None:
            resource.file.save(resource.file_name, ContentFile(found.content), save=False)
        resource.save()
        now = clock.now()
        for seen in found.findings:
            AccessibilityCheck.objects.create(
                resource=resource, point=seen.point, reading=seen.reading, note=seen.note[:500], checked_at=now
            )
        for check in found.checks:
            check.resource, check.checked_by = resource, by or read.version.expert
            check.save()
