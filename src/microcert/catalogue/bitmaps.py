"""A bitmap index of the published entries: which have a trait, one bit each, and their places in every order.

Counting what a choice would leave is then an AND and a count of bits: forty choices among ten thousand trainings take
less than a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from .facets import FACETS, Filters, Trait, holds


class Sort(StrEnum):
    RELEVANCE = "pertinence"
    SESSION = "session"
    HOURS = "duree"
    PRICE = "prix"


@dataclass(frozen=True)
class Place:
    """Where a slice begins: after this training, or before it (its slug); empty for the beginning."""

    slug: str = ""
    is_before: bool = False


@dataclass(frozen=True)
class Listed:
    """What is compared of an entry. `sort_keys` by order; the title, then the key, part those that are equal."""

    key: int
    slug: str
    title: str
    traits: Mapping[str, Trait]
    sort_keys: Mapping[Sort, str | int]


@dataclass(frozen=True)
class Hits:
    """The entries that all filters leave, in order, and for each facet those that the others leave, one bit each."""

    places: list[int]
    left_by_others: Mapping[str, int]


class BitmapIndex:
    """Entries by their places, which follow the titles; never changed once built, so that threads share it."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        rows = sorted(listed, key=lambda each: (each.title, each.key))
        self.keys = [each.key for each in rows]
        self.slugs = [each.slug for each in rows]
        self._place_of_key = {key: place for place, key in enumerate(self.keys)}
        self._place_of_slug = {slug: place for place, slug in enumerate(self.slugs)}
        # Sorting is stable, so that equal entries stay in the order of their titles.
        self._orders = {
            sort: sorted(range(len(rows)), key=[each.sort_keys[sort] for each in rows].__getitem__)
            for sort in Sort
            if sort is not Sort.RELEVANCE
        }
        self._by_trait: dict[str, dict[Trait, int]] = {facet: self._bits_by_trait(facet, rows) for facet in FACETS}
        self._by_choice: dict[tuple[str, str], int] = {}
        self._everything = (1 << len(rows)) - 1

    def __len__(self) -> int:
        return len(self.keys)

    def _bits_by_trait(self, facet: str, rows: Sequence[Listed]) -> dict[Trait, int]:
        places: dict[Trait, list[int]] = {}
        for place, each in enumerate(rows):
            places.setdefault(each.traits[facet], []).append(place)
        return {trait: self._bits(having) for trait, having in places.items()}

    def _bits(self, places: Iterable[int]) -> int:
        """These places as one number. Digits that are read at once: setting bits one by one would copy it each time."""
        digits = bytearray(b"0" * (len(self.keys) or 1))
        for place in places:
            digits[-1 - place] = 49
        return int(digits, 2)

    def of_choice(self, facet: str, value: str) -> int:
        """The entries that one choice of a facet holds."""
        if (facet, value) not in self._by_choice:
            having = (bits for trait, bits in self._by_trait[facet].items() if holds(facet, value, trait))
            self._by_choice[facet, value] = reduce(or_, having, 0)
        return self._by_choice[facet, value]

    def hits(self, wanted: Filters, sort: Sort, scores: Mapping[int, float] | None) -> Hits:
        """What filters leave of the entries that a text found (`scores` by entry, the lower the better; None without a text)."""
        found = self._by_place(scores or {})
        matched = self._everything if scores is None else self._bits(found)
        kept = {
            facet: reduce(or_, (self.of_choice(facet, value) for value in values)) if values else self._everything
            for facet, values in ((facet, getattr(wanted, facet)) for facet in FACETS)
        }
        left = {
            facet: self._all_of((bits for other, bits in kept.items() if other != facet), matched) for facet in FACETS
        }
        hits = self._all_of(kept.values(), matched)
        return Hits(self._in_order(hits, sort, found), left)

    def _by_place(self, scores: Mapping[int, float]) -> dict[int, float]:
        """A common word is in most texts; those of a training that is no longer published have no place."""
        found = zip(map(self._place_of_key.get, scores), scores.values(), strict=True)
        return {place: score for place, score in found if place is not None}

    def _all_of(self, bitmaps: Iterable[int], first: int) -> int:
        for bits in bitmaps:
            if bits != self._everything:
                first &= bits
        return first

    def _in_order(self, hits: int, sort: Sort, found: Mapping[int, float]) -> list[int]:
        digits = f"{hits:0{len(self.keys)}b}"[::-1]
        if sort is not Sort.RELEVANCE:
            return [place for place in self._orders[sort] if digits[place] == "1"]
        return sorted((place for place in sorted(found) if digits[place] == "1"), key=found.__getitem__)

    def place(self, slug: str) -> int:
        """Where a training stands by its title; -1 where it is not published."""
        return self._place_of_slug.get(slug, -1)
