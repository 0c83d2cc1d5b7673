"""The ways to narrow the catalogue: the choices of each facet, and which entries a choice holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise

from microcert.trainings.models import AIM_LABELS, Family
from microcert.trainings.queries import Requirements

from .rules import PRICE_BANDS, Band, hours_bands

SOON = timedelta(days=31)

Label = str | Promise | Band
# What a facet compares of an entry.
Trait = str | int | None


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


def choices_of(house: Requirements, universities: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, Label]]]:
    """What each facet offers, as value and label, in the order in which it is shown."""
    return {
        "hours": [(str(band), band) for band in hours_bands(house.hours_min, house.hours_max)],
        "sessions": [(when, when) for when in When],
        "families": list(Family.choices),
        "modalities": [(modality, modality) for modality in Modality],
        "aims": [(str(aim), label) for aim, label in AIM_LABELS.items()],
        "levels": [(level, level) for level in LEVELS],
        "prices": [(str(band), band) for band in PRICE_BANDS],
        "universities": list(universities),
    }


def sessions_trait(*, is_soon: bool, is_on_sale: bool) -> int:
    """What the facet of sessions compares of an announced one: bit 2 where it is soon, bit 4 where it is on sale; 0 says none."""
    return 1 + 2 * is_soon + 4 * is_on_sale


def modalities_trait(*, is_remote: bool, is_live: bool) -> int:
    """What the facet of modalities compares: bit 1 where nothing happens on a site, bit 2 where something is live."""
    return is_remote + 2 * is_live


def holds(facet: str, value: str, trait: Trait) -> bool:
    """Whether a choice holds the entries that have this trait: hours and euros rounded up, the university's slug, etc."""
    match facet:
        case "sessions":
            return _session_holds(When(value), int(trait or 0))
        case "modalities":
            return _modality_holds(Modality(value), int(trait or 0))
        case "levels":
            return trait is None if value == NO_LEVEL else trait == int(value)
        case "hours" | "prices":
            low, _dash, high = value.partition("-")
            return Band(int(low), int(high) if high else None).holds(int(trait or 0))
    return value == trait


def _session_holds(when: When, trait: int) -> bool:
    return {When.OPEN: trait & 4, When.SOON: trait & 2, When.NONE: not trait}[when] > 0


def _modality_holds(modality: Modality, trait: int) -> bool:
    bit = 1 if modality in (Modality.REMOTE, Modality.ON_SITE) else 2
    return (trait & bit > 0) == (modality in (Modality.REMOTE, Modality.LIVE))
