from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.catalogue.rules import (
    Band,
    hours_bands,
    normalise,
    stem,
    telling_words,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [("Œuvrer à l’Évaluation", "oeuvrer a l’evaluation"), ("GARÇON", "garcon"), ("cœur", "coeur"), ("ﬁche", "fiche")],
)
def test_marks_ligatures_and_capitals_fall_away(text, normal):
    assert normalise(text) == normal


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text):
    assert words_of(" ".join(words_of(text))) == words_of(text)


@pytest.mark.parametrize(
    "family",
    [
        ["évaluer", "évaluées", "évaluation", "évaluations", "évaluatrices", "evaluer", "evaluees"],
        ["accompagnement", "accompagner", "accompagnées", "accompagnee"],
        ["compétence", "compétences", "compétent"],
        ["tutrice", "tuteurs", "tuteur"],
        ["formatrices", "formateur"],
        ["valider", "validation", "validées"],
    ],
)
def test_words_of_one_family_share_their_stem(family):
    assert len({stem(normalise(word)) for word in family}) == 1


def test_stop_words_and_single_letters_tell_nothing():
    assert telling_words("Comment l’évaluation des compétences et des compétences ?") == ["evaluation", "competences"]


@pytest.mark.requirement("R008")
def test_hour_bands_follow_the_bounds_of_the_consortium():
    assert [str(band) for band in hours_bands(7, 30)] == ["7-10", "11-20", "21-30"]
    assert [str(band) for band in hours_bands(5, 40)] == ["5-10", "11-20", "21-30", "31-40"]
    assert [str(band) for band in hours_bands(12, 18)] == ["12-18"]


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.1, 200))
def test_every_workload_within_the_bounds_lies_in_one_band(low, width, value):
    bands = hours_bands(low, low + width)
    assert sum(band.holds(value) for band in bands) == (1 if low - 1 < value <= low + width else 0)


def test_an_open_band_has_no_end():
    assert Band(301, None).holds(10_000) and not Band(301, None).holds(300)
