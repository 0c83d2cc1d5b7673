from __future__ import annotations

from dataclasses import replace

import pytest

from microcert.production.registration.rules import (
    PLACES,
    Criterion,
    Lack,
    Shown,
    YearFigures,
    findings,
)
from microcert.production.registration.words import CRITERIA, MISSING

FULL = Shown(
    texts={
        "purpose": "p", "audience": "a", "equipment": "e", "market_study": "m", "transitions": "t", "safety": "s",
        "disability": "d", "legal_constraints": "l", "registry_links": "r",
    },
    studies=1,
    social_partners=1,
    contributions=2,
    team=3,
    framework_gaps=(),
    alignment_gaps=(),
    rules=dict.fromkeys(("jury", "criteria", "appeal", "resit", "absence_and_lateness", "identity"), "x"),
    figures=(YearFigures(2026, 10, 9, 8, surveyed=6), YearFigures(2027, 12, 12, 10)),
)  # fmt: skip


def lacks(shown: Shown) -> dict[Criterion, list[Lack]]:
    return {found.criterion: [each.lack for each in found.missing] for found in findings(shown) if not found.is_met}


def test_a_training_that_says_everything_lacks_nothing():
    assert lacks(FULL) == {}
    assert [found.criterion for found in findings(FULL)] == list(Criterion)


def test_an_empty_training_lacks_every_answer():
    empty = Shown({}, 0, 0, 0, 0, ["rien"], ["rien"], {}, ())
    assert set(lacks(empty)) == set(Criterion)


@pytest.mark.parametrize(
    ("changed", "criterion", "lack"),
    [
        ({"studies": 0}, Criterion.MARKET, Lack.STUDY),
        ({"social_partners": 0}, Criterion.SOCIAL_PARTNERS, Lack.SOCIAL_PARTNER),
        ({"team": 0}, Criterion.MEANS, Lack.TEAM),
        ({"framework_gaps": ["x"]}, Criterion.FRAMEWORK, Lack.PART),
        ({"alignment_gaps": ["x"]}, Criterion.MATCH, Lack.NOT_ALIGNED),
        ({"rules": FULL.rules | {"jury": "  "}}, Criterion.CONTROL, Lack.RULE),
        ({"figures": FULL.figures[:1]}, Criterion.IMPACT, Lack.COHORTS),
        ({"figures": (FULL.figures[1], replace(FULL.figures[1], year=2028))}, Criterion.IMPACT, Lack.SURVEY),
        *(
            ({"texts": FULL.texts | {name: " "}}, criterion, lack)
            for name, criterion, lack in (
                ("purpose", Criterion.AIMS, Lack.PURPOSE),
                ("audience", Criterion.AIMS, Lack.AUDIENCE),
                ("equipment", Criterion.MEANS, Lack.EQUIPMENT),
                ("market_study", Criterion.MARKET, Lack.MARKET_TEXT),
                ("transitions", Criterion.TRANSITIONS, Lack.TRANSITIONS_TEXT),
                ("safety", Criterion.SAFETY, Lack.SAFETY_TEXT),
                ("disability", Criterion.DISABILITY, Lack.DISABILITY_TEXT),
                ("legal_constraints", Criterion.LEGAL, Lack.LEGAL_TEXT),
                ("registry_links", Criterion.BLOCKS, Lack.LINKS_TEXT),
            )
        ),
    ],
)
def test_one_thing_left_out_is_named_under_its_criterion_alone(changed, criterion, lack):
    assert lacks(replace(FULL, **changed)) == {criterion: [lack]}


def test_every_lack_has_its_words_and_its_place():
    assert set(MISSING) == set(Lack) == set(PLACES)
    assert set(CRITERIA) == set(Criterion)


def test_a_rate_without_anybody_who_sat_is_no_rate():
    assert YearFigures(2026, 3, 0, 0).pass_percent is None
    assert YearFigures(2026, 10, 8, 6).pass_percent == 75
