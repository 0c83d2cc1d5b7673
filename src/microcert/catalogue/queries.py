"""The catalogue's one search: text, filters, order, slice; the same answers on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from microcert.consortium.models import Consortium, University
from microcert.foundation import clock
from microcert.sessions.queries import upcoming
from microcert.sessions.rules import SessionStatus
from microcert.trainings.queries import requirements_of

from .facets import FACETS, Filters, Label, choices_of, counted
from .models import CatalogueEntry
from .reading import Reading, understand, words_for
from .statement import Answer, Asked, Place, Sort, run

PAGE_SIZE = 12


@dataclass(frozen=True)
class NextSession:
    pk: int
    code: str
    starts_on: date
    is_on_sale: bool
    capacity: int


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
    """What the public finds. Nine statements at most, whatever the number of trainings; every argument is tolerated.

    `sort` is one of `Sort` (else relevance for a text, the next session without one); a place that is not among the results
    is the beginning.
    """
    universities = list(University.objects.values_list("pk", "slug", "name"))
    choices = choices_of(requirements_of(Consortium.objects.first()), universities)
    wanted, reading = (filters or Filters()).among(choices), understand(text)
    order = _order(sort, has_text=not reading.is_empty)
    asked = Asked(None if reading.is_empty else words_for(reading), wanted, order, place or Place(), size)
    answer = run(asked)
    if asked.place.is_before and not answer.is_anchored:
        asked = Asked(asked.words, wanted, order, Place(), size)
        answer = run(asked)
    return Results(
        slice=_slice(answer, asked),
        total=answer.total,
        catalogue_size=answer.catalogue_size,
        sort=order,
        filters=wanted,
        facets=_facets(answer, wanted, choices, universities),
        reading=reading,
    )


def _order(sort: str, *, has_text: bool) -> Sort:
    default = Sort.RELEVANCE if has_text else Sort.SESSION
    chosen = Sort(sort) if sort in list(Sort) else default
    return default if chosen is Sort.RELEVANCE and not has_text else chosen


def _slice(answer: Answer, asked: Asked) -> Slice:
    """The trainings of an answer; one row more than asked only says that there are others."""
    has_more, kept = len(answer.entries) > asked.size, answer.entries[: asked.size]
    if asked.place.is_before:
        kept = kept[::-1]
    rows = found(kept)
    if not rows:
        return Slice([])
    to_previous, to_following = Place(rows[0].slug, is_before=True), Place(rows[-1].slug)
    if asked.place.is_before:
        return Slice(rows, answer.preceding + 1, to_previous if has_more else None, to_following)
    return Slice(
        rows,
        answer.preceding + 1,
        to_previous if answer.is_anchored else None,
        to_following if has_more else None,
    )


def found(entries: list[int]) -> list[Found]:
    """Trainings as the catalogue shows them, in the order of these entries, with their next sessions: two statements."""
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
    by_entry: dict[int, Any] = {entry: values for entry, *values in rows}
    sessions = next_sessions(values[0] for values in by_entry.values())
    return [
        replace(Found(*by_entry[entry]), next_session=sessions.get(by_entry[entry][0]))
        for entry in entries
        if entry in by_entry
    ]


def next_sessions(versions: Iterable[int]) -> dict[int, NextSession]:
    """The next session of each of these versions: a session that can be bought goes before one that cannot."""
    sessions: dict[int, NextSession] = {}
    today = clock.today()
    rows = upcoming().filter(version__in=list(versions)).order_by("-starts_on", "-code")
    # Values and not rows: a session has thirty columns, of which seven are told.
    columns = ("version", "status", "sales_close_on", "pk", "code", "starts_on", "capacity")
    for version, status, closes_on, pk, code, starts_on, capacity in rows.values_list(*columns):
        is_on_sale = status == SessionStatus.OPEN and closes_on >= today
        current = sessions.get(version)
        if current is None or is_on_sale or not current.is_on_sale:
            sessions[version] = NextSession(pk, code, starts_on, is_on_sale, capacity)
    return sessions


def _facets(
    answer: Answer,
    wanted: Filters,
    choices: Mapping[str, list[tuple[str, Label]]],
    universities: list[tuple[int, str, str]],
) -> dict[str, list[Option]]:
    """Each facet counts what the other facets leave, so that a count says what ticking it would show."""
    keys = {slug: pk for pk, slug, _name in universities}
    facets = {}
    for facet in FACETS:
        letters, ticked = answer.left_by_others(facet), getattr(wanted, facet)
        facets[facet] = [
            Option(value, label, counted(letters, facet, value, keys.get(value, 0)), value in ticked)
            for value, label in choices[facet]
        ]
    return facets
