"""Pure rules of search: how words are normalised and stemmed, what counts as a misspelling, and the bands of the facets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("french")
_WORD = re.compile(r"[a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})

# Words that say nothing of a training. Written as normalised.
STOP_WORDS = frozenset(
    "a afin ai au aussi aux avec c car ce ces cet cette comme comment d dans de des donc du elle elles en est et etre eu "
    "faire il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou par pas plus pour "
    "qu quand que quel quelle quelles quels qui s sa sans se ses si son sont sous sur t ta te tes toi ton tous tout toute "
    "toutes tres tu un une vers vos votre vous y".split()
)


def normalise(text: str) -> str:
    """Lower case without marks nor ligatures: « Œuvrer à l’Évaluation » gives "oeuvrer a l’evaluation"."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text, normalised, in order; apostrophes and hyphens part them."""
    return _WORD.findall(normalise(text))


def telling_words(text: str) -> list[str]:
    """The words that can find something: each once, stop words and single letters left out."""
    return [word for word in dict.fromkeys(words_of(text)) if word not in STOP_WORDS and len(word) > 1]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a normalised word, feminine and masculine trades together (tutrice, tuteur),
    and a state with who is in it (bénévolat, bénévole).

    Marks are gone before stemming, on both sides of the search: a query without accents must meet the text. What the French
    stemmer leaves of an unmarked participle (« evaluee » gives "evalue") is shortened to its verb's stem.
    """
    root = str(_STEMMER.stemWord(word))
    if len(root) > 5 and root.endswith("tric"):
        return f"{root[:-4]}teur"
    if len(root) > 6 and root.endswith("at"):
        return root[:-2]
    return root.rstrip("e") if len(root) > 4 else root


def trigrams(word: str) -> list[str]:
    """The three-letter pieces of a word, each once; empty for a shorter word."""
    return list(dict.fromkeys(word[place : place + 3] for place in range(len(word) - 2)))


def slips_allowed(word: str) -> int:
    """How many slips of the finger a word of this length is forgiven."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


@dataclass(frozen=True)
class Band:
    """A range of whole numbers, both ends included; `high` None has no end. Its text stands in addresses."""

    low: int
    high: int | None

    def __str__(self) -> str:
        return f"{self.low}-{'' if self.high is None else self.high}"

    def holds(self, value: float) -> bool:
        """Whether a value (rounded up to a whole number) lies in the band."""
        whole = -int(-value // 1)
        return self.low <= whole and (self.high is None or whole <= self.high)


def hours_bands(hours_min: int, hours_max: int) -> list[Band]:
    """The bounds of the consortium cut at every ten hours: 7-10, 11-20, 21-30 for 7 to 30."""
    edges = [edge for edge in range(10, hours_max, 10) if edge > hours_min]
    lows: Sequence[int] = [hours_min, *(edge + 1 for edge in edges)]
    return [Band(low, high) for low, high in zip(lows, [*edges, hours_max], strict=True)]


# Euros of the lowest tariff.
PRICE_BANDS = (Band(0, 150), Band(151, 300), Band(301, None))
