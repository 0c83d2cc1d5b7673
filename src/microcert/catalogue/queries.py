"""The catalogue's one search: text, filters, order, slice; the same answers on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from microcert.consortium.models import Consortium, University
from microcert.trainings.queries import requirements_of

from .bitmaps import BitmapIndex, Hits, Place, Sort
from .facets import FACETS, Filters, Label, choices_of
from .holdings import Holdings, NextSession, holdings
from .models import CatalogueEntry
from .reading import Reading, scores_of, understand

PAGE_SIZE = 12


@dataclass(frozen=True)
class Found:
    """A training as the catalogue shows it."""

    version: int
    slug: str
    title: str
    summary: str
    language: str
    family: str
    aim: str
    minutes: int
    lowest_price_cents: int
    university_slug: str
    university_name: str
    next_session: NextSession | None = None


@dataclass(frozen=True)
class Option:
    """A choice of a facet: how many trainings it would leave, whether it is ticked. `label` is words, or a band to word."""

    value: str
    label: Label
    count: int
    is_on: bool


@dataclass(frozen=True)
class Slice:
    """Some results in a row; `first` counts from 1. `previous` and `following` name the places of the neighbouring slices."""

    rows: list[Found]
    first: int = 1
    previous: Place | None = None
    following: Place | None = None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


@dataclass(frozen=True)
class Results:
    slice: Slice
    total: int
    catalogue_size: int
    sort: Sort
    filters: Filters
    facets: Mapping[str, list[Option]]
    reading: Reading = field(default_factory=Reading)


def search(
    text: str = "", filters: Filters | None = None, sort: str = "", place: Place | None = None, size: int = PAGE_SIZE
) -> Results:
    """What the public finds. Six statements at most where nothing changed since the last search; every argument is tolerated.

    `sort` is one of `Sort` (else relevance for a text, the next session without one); a place that is not among the results
    is the beginning.
    """
    held = holdings()
    choices = choices_of(requirements_of(Consortium.objects.first()), University.objects.values_list("slug", "name"))
    wanted, reading = (filters or Filters()).among(choices), understand(text, held.vocabulary)
    order = _order(sort, has_text=not reading.is_empty)
    hits = held.index.hits(wanted, order, scores_of(reading, is_ranked=order is Sort.RELEVANCE))
    return Results(
        slice=_slice(held, hits.places, place or Place(), size),
        total=len(hits.places),
        catalogue_size=len(held.index),
        sort=order,
        filters=wanted,
        facets=_facets(held.index, hits, wanted, choices),
        reading=reading,
    )


def _order(sort: str, *, has_text: bool) -> Sort:
    default = Sort.RELEVANCE if has_text else Sort.SESSION
    chosen = Sort(sort) if sort in list(Sort) else default
    return default if chosen is Sort.RELEVANCE and not has_text else chosen


def _slice(held: Holdings, places: list[int], place: Place, size: int) -> Slice:
    """A slice after or before a training; from the beginning where that is not, or no longer, among the results."""
    try:
        anchor = places.index(held.index.place(place.slug))
    except ValueError:
        anchor, place = -1, Place()
    first = max(0, anchor - size) if place.is_before else anchor + 1
    kept = places[first : anchor if place.is_before else first + size]
    rows = found([held.index.keys[each] for each in kept], held.sessions)
    if not rows:
        return Slice([])
    last = first + len(kept)
    return Slice(
        rows,
        first + 1,
        Place(rows[0].slug, is_before=True) if first else None,
        Place(rows[-1].slug) if last < len(places) else None,
    )


def found(entries: list[int], sessions: Mapping[int, NextSession]) -> list[Found]:
    """Trainings as the catalogue shows them, in the order of these entries. One statement."""
    rows: Any = CatalogueEntry.objects.filter(pk__in=entries).values_list(
        "pk",
        "version_id",
        "version__training__slug",
        "version__title",
        "version__summary",
        "version__language",
        "family",
        "aim",
        "minutes",
        "lowest_price_cents",
        "producer__slug",
        "producer__name",
    )
    by_entry = {entry: replace(Found(*values), next_session=sessions.get(values[0])) for entry, *values in rows}
    return [by_entry[entry] for entry in entries if entry in by_entry]


def _facets(
    index: BitmapIndex, hits: Hits, wanted: Filters, choices: Mapping[str, list[tuple[str, Label]]]
) -> dict[str, list[Option]]:
    """Each facet counts what the other facets leave, so that a count says what ticking it would show."""
    return {
        facet: [
            Option(
                value,
                label,
                (index.of_choice(facet, value) & hits.left_by_others[facet]).bit_count(),
                value in getattr(wanted, facet),
            )
            for value, label in choices[facet]
        ]
        for facet in FACETS
    }
