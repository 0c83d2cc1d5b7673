"""How a query is read: which stems of the catalogue it may mean, what was corrected, what nothing resembles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .engines import Wanted, engine, finds_any, known_stems
from .models import CatalogueWord
from .rules import readings, stem, telling_words

LONGEST_QUERY = 200
MOST_WORDS = 12
# How many other words the page proposes for a misspelt one.
PROPOSED = 3
# A word that no text holds: stems have no digits between letters.
NOTHING = "x0x0nothing0x0x"


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
    others: list[tuple[str, str]] = []
    unknown: list[str] = []
    for word in words:
        if word not in meant:
            alternatives.append((stems[word],))
        elif meant[word]:
            alternatives.append(tuple(dict.fromkeys(shown[each][0] for each in meant[word])))
            if not meant[word][0].startswith(word):
                corrected.append((word, shown[meant[word][0]][1]))
                others += [(word, shown[each][1]) for each in meant[word][1 : PROPOSED + 1]]
        else:
            unknown.append(word)
    return Reading(tuple(alternatives), tuple(corrected), tuple(others), tuple(unknown), is_empty=False)


def _shown(words: Iterable[str]) -> dict[str, tuple[str, str]]:
    rows = CatalogueWord.objects.filter(word__in=list(words)).values_list("word", "stem", "shown")
    return {word: (root, shown) for word, root, shown in rows}


def words_for(reading: Reading) -> Wanted:
    """What to look for: texts that hold all the words, or failing that any of them; the engine's own syntax.

    Words that nothing resembles find nothing.
    """
    if not reading.alternatives:
        return engine().wanted([[NOTHING]], all_words=True)
    everything = engine().wanted(reading.alternatives, all_words=True)
    if len(reading.alternatives) == 1 or finds_any(everything):
        return everything
    return engine().wanted(reading.alternatives, all_words=False)
