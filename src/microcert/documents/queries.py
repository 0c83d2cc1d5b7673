from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import DocumentAltered
from .models import Document
from .storage import fetch

# What one inspection reads at most: a page asks for it, so it must end within a few seconds.
INSPECTED_AT_MOST = 500


def content(document: Document) -> bytes:
    """The sealed bytes. Raises DocumentAltered when they no longer match the hash taken when they were sealed."""
    return fetch(document.sha256)


def about(subjects: Iterable[str]) -> list[Document]:
    """The documents about these rows (opaque keys of the journal), the latest first. One query."""
    return list(Document.objects.filter(subject__in=list(subjects)).select_related("letterhead").order_by("-pk"))


@dataclass(frozen=True)
class Inspection:
    """The verdict on stored documents: how many were read out of how many, and the numbers of those that changed."""

    read: int
    kept: int
    altered: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.altered


def altered(limit: int = INSPECTED_AT_MOST) -> Inspection:
    """Read the latest documents again and compare each with the hash taken when it was sealed. Two queries."""
    latest = list(Document.objects.order_by("-pk").values_list("number", "sha256")[:limit])
    return Inspection(len(latest), Document.objects.count(), tuple(n for n, sha256 in latest if not _is_intact(sha256)))


def _is_intact(sha256: str) -> bool:
    try:
        fetch(sha256)
    except DocumentAltered:
        return False
    return True
