"""The catalogue's one search: text, filters, order, page; the same answers on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

from microcert.consortium.models import Consortium
from microcert.foundation import clock
from microcert.sessions.queries import upcoming
from microcert.sessions.rules import SessionStatus
from microcert.trainings.models import AIM_LABELS, Family
from microcert.trainings.queries import requirements_of
from microcert.trainings.rules import VersionStatus

from .engines import engine, known_stems
from .models import CatalogueEntry, CatalogueWord
from .rules import PRICE_BANDS, Band, hours_bands, normalise, readings, stem, telling_words

PAGE_SIZE = 12
LONGEST_QUERY = 200
MOST_WORDS = 12
SOON = timedelta(days=31)


class Sort(StrEnum):
    RELEVANCE = "pertinence"
    SESSION = "session"
    HOURS = "duree"
    PRICE = "prix"


class When(StrEnum):
    """What there is to say of the next session."""

    OPEN = "ouverte"
    SOON = "bientot"
    NONE = "sans-date"


@dataclass(frozen=True)
class Filters:
    """What the visitor ticked; within one facet any choice will do, between facets all must hold."""

    families: frozenset[str] = frozenset()
    aims: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()
    prices: frozenset[str] = frozenset()
    sessions: frozenset[str] = frozenset()
    universities: frozenset[str] = frozenset()


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

    entry: int
    slug: str
    title: str
    summary: str
    family: str
    aim: str
    minutes: int
    lowest_price_cents: int
    university_slug: str
    university_name: str
    next_session: NextSession | None = None
    score: float = 0.0


@dataclass(frozen=True)
class Option:
    """A choice of a facet: how many trainings it would leave, whether it is ticked. `label` is words, or a band to word."""

    value: str
    label: str | Promise | Band
    count: int
    is_on: bool


@dataclass(frozen=True)
class Reading:
    """How the words were understood: `corrected` as (typed, shown), `unknown` as typed."""

    alternatives: tuple[tuple[str, ...], ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    is_empty: bool = True


@dataclass(frozen=True)
class Results:
    page: Page
    total: int
    catalogue_size: int
    sort: Sort
    facets: Mapping[str, list[Option]]
    reading: Reading = field(default_factory=Reading)


def search(text: str = "", filters: Filters | None = None, sort: str = "", page: int | str = 1) -> Results:
    """What the public finds. Eight statements at most, whatever the number of trainings; every argument is tolerated.

    `sort` is one of `Sort` (else relevance for a text, the next session without one); `page` counts from 1 and is brought
    back within bounds.
    """
    wanted, reading = filters or Filters(), understand(text)
    everything = _rows()
    hits = _matching(everything, reading)
    tests = _tests(wanted)
    kept = [row for row in hits if all(test(row) for test in tests.values())]
    order = _order(sort, has_text=not reading.is_empty)
    kept.sort(key=_SORT_KEYS[order])
    return Results(
        page=Paginator(kept, PAGE_SIZE).get_page(page),
        total=len(kept),
        catalogue_size=len(everything),
        sort=order,
        facets=_facets(everything, hits, tests, wanted),
        reading=reading,
    )


def understand(text: str) -> Reading:
    """Turn typed words into stems of the catalogue: known as they are, else by what they begin or nearly spell."""
    words = telling_words(text[:LONGEST_QUERY])[:MOST_WORDS]
    if not words:
        return Reading()
    stems = {word: stem(word) for word in words}
    known = known_stems(stems.values())
    strange = [word for word in words if stems[word] not in known]
    near = engine().look_alikes(strange) if strange else []
    meant = {word: readings(word, near) for word in strange}
    shown = _shown({each for found in meant.values() for each in found}) if strange else {}
    alternatives: list[tuple[str, ...]] = []
    corrected: list[tuple[str, str]] = []
    unknown: list[str] = []
    for word in words:
        if word not in meant:
            alternatives.append((stems[word],))
        elif meant[word]:
            alternatives.append(tuple(dict.fromkeys(shown[each][0] for each in meant[word])))
            if not meant[word][0].startswith(word):
                corrected.append((word, shown[meant[word][0]][1]))
        else:
            unknown.append(word)
    return Reading(tuple(alternatives), tuple(corrected), tuple(unknown), is_empty=False)


def _shown(words: Iterable[str]) -> dict[str, tuple[str, str]]:
    rows = CatalogueWord.objects.filter(word__in=list(words)).values_list("word", "stem", "shown")
    return {word: (root, shown) for word, root, shown in rows}


def _matching(rows: list[Found], reading: Reading) -> list[Found]:
    """The rows that hold all the words, or failing that any of them."""
    if reading.is_empty:
        return rows
    if not reading.alternatives:
        return []
    scores = engine().scores(reading.alternatives, all_words=True)
    if not scores and len(reading.alternatives) > 1:
        scores = engine().scores(reading.alternatives, all_words=False)
    return [replace(row, score=scores[row.entry]) for row in rows if row.entry in scores]


def _rows() -> list[Found]:
    """Every published training with its next session: two statements."""
    sessions: dict[int, NextSession] = {}
    for each in upcoming().order_by("-starts_on", "-code"):
        is_on_sale = each.status == SessionStatus.OPEN and each.sales_close_on >= clock.today()
        nearer = NextSession(each.pk, each.code, each.starts_on, is_on_sale, each.capacity)
        current = sessions.get(each.version_id)
        # A session that can be bought goes before one that cannot, whatever its date.
        if current is None or is_on_sale or not current.is_on_sale:
            sessions[each.version_id] = nearer
    entries: Any = CatalogueEntry.objects.filter(version__status=VersionStatus.PUBLISHED).values_list(
        "version_id",
        "pk",
        "version__training__slug",
        "version__title",
        "version__summary",
        "version__family",
        "version__aim",
        "version__minutes",
        "lowest_price_cents",
        "version__training__producer__slug",
        "version__training__producer__name",
    )
    return [replace(Found(*values), next_session=sessions.get(version)) for version, *values in entries.order_by("pk")]


def _order(sort: str, *, has_text: bool) -> Sort:
    default = Sort.RELEVANCE if has_text else Sort.SESSION
    chosen = Sort(sort) if sort in list(Sort) else default
    return default if chosen is Sort.RELEVANCE and not has_text else chosen


def _by_title(row: Found) -> str:
    """Alphabetical as a French reader has it, whatever the database's collation."""
    return normalise(row.title)


def _by_session(row: Found) -> tuple[int, date, str]:
    nearest = row.next_session
    if nearest is None:
        return (2, date.max, _by_title(row))
    return (0 if nearest.is_on_sale else 1, nearest.starts_on, _by_title(row))


_SORT_KEYS: dict[Sort, Callable[[Found], tuple]] = {
    Sort.RELEVANCE: lambda row: (-row.score, _by_title(row)),
    Sort.SESSION: _by_session,
    Sort.HOURS: lambda row: (row.minutes, _by_title(row)),
    Sort.PRICE: lambda row: (row.lowest_price_cents, _by_title(row)),
}


def _when(row: Found) -> set[str]:
    """What is true of a training's next session."""
    nearest = row.next_session
    if nearest is None:
        return {When.NONE}
    said: set[str] = {When.OPEN} if nearest.is_on_sale else set()
    return said | ({When.SOON} if nearest.starts_on <= clock.today() + SOON else set())


def _in_bands(chosen: Iterable[str], value: float) -> bool:
    return any(band.holds(value) for band in map(_band, chosen) if band)


def _band(text: str) -> Band | None:
    low, _dash, high = text.partition("-")
    if not (low.isascii() and low.isdecimal() and (not high or (high.isascii() and high.isdecimal()))):
        return None
    return Band(int(low[:6]), int(high[:6]) if high else None)


def _tests(wanted: Filters) -> dict[str, Callable[[Found], bool]]:
    """One test per facet that has a choice."""
    tests: dict[str, Callable[[Found], bool]] = {
        "families": lambda row: row.family in wanted.families,
        "aims": lambda row: row.aim in wanted.aims,
        "hours": lambda row: _in_bands(wanted.hours, row.minutes / 60),
        "prices": lambda row: _in_bands(wanted.prices, row.lowest_price_cents / 100),
        "sessions": lambda row: bool(_when(row) & wanted.sessions),
        "universities": lambda row: row.university_slug in wanted.universities,
    }
    return {name: test for name, test in tests.items() if getattr(wanted, name)}


def _facets(
    everything: list[Found], hits: list[Found], tests: Mapping[str, Callable[[Found], bool]], wanted: Filters
) -> dict[str, list[Option]]:
    """Each facet counts what the other facets leave, so that a count says what ticking it would show."""

    def left_by_others(name: str) -> list[Found]:
        return [row for row in hits if all(test(row) for other, test in tests.items() if other != name)]

    def options(
        name: str, choices: Iterable[tuple[str, str | Promise | Band]], holds: Callable[[Found, str], bool]
    ) -> list[Option]:
        rows, ticked = left_by_others(name), getattr(wanted, name)
        return [
            Option(value, label, sum(holds(row, value) for row in rows), value in ticked) for value, label in choices
        ]

    bounds = requirements_of(Consortium.objects.first())
    universities = sorted({(row.university_slug, row.university_name) for row in everything}, key=lambda pair: pair[1])
    return {
        "hours": options(
            "hours",
            [(str(band), band) for band in hours_bands(bounds.hours_min, bounds.hours_max)],
            lambda row, value: _in_bands([value], row.minutes / 60),
        ),
        "sessions": options("sessions", [(when, when) for when in When], lambda row, value: value in _when(row)),
        "families": options("families", Family.choices, lambda row, value: row.family == value),
        "aims": options(
            "aims", [(str(aim), label) for aim, label in AIM_LABELS.items()], lambda row, value: row.aim == value
        ),
        "prices": options(
            "prices",
            [(str(band), band) for band in PRICE_BANDS],
            lambda row, value: _in_bands([value], row.lowest_price_cents / 100),
        ),
        "universities": options("universities", universities, lambda row, value: row.university_slug == value),
    }
