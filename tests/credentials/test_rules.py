"""Codes copied from paper, numbers, verdicts and states: no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.credentials.rules import (
    ALPHABET,
    TRANSITIONS,
    CredentialStatus,
    code_of,
    is_legible_on_white,
    may_become,
    number_of,
    read_code,
    read_number,
    verdict_on,
)

forty_bits = st.integers(0, 2**40 - 1)


@given(forty_bits)
def test_a_code_is_read_back_however_it_is_typed(bits: int) -> None:
    code = code_of(bits)
    assert len(code) == 9 and code[4] == "-" and set(code.replace("-", "")) <= set(ALPHABET)
    for typed in (
        code,
        code.lower(),
        code.replace("-", " "),
        f"  {code.replace('-', '')} ",
        code.replace("-", "\u2011"),
    ):
        assert read_code(typed) == code


@given(forty_bits)
def test_letters_misread_on_paper_lead_to_the_same_code(bits: int) -> None:
    code = code_of(bits)
    assert read_code(code.replace("0", "O").replace("1", "l")) == code


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_code_or_nothing(typed: str) -> None:
    code = read_code(typed)
    assert code is None or read_code(code) == code
    number = read_number(typed)
    assert number is None or read_number(number) == number


def test_codes_hold_forty_bits_and_no_more() -> None:
    assert code_of(0) == "0000-0000" and code_of(2**40 - 1) == "ZZZZ-ZZZZ"
    for outside in (-1, 2**40):
        with pytest.raises(ValueError, match="forty bits"):
            code_of(outside)


@pytest.mark.parametrize(
    "typed", ["MC-HTR-2026-000431", " mc htr 2026 000431 ", "mc-htr-2026-000431", "MC–HTR–2026–000431"]
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_number(typed) == number_of("MC", "HTR", 2026, 431) == "MC-HTR-2026-000431"


@pytest.mark.parametrize("typed", ["", "7KQ4-M2XD", "MC-HTR-2026", "MC-HTR-2026-43", "'; drop table"])
def test_what_is_no_number_is_not_taken_for_one(typed: str) -> None:
    assert read_number(typed) is None


def test_minutes_say_who_is_admitted_and_at_which_level() -> None:
    levels = {"C1": {"rank": 4, "label": "Maîtrisé"}}
    decisions = [{"file": 1, "outcome": "award", "levels": levels}, {"file": 2, "outcome": "resit", "levels": levels}]
    admitted = verdict_on(1, decisions)
    assert admitted is not None and admitted.is_admitted and admitted.levels == {"C1": (4, "Maîtrisé")}
    resit = verdict_on(2, decisions)
    assert resit is not None and not resit.is_admitted
    assert verdict_on(3, decisions) is None


@pytest.mark.parametrize("present", CredentialStatus)
@pytest.mark.parametrize("wanted", CredentialStatus)
def test_every_pair_of_states_is_decided(present: CredentialStatus, wanted: CredentialStatus) -> None:
    allowed = {
        ("valid", "suspended"),
        ("valid", "revoked"),
        ("valid", "superseded"),
        ("suspended", "valid"),
        ("suspended", "revoked"),
    }
    assert may_become(present, wanted) is ((present.value, wanted.value) in allowed)
    assert set(TRANSITIONS) == set(CredentialStatus)


@pytest.mark.parametrize(("colour", "is_legible"), [("#0b3b43", True), ("#f4b52a", False), ("red", False), ("", False)])
def test_a_pale_letterhead_colour_is_not_used_for_text(colour: str, is_legible: bool) -> None:
    assert is_legible_on_white(colour) is is_legible
