"""The words of the catalogue, to which misspelt ones are brought back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .rules import slips_allowed, trigrams

# Words that a beginning may mean.
MOST_BEGUN = 60


@dataclass(frozen=True)
class Word:
    """A word as search compares it, its stem, and as a training writes it, with its accents."""

    word: str
    stem: str
    shown: str


class Vocabulary:
    """Every word that some training has held, in order; never changed once built, so that threads share it."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._by_word = {each.word: each for each in words}
        self._sorted = sorted(self._by_word)
        self._stems = {each.stem for each in self._by_word.values()}

    def knows(self, stem: str) -> bool:
        return stem in self._stems

    def readings(self, word: str) -> list[Word]:
        """What an unknown word may mean: the words that it begins, else the nearest ones within the slips allowed.

        A slip is a letter added, lost, replaced, or two neighbours swapped (optimal string alignment).
        """
        begun = self._begun(word) if len(word) > 2 else []
        return [self._by_word[each] for each in begun or self._nearest(word)]

    def _begun(self, word: str) -> list[str]:
        first = bisect_left(self._sorted, word)
        return list(takewhile(lambda known: known.startswith(word), self._sorted[first : first + MOST_BEGUN]))

    def _nearest(self, word: str) -> list[str]:
        allowed = slips_allowed(word)
        if not allowed:
            return []
        near = process.extract(word, self._sorted, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        nearest = min((slips for _known, slips, _place in near), default=0)
        pieces = set(trigrams(word))
        # The likeliest first: it is the one that the page names.
        return sorted(
            (known for known, slips, _place in near if slips == nearest),
            key=lambda known: (-len(pieces.intersection(trigrams(known))), known),
        )
