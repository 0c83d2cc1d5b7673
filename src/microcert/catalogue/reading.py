"""How a query is read: which stems of the catalogue it may mean, what was corrected, what nothing resembles."""

from __future__ import annotations

from dataclasses import dataclass

from .engines import engine
from .rules import stem, telling_words
from .vocabulary import Vocabulary

LONGEST_QUERY = 200
MOST_WORDS = 12
# How many other words the page proposes for a misspelt one.
PROPOSED = 3


@dataclass(frozen=True)
class Reading:
    """How the words were understood: `corrected` as (typed, shown), `unknown` as typed.

    `others` are further words that a misspelt one may stand for, as (typed, shown), the likeliest first.
    """

    alternatives: tuple[tuple[str, ...], ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    is_empty: bool = True


def understand(text: str, vocabulary: Vocabulary) -> Reading:
    """Turn typed words into stems of the catalogue: known as they are, else by what they begin or nearly spell."""
    words = telling_words(text[:LONGEST_QUERY])[:MOST_WORDS]
    if not words:
        return Reading()
    alternatives: list[tuple[str, ...]] = []
    corrected: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    unknown: list[str] = []
    for word in words:
        if vocabulary.knows(stem(word)):
            alternatives.append((stem(word),))
        elif meant := vocabulary.readings(word):
            alternatives.append(tuple(dict.fromkeys(each.stem for each in meant)))
            if not meant[0].word.startswith(word):
                corrected.append((word, meant[0].shown))
                others += [(word, each.shown) for each in meant[1 : PROPOSED + 1]]
        else:
            unknown.append(word)
    return Reading(tuple(alternatives), tuple(corrected), tuple(others), tuple(unknown), is_empty=False)


def scores_of(reading: Reading, *, is_ranked: bool) -> dict[int, float] | None:
    """The texts that hold all the words, or failing that any of them, by entry, the lower the better; all 0 unless ranked.

    None without a word; nothing where no word resembles any of the catalogue. One statement, or two.
    """
    if reading.is_empty:
        return None
    if not reading.alternatives:
        return {}
    scores = engine().matches(reading.alternatives, all_words=True, is_ranked=is_ranked)
    if scores or len(reading.alternatives) == 1:
        return scores
    return engine().matches(reading.alternatives, all_words=False, is_ranked=is_ranked)
