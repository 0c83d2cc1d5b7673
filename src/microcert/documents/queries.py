from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from microcert.consortium.models import University

from .custody import did_of
from .errors import DocumentAltered
from .models import Document, IssuerKey
from .storage import fetch

SIGNS: dict[str, Any] = {
    IssuerKey.Use.CREDENTIAL: gettext_lazy("les certificats et leurs listes d’état (Ed25519)"),
    IssuerKey.Use.SEAL: gettext_lazy("les pages PDF et les fichiers Europass (X.509)"),
    IssuerKey.Use.TOKEN: gettext_lazy("les jetons Open Badges (RSA)"),
}


@dataclass(frozen=True)
class DatedKey:
    """One key as the public page lists it: its name, what it signs, and from when until when."""

    fragment: str
    signs: str
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True)
class DatedKeys:
    """Every key that a university ever had, the oldest first."""

    slug: str
    name: str
    did: str
    keys: list[DatedKey]


def dated_keys() -> list[DatedKeys]:
    """The universities that have keys, in the house's order. Two queries."""
    universities = (
        University.objects.defer("logo")
        .order_by("position")
        .prefetch_related(
            Prefetch("keys", IssuerKey.objects.defer("sealed_private", "public").order_by("valid_from", "pk"))
        )
    )
    return [
        DatedKeys(
            university.slug,
            university.name,
            did_of(university),
            [DatedKey(key.fragment, str(SIGNS[key.use]), key.valid_from, key.valid_until) for key in held],
        )
        for university in universities
        if (held := list(university.keys.all()))
    ]


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
