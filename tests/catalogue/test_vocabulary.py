from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from microcert.catalogue.rules import slips_allowed
from microcert.catalogue.vocabulary import Vocabulary, Word

WORDS = st.text("abcdeilmnopratsu", min_size=1, max_size=14)


def readings(word: str, known: list[str]) -> list[str]:
    return [each.word for each in Vocabulary(Word(one, one[:4], one) for one in known).readings(word)]


def test_a_beginning_means_all_the_words_that_it_begins():
    assert readings("peda", ["pedagogie", "pedagogique", "pedale", "evaluer"]) == ["pedagogie", "pedagogique", "pedale"]


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("clase", ["case", "classe", "chaussure"], "classe"),
        ("evalaution", ["evaluation", "evolution", "valuation"], "evaluation"),
        ("acompagnement", ["accompagnement", "accompagner"], "accompagnement"),
    ],
)
def test_the_nearest_words_win_and_the_likeliest_comes_first(typed, known, meant):
    assert readings(typed, known)[0] == meant


def test_two_neighbours_swapped_are_one_slip():
    assert readings("tutroat", ["tutorat", "tutorial"]) == ["tutorat"]


@given(WORDS, st.lists(WORDS, max_size=8))
def test_readings_are_the_known_words_that_are_begun_or_else_nearest_within_the_slips_allowed(word, known):
    begun = [each for each in known if each.startswith(word)] if len(word) > 2 else []
    slips = {each: OSA.distance(word, each) for each in known}
    least = min(slips.values(), default=99)
    near = [each for each in known if slips[each] == least] if least <= slips_allowed(word) and len(word) > 3 else []
    assert set(readings(word, known)) == set(begun or near)


def test_a_short_word_is_not_guessed():
    assert readings("xq", ["vae", "jury", "xqa"]) == []


def test_a_vocabulary_knows_its_stems():
    vocabulary = Vocabulary([Word("evaluation", "evalu", "évaluation")])
    assert vocabulary.knows("evalu") and not vocabulary.knows("evaluation")
