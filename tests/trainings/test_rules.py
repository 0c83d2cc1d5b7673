from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.trainings.rules import (
    CLAUSES,
    MANDATORY_RULES,
    PROCTORING_RULES,
    TRANSITIONS,
    WARNINGS,
    Decision,
    Described,
    Lack,
    PublicText,
    Update,
    VersionStatus,
    checklist,
    claims_without_number,
    gaps,
    hours_fit,
    missing_rules,
    rules_digest,
    update_of,
    warnings,
)

GOOD = Described(
    minutes=600,
    activities_minutes=600,
    rules=dict.fromkeys((*MANDATORY_RULES, *PROCTORING_RULES), "Dit ici."),
    competencies=("C1", "C2"),
    outcomes=("A1", "A2"),
    taught=frozenset({"A1", "A2"}),
    judged=frozenset({"A1", "A2"}),
    criteria={"K1": ("C1", 4), "K2": ("C2", 4)},
    thresholds={"C1": 3, "C2": 3},
    has_task=True,
    tariffs=1,
)


def lacks(**changed) -> list[tuple[Lack, str]]:
    return [(gap.lack, gap.about) for gap in gaps(replace(GOOD, **changed), hours_min=7, hours_max=30)]


def test_a_complete_version_lacks_nothing():
    assert lacks() == []


REQUIREMENTS = dict(zip(MANDATORY_RULES, ("R045", "R046", "R047", "R048", "R049", "R050", "R051", "R052"), strict=True))


@pytest.mark.requirement(*REQUIREMENTS.values())
@pytest.mark.parametrize("item", MANDATORY_RULES)
@pytest.mark.parametrize("blank", ["", "   ", "\n", None])
def test_each_mandatory_rule_is_missed_when_blank(item, blank):
    stated = {**GOOD.rules, item: blank}
    if blank is None:
        del stated[item]
    assert lacks(rules=stated) == [(Lack.RULE, item)]


@given(st.sets(st.sampled_from(MANDATORY_RULES)))
def test_every_missing_rule_is_named_once_in_the_frameworks_order(missing):
    stated = {item: "" if item in missing else "Dit." for item in MANDATORY_RULES}
    assert missing_rules(stated) == [item for item in MANDATORY_RULES if item in missing]


@pytest.mark.requirement("R021")
@pytest.mark.parametrize(("minutes", "fits"), [(419, False), (420, True), (1800, True), (1801, False)])
def test_the_workload_lies_within_the_bounds(minutes, fits):
    assert hours_fit(minutes, hours_min=7, hours_max=30) is fits
    found = lacks(minutes=minutes, activities_minutes=minutes)
    assert found == ([] if fits else [(Lack.HOURS, "")])


@pytest.mark.requirement("R021", "R008")
def test_the_bounds_are_the_consortiums():
    version = replace(GOOD, minutes=2000, activities_minutes=2000)
    assert gaps(version, hours_min=5, hours_max=40) == []


def test_the_activities_add_up_to_the_workload():
    assert lacks(activities_minutes=590) == [(Lack.SUM, "")]


@pytest.mark.requirement("R040")
def test_every_competency_has_a_criterion_a_threshold_and_every_criterion_its_levels():
    assert lacks(criteria={"K1": ("C1", 4)}) == [(Lack.CRITERION, "C2")]
    assert lacks(criteria={"K1": ("C1", 4), "K2": ("C2", 3)}) == [(Lack.LEVELS, "K2")]
    assert lacks(thresholds={"C1": 3}) == [(Lack.THRESHOLD, "C2")]
    assert lacks(thresholds={"C1": 3, "C2": 5}) == [(Lack.THRESHOLD, "C2")]


@pytest.mark.requirement("R042")
def test_every_outcome_is_taught_and_judged():
    assert lacks(taught=frozenset({"A1"})) == [(Lack.NOT_TAUGHT, "A2")]
    assert lacks(judged=frozenset({"A2"})) == [(Lack.NOT_JUDGED, "A1")]


@pytest.mark.requirement("R042")
def test_every_activity_serves_an_outcome():
    assert lacks(aimless=("Lire",)) == [(Lack.AIMLESS, "Lire")]


def test_the_checklist_names_every_requirement_once_met_or_not():
    points = checklist(gaps(replace(GOOD, tariffs=0, taught=frozenset()), hours_min=7, hours_max=30))
    assert [point.lack for point in points] == list(Lack)
    assert {point.lack: len(point.gaps) for point in points if not point.is_met} == {Lack.TARIFF: 1, Lack.NOT_TAUGHT: 2}


def test_without_a_task_the_checklist_does_not_call_its_rubric_met():
    points = checklist(gaps(replace(GOOD, has_task=False, criteria={}), hours_min=7, hours_max=30))
    assert {Lack.CRITERION, Lack.LEVELS, Lack.THRESHOLD, Lack.NOT_JUDGED}.isdisjoint(point.lack for point in points)


@pytest.mark.parametrize(
    ("due_on", "state"),
    [
        (None, Update.UNPLANNED),
        (date(2026, 11, 22), Update.OVERDUE),
        (date(2026, 11, 23), Update.SOON),
        (date(2027, 1, 22), Update.SOON),
        (date(2027, 1, 23), Update.LATER),
    ],
)
def test_an_update_is_overdue_the_day_after_it_was_due(due_on, state):
    assert update_of(due_on, date(2026, 11, 23)) is state


def test_without_a_task_its_rubric_is_not_asked_for_twice():
    assert lacks(has_task=False, criteria={}, judged=frozenset()) == [(Lack.TASK, "")]


def test_a_price_and_a_competency_are_needed():
    assert lacks(tariffs=0) == [(Lack.TARIFF, "")]
    assert (Lack.COMPETENCY, "") in lacks(competencies=(), criteria={}, thresholds={})


def test_every_lack_cites_a_clause():
    assert set(CLAUSES) == set(Lack)


@pytest.mark.parametrize(("now", "then"), list(product(VersionStatus, VersionStatus)))
def test_a_version_is_published_then_retired_and_nothing_else(now, then):
    allowed = {(VersionStatus.DRAFT, VersionStatus.PUBLISHED), (VersionStatus.PUBLISHED, VersionStatus.RETIRED)}
    assert (then in TRANSITIONS[now]) is ((now, then) in allowed)


def test_the_digest_depends_on_the_words_not_on_their_order():
    assert rules_digest({"type": "a", "jury": "é"}) == rules_digest({"jury": "é", "type": "a"})
    assert rules_digest({"type": "a"}) != rules_digest({"type": "b"})


@pytest.mark.requirement("R035")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Formation éligible au CPF.", ["CPF"]),
        ("Financez-la par votre compte personnel de formation", ["compte personnel de formation"]),
        ("Une certification professionnelle reconnue, inscrite au RNCP", ["certification professionnelle", "RNCP"]),
        ("Elle n’est pas un diplôme, elle est inscrite au répertoire national.", ["répertoire national"]),
        ("Cette formation n’est pas inscrite au RNCP et n’ouvre pas droit au CPF.", []),
        ("Elle n’est enregistrée ni au RNCP ni au répertoire spécifique.", []),
        ("Un CPFX n’est rien.", []),
    ],
)
def test_a_text_claims_no_registration_without_a_number(text, found):
    assert claims_without_number(text, "") == found
    assert claims_without_number(text, "RNCP12345") == []


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_no_text_is_refused_once_there_is_a_number(text, number):
    assert claims_without_number(text, number) == []


@pytest.mark.requirement("R035")
def test_no_part_of_the_sheet_claims_what_its_facts_may_not():
    texts = (
        PublicText("A1", "Entrer au RNCP par le CPF", "outcomes", "rows-0-text"),
        PublicText("Individuel", "Individuel, hors CPF", "tariffs", "rows-0-label"),
        PublicText("Lire", "Lire un texte", "activity-3", "title"),
    )
    found = [gap for gap in gaps(replace(GOOD, texts=texts), hours_min=7, hours_max=30)]
    assert [(gap.lack, gap.about, gap.figures["word"], gap.figures["field"]) for gap in found] == [
        (Lack.CLAIM, "A1", "RNCP", "rows-0-text"),
        (Lack.CLAIM, "A1", "CPF", "rows-0-text"),
        (Lack.CLAIM, "Individuel", "CPF", "rows-0-label"),
    ]
    assert lacks(texts=texts, registry_number="RS1234") == []


def test_the_committee_is_asked_unless_it_decided():
    for decision, asked in (("awaited", True), ("favourable", False), ("given_before", False)):
        found = gaps(GOOD, hours_min=7, hours_max=30, decision=Decision(decision))
        assert [gap.lack for gap in found] == [Lack.DECISION] * asked


def test_what_is_only_worth_a_look_never_forbids_publication():
    looked = replace(
        GOOD,
        inaccessible=("Guide",),
        untranscribed=("Film",),
        has_update_planned=False,
        is_under_the_framework_in_force=False,
    )
    assert {gap.lack for gap in warnings(looked)} == WARNINGS
    assert gaps(looked, hours_min=7, hours_max=30) == []
    assert set(CLAUSES) == set(Lack)


def test_the_public_facts_the_team_and_the_milestones_are_asked_for():
    assert lacks(facts={"audience": " ", "title": "Évaluer"}) == [(Lack.FACT, "audience")]
    assert lacks(has_trainer=False, milestones=0) == [(Lack.TRAINER, ""), (Lack.MILESTONE, "")]
    assert lacks(rules=dict.fromkeys(MANDATORY_RULES, "Dit.")) == [
        (Lack.PROCTORING, item) for item in ("identity", "proctoring", "proctoring_alternative")
    ]
    assert lacks(unproven=("Guide",)) == [(Lack.UNPROVEN, "Guide")]
