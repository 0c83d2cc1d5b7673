from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.foundation import clock
from microcert.foundation.refusals import Invalid
from microcert.production import actions
from microcert.production.errors import (
    AlreadyInformed,
    CallClosed,
    ConflictDeclared,
    NoQuorum,
    NotYours,
    ProposalIncomplete,
    ReasonsMissing,
    RulingImpossible,
    WrongMoment,
)
from microcert.production.models import Proposal
from microcert.production.queries import committee_decision_on, competency_map
from microcert.production.rules import Choice, Cover, EvaluationFigures, MeetingStatus, ProposalStatus, Ruling
from microcert.trainings.models import Training

from .conftest import a_content, a_need

FOR, AGAINST = Choice.FOR, Choice.AGAINST


def opened(meeting, cast):
    return actions.open_meeting(meeting, present=[cast.elise, cast.gildas, cast.clara], by=cast.gildas)


def test_only_a_university_s_own_designers_propose(committee, call, need):
    with pytest.raises(NotYours):
        actions.begin_proposal(call, committee.valmere, a_content(need), by=committee.agathe)


def test_an_incomplete_proposal_names_every_gap(committee, call):
    begun = actions.begin_proposal(call, committee.hauterive, a_content(team={}, estimate={}), by=committee.agathe)
    with pytest.raises(ProposalIncomplete) as refused:
        actions.submit_proposal(begun, by=committee.agathe)
    assert refused.value.gaps == ("needs", "team", "estimate")
    assert Proposal.objects.get().status == ProposalStatus.DRAFT


def test_a_call_that_is_over_takes_nothing_but_revisions(committee, call, need, proposal):
    late = actions.begin_proposal(call, committee.hauterive, a_content(need), by=committee.agathe)
    with clock.moved_by(timedelta(days=30)):
        with pytest.raises(CallClosed):
            actions.submit_proposal(late, by=committee.agathe)
        with pytest.raises(CallClosed):
            actions.begin_proposal(call, committee.hauterive, a_content(need), by=committee.agathe)
        actions.close_call(call, by=committee.elise)
        Proposal.objects.filter(pk=proposal.pk).update(status=ProposalStatus.TO_REVISE)
        assert actions.submit_proposal(proposal, by=committee.agathe).status == ProposalStatus.SUBMITTED


def test_what_is_submitted_is_no_longer_rewritten(committee, proposal, need):
    with pytest.raises(WrongMoment):
        actions.write_proposal(proposal, a_content(need, title="Autre"), by=committee.agathe)


def test_a_meeting_needs_more_than_half_of_its_members(committee, meeting):
    with pytest.raises(NoQuorum):
        actions.open_meeting(meeting, present=[], by=committee.elise)
    with pytest.raises(NotYours):
        actions.open_meeting(meeting, present=[committee.elise], by=committee.agathe)


@pytest.mark.requirement("R103")
def test_the_committee_decides_and_the_training_may_be_published(committee, meeting, proposal, drain_jobs):
    opened(meeting, committee)
    item = meeting.items.get()
    actions.declare_conflict(item, reason="Mon université propose cette formation.", by=committee.elise)
    with pytest.raises(ConflictDeclared):
        actions.vote(item, FOR, by=committee.elise)
    actions.vote(item, AGAINST, by=committee.clara)
    actions.vote(item, FOR, by=committee.clara)
    actions.vote(item, FOR, by=committee.gildas)
    with pytest.raises(NotYours):
        actions.rule(item, Ruling.ACCEPTED, reasons="Utile.", by=committee.clara)
    with pytest.raises(ReasonsMissing):
        actions.rule(item, Ruling.ACCEPTED, reasons=" ", by=committee.gildas)
    with pytest.raises(RulingImpossible):
        actions.rule(item, Ruling.REFUSED, reasons="Non.", by=committee.gildas)
    actions.rule(item, Ruling.ACCEPTED, reasons="Répond au besoin N1.", by=committee.gildas)
    with pytest.raises(WrongMoment):
        actions.vote(item, AGAINST, by=committee.clara)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.ACCEPTED
    meeting = actions.close_meeting(meeting, by=committee.gildas)
    assert meeting.number == f"COPIL-{clock.today().year}-001"
    drain_jobs()
    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.SEALED
    training = committee.version.training
    assert committee_decision_on(training) is None
    actions.tie_to_training(proposal, training, by=committee.elise)
    decision = committee_decision_on(training)
    assert decision is not None and decision.reference == meeting.number and decision.reasons == "Répond au besoin N1."
    with pytest.raises(WrongMoment):
        actions.tie_to_training(proposal, training, by=committee.elise)


def test_the_minutes_say_who_was_there_who_voted_how_and_who_left(committee, meeting, drain_jobs, pdf_text):
    from microcert.documents.queries import content

    opened(meeting, committee)
    item = meeting.items.get()
    actions.declare_conflict(item, reason="Université porteuse", by=committee.elise)
    actions.vote(item, FOR, by=committee.clara)
    actions.vote(item, FOR, by=committee.gildas)
    actions.rule(item, Ruling.TO_REVISE, reasons="Préciser la durée.", by=committee.gildas)
    actions.put_on_agenda(meeting, title="Calendrier 2027", by=committee.gildas)
    actions.close_meeting(meeting, by=committee.gildas)
    drain_jobs()
    meeting.refresh_from_db()
    text = pdf_text(content(meeting.document)).replace("\u00a0", " ")
    for words in (
        meeting.number,
        "Élise Fontanel (« Université porteuse »). Ces membres",
        "Clara Vidal (pour)",
        "À revoir",
        "Préciser la durée.",
        "Calendrier 2027",
        "Point non tranché",
        "3 présents sur 3",
    ):
        assert words in text
    actions.seal_minutes(meeting)
    assert meeting.document_id == type(meeting).objects.get(pk=meeting.pk).document_id


def test_without_a_majority_nothing_is_accepted(committee, meeting):
    opened(meeting, committee)
    item = meeting.items.get()
    with pytest.raises(RulingImpossible):
        actions.rule(item, Ruling.ACCEPTED, reasons="Oui.", by=committee.gildas)
    actions.vote(item, FOR, by=committee.gildas)
    actions.vote(item, AGAINST, by=committee.clara)
    with pytest.raises(RulingImpossible):
        actions.rule(item, Ruling.ACCEPTED, reasons="Oui.", by=committee.gildas)


def test_a_chair_with_a_conflict_leaves_the_decision_to_those_who_vote(committee, meeting):
    opened(meeting, committee)
    item = meeting.items.get()
    actions.declare_conflict(item, reason="Mon université propose", by=committee.gildas)
    actions.vote(item, FOR, by=committee.clara)
    actions.vote(item, FOR, by=committee.elise)
    with pytest.raises(NotYours):
        actions.rule(item, Ruling.TO_REVISE, reasons="À reprendre.", by=committee.gildas)
    assert actions.rule(item, Ruling.ACCEPTED, reasons="Oui.", by=committee.clara).ruling == Ruling.ACCEPTED


def test_an_absent_member_does_not_vote(committee, meeting):
    actions.open_meeting(meeting, present=[committee.gildas], by=committee.elise)
    with pytest.raises(NotYours):
        actions.vote(meeting.items.get(), FOR, by=committee.clara)


def test_nobody_votes_before_the_meeting_opens_and_a_conflict_can_be_declared_early(committee, meeting):
    item = meeting.items.get()
    with pytest.raises(WrongMoment):
        actions.vote(item, FOR, by=committee.clara)
    actions.declare_conflict(item, reason="Lien familial", by=committee.clara)
    actions.declare_conflict(item, reason="Lien familial", by=committee.clara)
    assert item.conflicts.count() == 1


def test_a_cancelled_meeting_leaves_its_proposals_waiting(committee, meeting, proposal):
    actions.cancel_meeting(meeting, by=committee.elise)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.SUBMITTED
    with pytest.raises(WrongMoment):
        actions.open_meeting(meeting, present=[committee.gildas], by=committee.elise)


def test_a_training_of_another_university_is_not_what_came_of_a_proposal(committee, proposal, need):
    from microcert.foundation.refusals import Refusal

    Proposal.objects.filter(pk=proposal.pk).update(status=ProposalStatus.ACCEPTED)
    other = Training.objects.get()
    other.producer = committee.valmere
    other.save()
    with pytest.raises(Refusal, match="autre université"):
        actions.tie_to_training(proposal, other, by=committee.elise)


def test_the_map_says_how_far_each_competency_is_served(committee, call, need, proposal):
    lonely, served = a_need("N2"), a_need("N3", domain="Accompagner")
    actions.cover(served, [committee.version.training], by=committee.elise)
    found = {line.need.code: line.cover for domain in competency_map() for line in domain.lines}
    assert found == {"N1": Cover.PROPOSED, "N2": Cover.OPEN, "N3": Cover.COVERED}
    assert lonely.trainings.count() == 0


def test_evaluation_moves_a_priority_and_stays_as_it_was_read(committee, need):
    figures = EvaluationFigures("evaluer", assessed=20, awarded=15, satisfaction=82)
    finding = actions.feed_back(
        need, committee.version.training, figures=figures, conclusion="Besoin confirmé.", priority=4, by=committee.elise
    )
    need.refresh_from_db()
    assert (finding.priority_before, need.priority) == (3, 4)
    assert EvaluationFigures(**finding.figures) == figures
    for wrong in ({"priority": 5}, {"conclusion": " "}):
        with pytest.raises(Invalid):
            actions.feed_back(
                need,
                committee.version.training,
                figures=figures,
                by=committee.elise,
                **{"conclusion": "Oui", "priority": 4} | wrong,
            )


def test_a_council_is_informed_once_of_each_thing(committee):
    today = clock.today()
    for about in (committee.framework, committee.version.training):
        actions.inform_council(committee.valmere, about, informed_on=today, by=committee.elise)
        with pytest.raises(AlreadyInformed):
            actions.inform_council(committee.valmere, about, informed_on=today, by=committee.elise)
    with pytest.raises(Invalid):
        actions.inform_council(
            committee.hauterive, committee.framework, informed_on=today + timedelta(days=1), by=committee.elise
        )
