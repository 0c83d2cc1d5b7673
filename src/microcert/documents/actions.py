from __future__ import annotations

from typing import Any

from microcert.consortium.models import FrameworkVersion, University
from microcert.foundation.action import action

from .custody import seal_pdf
from .models import Document, Numbering
from .render import render
from .storage import store

# The edition of the common templates; a document names the one that it was made from.
EDITION = "2026-1"


@action
def next_number(series: str) -> int:
    """The next number of a series, from 1, without gaps: the row is locked until the caller's transaction ends."""
    row = Numbering.objects.select_for_update().filter(series=series).first()
    if row is None:
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


def establish(
    kind: Document.Kind,
    number: str,
    title: str,
    content: dict[str, Any],
    *,
    letterhead: University,
    subject: str,
    framework_version: FrameworkVersion,
    template: str = "",
    reason: str = "",
) -> Document:
    """Render, seal and keep a document from the common template of its kind; the one that stands is returned as it is.

    `reason` is what the seal says, the title unless given.

    Rendering and sealing come before the transaction, which only keeps the result: call it outside of one.
    """
    if document := Document.objects.filter(kind=kind, number=number).first():
        return document
    name = template or kind.value
    pdf = render(name, content | {"number": number}, letterhead=letterhead, title=title)
    return keep(
        kind=kind,
        number=number,
        title=title,
        letterhead=letterhead,
        subject=subject,
        pdf=seal_pdf(pdf, letterhead, reason=reason or title),
        template=f"{name}@{EDITION}",
        framework_version=framework_version,
    )
