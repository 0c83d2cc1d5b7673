from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.consortium.rules import (
    Change,
    TextFault,
    TextStatus,
    clauses,
    compare,
    faults_of_text,
    next_version,
    text_may_become,
)

OLD = "# Cadre\n\n## 1. Objet\n\n**1.1.** Le cadre dit ce que chacun fait.\n\n**1.2.** Il est public.\n"
NEW = "# Cadre\n\n## 1. Objet\n\n**1.1.** Le cadre dit ce que chaque université fait.\n\n**1.3.** Il est révisé.\n"


def test_every_pair_of_states_is_walked():
    allowed = {(a, b) for a, b in product(TextStatus, TextStatus) if text_may_become(a, b)}
    assert allowed == {("draft", "published"), ("draft", "abandoned")}


def test_clauses_keep_their_numbers_and_lose_their_stars():
    assert [(each.number, each.text) for each in clauses(OLD)] == [
        ("", "Cadre"),
        ("1", "Objet"),
        ("1.1", "Le cadre dit ce que chacun fait."),
        ("1.2", "Il est public."),
    ]


def test_what_changed_is_said_clause_by_clause_and_word_by_word():
    changed = [each for each in compare(OLD, NEW) if each.change is not Change.SAME]
    assert [(each.number, each.change) for each in changed] == [
        ("1.1", Change.CHANGED),
        ("1.2", Change.REMOVED),
        ("1.3", Change.ADDED),
    ]
    assert [(piece.change, piece.text) for piece in changed[0].pieces] == [
        (Change.SAME, "Le cadre dit ce que"),
        (Change.REMOVED, "chacun"),
        (Change.ADDED, "chaque université"),
        (Change.SAME, "fait."),
    ]


words = st.lists(st.sampled_from(["un", "deux", "trois", "quatre"]), min_size=1, max_size=8).map(" ".join)
texts = st.lists(words, min_size=1, max_size=5).map(
    lambda parts: "# T\n" + "\n".join(f"**1.{place}.** {part}" for place, part in enumerate(parts, start=1))
)


@given(texts, texts)
def test_both_texts_can_be_read_back_from_the_changes(old, new):
    compared = compare(old, new)
    for text, gone in ((old, Change.ADDED), (new, Change.REMOVED)):
        read = [
            " ".join(piece.text for piece in each.pieces if piece.change is not gone)
            for each in compared
            if each.change is not gone
        ]
        assert read == [each.text for each in clauses(text)]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (OLD, []),
        ("", [(TextFault.NO_TITLE, ""), (TextFault.NO_CLAUSE, "")]),
        (OLD + "**1.1.** Encore.", [(TextFault.TWICE, "1.1")]),
    ],
)
def test_a_text_is_published_with_a_title_and_each_number_once(text, faults):
    assert faults_of_text(text, "2027-1") == faults


def test_a_text_that_says_its_version_says_the_one_that_it_becomes():
    said = NEW.replace("# Cadre\n", "# Cadre\n\nVersion 2026-1, publiée le 1er septembre 2026.\n", 1)
    assert faults_of_text(said, "2026-2") == [(TextFault.OTHER_VERSION, "2026-1")]
    assert faults_of_text(said, "2026-1") == []
    assert faults_of_text(NEW + "\nVoir la version 2025-3.\n", "2026-2") == [], "another version may be cited"


def test_the_next_number_follows_those_of_the_year():
    assert next_version(["2026-1", "2027-2", "brouillon"], 2027) == "2027-3"
    assert next_version([], 2028) == "2028-1"


def test_an_account_number_is_known_by_its_check_digits():
    from microcert.consortium.rules import is_iban

    assert is_iban("FR7630006000011234567890189") and is_iban("DE89370400440532013000")
    for wrong in (
        "",
        "FR76",
        "FR7630006000011234567890188",
        "FR76 3000 6000 0112 3456 7890 189",
        "fr7630006000011234567890189",
    ):
        assert not is_iban(wrong)
