"""The ways to narrow the catalogue: the choices of each facet, and what a choice asks of an entry, in SQL of both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils.functional import Promise

from microcert.foundation import clock
from microcert.trainings.models import AIM_LABELS, Family
from microcert.trainings.queries import Requirements

from .rules import PRICE_BANDS, Band, hours_bands

SOON = timedelta(days=31)

Label = str | Promise | Band
Value = str | int
Condition = tuple[str, list[Value]]


class When(StrEnum):
    """What there is to say of the next session."""

    OPEN = "ouverte"
    SOON = "bientot"
    NONE = "sans-date"


class Modality(StrEnum):
    """How one takes part."""

    REMOTE = "a-distance"
    ON_SITE = "en-partie-sur-site"
    LIVE = "rendez-vous-en-direct"
    OWN_PACE = "a-votre-rythme"


NO_LEVEL = "aucun"
LEVELS = (*map(str, range(1, 9)), NO_LEVEL)


@dataclass(frozen=True)
class Filters:
    """What the visitor ticked; within one facet any choice will do, between facets all must hold."""

    hours: frozenset[str] = frozenset()
    sessions: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    aims: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    prices: frozenset[str] = frozenset()
    universities: frozenset[str] = frozenset()

    def among(self, choices: Mapping[str, Iterable[tuple[str, Label]]]) -> Filters:
        """The filters that are choices: a mistyped address shows the catalogue and not a void."""
        known = {facet: {value for value, _label in offered} for facet, offered in choices.items()}
        return Filters(**{facet: getattr(self, facet) & known[facet] for facet in FACETS})


FACETS = tuple(field.name for field in fields(Filters))


def choices_of(house: Requirements, universities: Iterable[tuple[int, str, str]]) -> dict[str, list[tuple[str, Label]]]:
    """What each facet offers, as value and label, in the order in which it is shown."""
    return {
        "hours": [(str(band), band) for band in hours_bands(house.hours_min, house.hours_max)],
        "sessions": [(when, when) for when in When],
        "families": list(Family.choices),
        "modalities": [(modality, modality) for modality in Modality],
        "aims": [(str(aim), label) for aim, label in AIM_LABELS.items()],
        "levels": [(level, level) for level in LEVELS],
        "prices": [(str(band), band) for band in PRICE_BANDS],
        "universities": [(slug, name) for _pk, slug, name in universities],
    }


def _any(conditions: Iterable[Condition]) -> Condition:
    rows = list(conditions)
    return " OR ".join(f"({sql})" for sql, _params in rows), [value for _sql, params in rows for value in params]


def _among(column: str) -> Callable[[str], Condition]:
    return lambda value: (f"{column} = %s", [value])


def _band(column: str, unit: int) -> Callable[[str], Condition]:
    """`unit`: how much of the column makes one of the band's whole numbers."""

    def condition(value: str) -> Condition:
        low, _dash, high = value.partition("-")
        sql, params = f"{column} > %s", [(int(low) - 1) * unit]
        return (f"{sql} AND {column} <= %s", [*params, int(high) * unit]) if high else (sql, list(params))

    return condition


def _session(value: str) -> Condition:
    if value == When.OPEN:
        return "coming < '1'", []
    if value == When.NONE:
        return "coming = '2'", []
    return "coming < '2' AND substr(coming, 2) <= %s", [(clock.today() + SOON).isoformat()]


def _modality(value: str) -> Condition:
    column = "is_remote" if value in (Modality.REMOTE, Modality.ON_SITE) else "is_live"
    return (column if value in (Modality.REMOTE, Modality.LIVE) else f"NOT {column}"), []


def _level(value: str) -> Condition:
    return ("level IS NULL", []) if value == NO_LEVEL else ("level = %s", [int(value)])


# Of the columns of `hit` in `statement.py`: those of the entry, and `coming`: 0, 1 or 2 (on sale, announced, none), the day.
CONDITIONS: dict[str, Callable[[str], Condition]] = {
    "hours": _band("minutes", 60),
    "sessions": _session,
    "families": _among("family"),
    "modalities": _modality,
    "aims": _among("aim"),
    "levels": _level,
    "prices": _band("lowest_price_cents", 100),
    "universities": lambda slug: ("producer_id = (SELECT id FROM consortium_university WHERE slug = %s)", [slug]),
}


# What stands in `CatalogueEntry.letters`, in order; `statement.py` adds the session's letter and the refusal's.
LETTERS = ("families", "aims", "levels", "modalities", "hours", "prices", "universities")
_FAMILIES, _AIMS = [str(value) for value, _label in Family.choices], [str(aim) for aim in AIM_LABELS]
# Above any number that a letter stands for, and below the code points that are no letters.
_HIGHEST = 50_000


def _letter(number: int) -> str:
    return chr(0x100 + min(number, _HIGHEST))


def _number(letter: str) -> int:
    return ord(letter) - 0x100


def letters(
    *,
    family: str,
    aim: str,
    level: int | None,
    is_remote: bool,
    is_live: bool,
    minutes: int,
    cents: int,
    university: int,
) -> str:
    """One letter per facet, for `counted` to count: numbers, so that the bands that a consortium sets can change."""
    numbers = (
        _FAMILIES.index(family),
        _AIMS.index(aim),
        level or 0,
        is_remote + 2 * is_live,
        -(-minutes // 60),
        -(-cents // 100),
        university,
    )
    return "".join(map(_letter, numbers))


def counted(found: str, facet: str, value: str, key: int = 0) -> int:
    """How many of the letters of one facet stand for a choice; `key` is the university's."""
    match facet:
        case "families":
            return found.count(_letter(_FAMILIES.index(value)))
        case "aims":
            return found.count(_letter(_AIMS.index(value)))
        case "levels":
            return found.count(_letter(0 if value == NO_LEVEL else int(value)))
        case "universities":
            return found.count(_letter(key))
        case "modalities":
            bit = 1 if value in (Modality.REMOTE, Modality.ON_SITE) else 2
            is_wanted = value in (Modality.REMOTE, Modality.LIVE)
            return sum(found.count(_letter(number)) for number in range(4) if (number & bit > 0) == is_wanted)
        case "sessions":
            return sum(found.count(each) for each in SESSION_LETTERS[When(value)])
    low, _dash, high = value.partition("-")
    band = Band(int(low), int(high) if high else None)
    return sum(number for letter, number in histogram(found) if band.holds(_number(letter)))


@lru_cache(maxsize=4)
def histogram(found: str) -> tuple[tuple[str, int], ...]:
    """Each letter and how often it stands there; kept for the other bands of the facet."""
    return tuple((letter, found.count(letter)) for letter in set(found))


# The letters of a next session: on sale soon or later, announced soon or later, none.
SESSION_LETTERS = {When.OPEN: "ab", When.SOON: "ac", When.NONE: "e"}


def conditions_of(wanted: Filters) -> dict[str, Condition]:
    """What each facet that has a choice asks of an entry."""
    return {
        facet: _any(CONDITIONS[facet](value) for value in sorted(getattr(wanted, facet)))
        for facet in FACETS
        if getattr(wanted, facet)
    }
