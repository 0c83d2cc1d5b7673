from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.production.rules import (
    Ballot,
    CallStatus,
    Choice,
    Count,
    Cover,
    EvaluationFigures,
    MeetingStatus,
    ProposalFacts,
    ProposalGap,
    ProposalStatus,
    Ruling,
    RulingFault,
    Span,
    TeamRole,
    call_may_become,
    count,
    cover_of,
    faults_of_ruling,
    gaps_of_proposal,
    is_receiving,
    may_rule,
    may_vote,
    meeting_may_become,
    missing_roles,
    months,
    proposal_may_become,
    quorum,
    share,
    window,
)

CALLS = {("draft", "open"), ("open", "closed")}
PROPOSALS = {
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "accepted"),
    ("submitted", "refused"),
    ("submitted", "to_revise"),
    ("submitted", "withdrawn"),
    ("to_revise", "submitted"),
    ("to_revise", "withdrawn"),
}
MEETINGS = {("called", "open"), ("called", "cancelled"), ("open", "closed"), ("closed", "sealed")}


@pytest.mark.parametrize(
    ("states", "may_become", "wanted"),
    [
        (CallStatus, call_may_become, CALLS),
        (ProposalStatus, proposal_may_become, PROPOSALS),
        (MeetingStatus, meeting_may_become, MEETINGS),
    ],
)
def test_every_pair_of_states_is_walked(states, may_become, wanted):
    assert {(a, b) for a, b in product(states, states) if may_become(a, b)} == wanted


def test_a_call_receives_on_both_of_its_days():
    opens, closes = date(2026, 11, 1), date(2026, 11, 30)
    assert is_receiving("open", opens, closes, opens) and is_receiving("open", opens, closes, closes)
    assert not is_receiving("open", opens, closes, date(2026, 12, 1))
    assert not is_receiving("draft", opens, closes, opens)


@given(st.integers(1, 200))
def test_a_quorum_is_more_than_half(members):
    assert quorum(members) * 2 > members and (quorum(members) - 1) * 2 <= members


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_a_conflicted_or_absent_member_never_votes(present, conflicted):
    ballot = Ballot(9, frozenset(present), frozenset(conflicted))
    for person in range(1, 10):
        if may_vote(person, ballot):
            assert person in present and person not in conflicted and len(present) >= 5


def test_who_chairs_rules_unless_in_conflict():
    everybody = frozenset({1, 2, 3})
    assert [may_rule(person, 1, Ballot(3, everybody, frozenset())) for person in (1, 2, 4)] == [True, False, False]
    left = Ballot(3, everybody, frozenset({1, 3}))
    assert [may_rule(person, 1, left) for person in (1, 2, 3, 4)] == [False, True, False, False]


def test_leaving_for_a_conflict_does_not_break_the_quorum_unless_nobody_is_left():
    assert Ballot(3, frozenset({1, 2}), frozenset({1})).has_quorum
    assert not Ballot(3, frozenset({1, 2}), frozenset({1, 2})).has_quorum
    assert not Ballot(3, frozenset({1}), frozenset()).has_quorum


def test_abstentions_do_not_count_and_a_tie_carries_nothing():
    assert count([Choice.FOR, Choice.AGAINST, Choice.ABSTAIN]) == Count(1, 1, 1)
    assert not Count(1, 1, 5).is_carried
    assert Count(1, 0, 5).is_carried


@pytest.mark.parametrize(
    ("ruling", "votes", "faults"),
    [
        (Ruling.ACCEPTED, Count(2, 1, 0), []),
        (Ruling.ACCEPTED, Count(1, 1, 1), [RulingFault.NOT_CARRIED]),
        (Ruling.REFUSED, Count(2, 1, 0), [RulingFault.CARRIED]),
        (Ruling.REFUSED, Count(1, 2, 0), []),
        (Ruling.TO_REVISE, Count(2, 1, 0), []),
        (Ruling.TO_REVISE, Count(), [RulingFault.NOBODY_VOTED]),
    ],
)
def test_a_ruling_follows_the_votes(ruling, votes, faults):
    assert faults_of_ruling(ruling, votes, Ballot(3, frozenset({1, 2, 3}), frozenset())) == faults


def test_without_a_quorum_nothing_is_ruled():
    ballot = Ballot(5, frozenset({1, 2}), frozenset())
    for ruling in Ruling:
        assert faults_of_ruling(ruling, Count(2, 0, 0), ballot) == [RulingFault.NO_QUORUM]


WHOLE = ProposalFacts(
    needs=1,
    roles=tuple(TeamRole),
    draft="C1",
    contribution="Un réseau",
    has_estimate=True,
    hours=12,
    hours_bounds=(7, 30),
    production=(date(2027, 1, 1), date(2027, 6, 1)),
)


def changed(**facts):
    return ProposalFacts(**{**WHOLE.__dict__, **facts})


def test_a_whole_proposal_lacks_nothing_and_an_empty_one_lacks_everything():
    assert gaps_of_proposal(WHOLE) == []
    empty = ProposalFacts(0, (), " ", "", False, 0, (7, 30), None)
    assert gaps_of_proposal(empty) == [
        ProposalGap.NEEDS,
        ProposalGap.HOURS,
        ProposalGap.TEAM,
        ProposalGap.DRAFT,
        ProposalGap.CONTRIBUTION,
        ProposalGap.ESTIMATE,
        ProposalGap.DATES,
    ]


@pytest.mark.parametrize(
    ("facts", "gap"),
    [
        ({"hours": 31}, ProposalGap.HOURS),
        ({"hours": 6}, ProposalGap.HOURS),
        ({"roles": (TeamRole.PEDAGOGICAL, TeamRole.TECHNICAL)}, ProposalGap.TEAM),
        ({"production": (date(2027, 6, 1), date(2027, 6, 1))}, ProposalGap.DATES),
    ],
)
def test_one_gap_is_named_alone(facts, gap):
    assert gaps_of_proposal(changed(**facts)) == [gap]


def test_missing_roles_are_named():
    assert missing_roles({"pedagogical": "A", "technical": " "}) == [
        TeamRole.ADMINISTRATIVE,
        TeamRole.MOTIVATIONAL,
        TeamRole.TECHNICAL,
    ]


def test_the_furthest_counts_for_cover():
    assert cover_of(published=1, accepted=1, submitted=1) is Cover.COVERED
    assert cover_of(published=0, accepted=1, submitted=2) is Cover.PLANNED
    assert cover_of(published=0, accepted=0, submitted=2) is Cover.PROPOSED
    assert cover_of(published=0, accepted=0, submitted=0) is Cover.OPEN


def test_success_is_said_from_ten_learners_on():
    assert EvaluationFigures("t", assessed=9, awarded=9).success is None
    assert EvaluationFigures("t", assessed=12, awarded=9).success == 75


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(st.lists(st.tuples(days, days)), days)
def test_a_window_holds_every_span(pairs, today):
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    frame = window(spans, today)
    assert frame.starts_on.day == frame.ends_on.day == 1
    assert frame.starts_on <= today < frame.ends_on
    for each in spans:
        assert frame.starts_on <= each.starts_on and each.ends_on < frame.ends_on
        assert 0 <= share(each.starts_on, frame) <= share(each.ends_on, frame) <= 1
    listed = months(frame)
    assert listed[0] == frame.starts_on and listed == sorted(set(listed)) and listed[-1] < frame.ends_on
