"""Searching a reference of some thousand entries in memory, forgiving slips: words by stem, misspelt ones by their trigrams."""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import snowballstemmer

WORD = re.compile(r"[a-z0-9]+")
# Words that say nothing of a skill, in both languages.
STOP_WORDS = frozenset(
    "a an and of the to in for with on or by as is be their from at un une des de du la le les l d et en a au aux pour sur par dans "
    "ou que qui est son sa ses avec".split()
)
# A label's word counts as much as three of the description's.
LABEL_WEIGHT = 3


@dataclass(frozen=True)
class Reference:
    """An entry of a public reference. `terms` are all its names; `is_exact` tells whether the label is the reference's own."""

    code: str
    label: str
    terms: str = ""
    description: str = ""
    is_exact: bool = True


def plain_words(text: str) -> list[str]:
    """The words of a text without marks nor case."""
    folded = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    return WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))


def trigrams(word: str) -> set[str]:
    """The pieces of a word, its beginning marked."""
    padded = f"^{word}$"
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def is_one_slip(one: str, other: str, most: int) -> bool:
    """Whether two words differ by at most `most` letters put in, left out, changed or exchanged."""
    if abs(len(one) - len(other)) > most:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, sign in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most


class ReferenceIndex:
    """Built once, then only read: postings of stems, and the vocabulary by trigram."""

    def __init__(self, references: Iterable[Reference], language: str) -> None:
        self.references = list(references)
        self._stemmer = snowballstemmer.stemmer(language)
        self._stems: dict[str, str] = {}
        self._labels: dict[str, array[int]] = {}
        self._texts: dict[str, array[int]] = {}
        for number, each in enumerate(self.references):
            named = self._take(f"{each.label} {each.terms}")
            for stem in named:
                self._labels.setdefault(stem, array("I")).append(number)
            for stem in self._take(each.description) - named:
                self._texts.setdefault(stem, array("I")).append(number)
        self._by_trigram: dict[str, list[str]] = {}
        for word in self._stems:
            for piece in trigrams(word):
                self._by_trigram.setdefault(piece, []).append(word)

    def _take(self, text: str) -> set[str]:
        return {self._stem(word) for word in plain_words(text) if word not in STOP_WORDS}

    def _stem(self, word: str) -> str:
        if word not in self._stems:
            self._stems[word] = self._stemmer.stemWord(word)
        return self._stems[word]

    def search(self, text: str, most: int = 20) -> list[Reference]:
        """The entries that hold all the words, failing that the most of them; best first."""
        words = [word for word in plain_words(text) if word not in STOP_WORDS][:12]
        scores: dict[int, tuple[int, float]] = {}
        for word in words:
            for number, score in self._matches(word).items():
                found, sum_ = scores.get(number, (0, 0.0))
                scores[number] = (found + 1, sum_ + score)
        if not scores:
            return []
        wanted = max(found for found, _score in scores.values())
        kept = [(score, number) for number, (found, score) in scores.items() if found == wanted]
        # Of two that hold the same words, the shorter name is nearer to what was asked.
        kept.sort(key=lambda pair: (-pair[0], len(self.references[pair[1]].label), pair[1]))
        return [self.references[number] for _score, number in kept[:most]]

    def _matches(self, word: str) -> dict[int, float]:
        """Entry → what the word is worth there."""
        found: dict[int, float] = {}
        for stem in self.readings(word):
            for postings, weight in ((self._labels, LABEL_WEIGHT), (self._texts, 1)):
                rows = postings.get(stem, ())
                if rows:
                    worth = weight * math.log(1 + len(self.references) / len(rows))
                    for number in rows:
                        found[number] = max(found.get(number, 0.0), worth)
        return found

    def readings(self, word: str) -> Sequence[str]:
        """The stems that a word may mean: its own, else those of the words that it begins, else of its look-alikes."""
        stem = self._stemmer.stemWord(word)
        if stem in self._labels or stem in self._texts:
            return [stem]
        if begun := [self._stems[known] for known in self._candidates(word) if known.startswith(word)]:
            return list(dict.fromkeys(begun))
        slips = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        near = [self._stems[known] for known in self._candidates(word) if slips and is_one_slip(word, known, slips)]
        return list(dict.fromkeys(near))

    def _candidates(self, word: str) -> list[str]:
        """Words of the vocabulary that share the most pieces with this one, some hundred of them."""
        shared: dict[str, int] = {}
        for piece in trigrams(word):
            for known in self._by_trigram.get(piece, ()):
                shared[known] = shared.get(known, 0) + 1
        return sorted(shared, key=lambda known: (-shared[known], abs(len(known) - len(word)), known))[:150]
