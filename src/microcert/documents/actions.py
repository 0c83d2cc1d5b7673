from __future__ import annotations

from microcert.consortium.models import FrameworkVersion, University
from microcert.foundation.action import action

from .models import Document, Numbering
from .storage import store


@action
def next_number(series: str) -> int:
    """The next number of a series, from 1, without gaps: the row is locked until the caller's transaction ends."""
    Numbering.objects.get_or_create(series=series)
    row = Numbering.objects.select_for_update().get(series=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


@action
def keep(
    *,
    kind: Document.Kind,
    number: str,
    title: str,
    letterhead: University,
    subject: str,
    pdf: bytes,
    template: str,
    framework_version: FrameworkVersion,
) -> Document:
    """Keep a rendered document for ever. Keeping the same kind and number again returns the one that stands."""
    document, _is_new = Document.objects.get_or_create(
        kind=kind,
        number=number,
        defaults={
            "title": title,
            "letterhead": letterhead,
            "subject": subject,
            "template": template,
            "framework_version": framework_version.version,
            "sha256": store(pdf),
            "size": len(pdf),
        },
    )
    return document
