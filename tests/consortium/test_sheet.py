from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.consortium.errors import BadFiles, Problem
from microcert.consortium.sheet import Sheet, refuse_problems


def sheet(content: dict) -> Sheet:
    return Sheet(content, file="x.toml", problems=[])


def noted(sheet: Sheet) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in sheet.problems]


def test_good_values_come_back_as_they_are():
    one = sheet({"a": "mot", "b": 7, "c": True, "d": date(2026, 1, 2), "e": ["x"], "f": {"g": "h"}, "h": "12:30"})
    assert (one.text("a"), one.number("b"), one.truth("c"), one.day("d"), one.texts("e")) == (
        "mot",
        7,
        True,
        date(2026, 1, 2),
        ["x"],
    )
    assert one.table("f").text("g") == "h" and one.hour("h") == "12:30"
    one.finish()
    assert noted(one) == []


def test_every_problem_is_noted_with_its_place():
    one = sheet({"b": "sept", "c": 1, "d": "hier", "e": [1], "f": 3, "g": "midi", "k": "autre", "n": 99, "blank": " "})
    one.text("a")
    one.number("b")
    one.truth("c")
    one.day("d")
    one.texts("e")
    one.table("f")
    one.hour("g")
    one.choice("k", ["oui", "non"])
    one.number("n", most=10)
    one.text("blank")
    assert [place for place, _message in noted(one)] == ["a", "b", "c", "d", "e", "f", "g", "k", "n", "blank"]
    assert noted(one)[0][1] == "indiquez un texte entre guillemets : cette clé manque."
    assert "oui, non" in noted(one)[7][1]


def test_places_lead_into_nested_tables():
    one = sheet({"units": [{"activities": [{"minutes": "dix"}]}]})
    one.tables("units")[0].tables("activities")[0].number("minutes")
    assert noted(one)[0][0] == "units[1].activities[1].minutes"


def test_a_key_that_nobody_reads_is_named():
    one = sheet({"tilte": "x"})
    one.text("title", "")
    one.finish()
    assert noted(one) == [("tilte", "cette clé est inconnue ; corrigez-la ou retirez-la.")]


def test_true_is_no_number():
    one = sheet({"n": True})
    one.number("n")
    assert len(one.problems) == 1


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from("abcdef"), JUNK, max_size=6))
def test_whatever_stands_in_a_file_reading_never_fails(content):
    one = sheet(content)
    one.text("a"), one.number("b"), one.truth("c"), one.day("d"), one.texts("e"), one.hour("a"), one.choice("b", ["x"])
    for table in one.tables("f", least=1):
        table.text("a")
    one.table("f").number("b")
    one.finish()


def test_a_file_that_is_missing_or_not_toml_is_a_problem_like_any_other(tmp_path):
    problems: list[Problem] = []
    Sheet.open(tmp_path / "none.toml", problems)
    (tmp_path / "bad.toml").write_text("a = ")
    Sheet.open(tmp_path / "bad.toml", problems)
    (tmp_path / "latin.toml").write_bytes("a = 'é'".encode("latin-1"))
    Sheet.open(tmp_path / "latin.toml", problems)
    assert len(problems) == 3
    with pytest.raises(BadFiles, match="3 points à corriger, rien n’a été importé"):
        refuse_problems(problems)
