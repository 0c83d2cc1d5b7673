from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from microcert.consortium.models import Appointment
from microcert.consortium.roles import Role
from microcert.evaluation import actions
from microcert.evaluation.errors import (
    DeliberationIncomplete,
    JuryIncomplete,
    NoQuorum,
    NotOnTheJury,
    ReasonMissing,
    ThresholdNotReached,
    UnknownLevel,
    WrongMoment,
)
from microcert.evaluation.models import Decision, JuryMember, Sitting
from microcert.evaluation.queries import deliberation
from microcert.evaluation.rules import JuryStatus, Outcome, SittingStatus
from microcert.foundation import clock
from microcert.foundation.refusals import Invalid

from .gestures import FRAGILE


def later():
    return clock.now() + timedelta(days=90)


def test_the_pedagogical_expert_names_the_jury_beforehand(room, cast):
    jury = room.named()
    assert jury.status == JuryStatus.NAMED
    assert jury.framework_version == cast.framework
    assert [(m.person, m.is_president) for m in jury.members.all()] == [
        (cast.agathe, True),
        (cast.odile, False),
        (cast.thierry, False),
    ]


@pytest.mark.parametrize("who", ["thierry", "odile", "karim", "helene", "ines"])
def test_nobody_else_names_a_jury(room, cast, who):
    with pytest.raises(NotOnTheJury):
        actions.name_jury(cast.session, meets_at=later(), members=room.members, by=cast.people[who])


def test_a_jury_is_not_named_after_it_met(room, cast):
    with pytest.raises(JuryIncomplete) as refusal:
        actions.name_jury(cast.session, meets_at=clock.now() - timedelta(hours=1), members=room.members, by=cast.agathe)
    assert refusal.value.field == "meets_at"


def test_two_members_are_too_few_and_the_consortium_may_ask_for_more(room, cast):
    with pytest.raises(JuryIncomplete, match="au moins 3"):
        actions.name_jury(cast.session, meets_at=later(), members=room.members[:2], by=cast.agathe)
    cast.consortium.settings["assessment"]["jury_minimum"] = 4
    cast.consortium.save()
    with pytest.raises(JuryIncomplete, match="au moins 4"):
        actions.name_jury(cast.session, meets_at=later(), members=room.members, by=cast.agathe)


def test_a_jury_has_one_president_and_members_of_the_producing_university(room, cast):
    headless = [(person, quality, False) for person, quality, _ in room.members]
    with pytest.raises(JuryIncomplete, match="présidente"):
        actions.name_jury(cast.session, meets_at=later(), members=headless, by=cast.agathe)
    stranger = [*room.members[:2], (cast.karim, "Bureau", False)]
    with pytest.raises(JuryIncomplete, match="université productrice"):
        actions.name_jury(cast.session, meets_at=later(), members=stranger, by=cast.agathe)


def test_a_session_has_one_jury_at_a_time(room, cast):
    room.named()
    with pytest.raises(WrongMoment):
        room.named()


def test_the_deliberation_waits_for_the_works_that_can_still_come(room):
    room.opened()
    with pytest.raises(WrongMoment, match="encore être déposées"):
        room.deliberating()


def test_the_president_opens_with_a_quorum(room, cast):
    room.marked()
    jury = room.named()
    with pytest.raises(NotOnTheJury):
        actions.open_deliberation(jury, present=[cast.agathe, cast.thierry, cast.odile], by=cast.thierry)
    with pytest.raises(NoQuorum, match="2 présents, il en faut 3"):
        actions.open_deliberation(jury, present=[cast.thierry], by=cast.agathe)
    opened = room.deliberating(jury)
    assert opened.status == JuryStatus.DELIBERATING
    assert JuryMember.objects.exclude(present_at=None).count() == 3
    with pytest.raises(WrongMoment):
        room.deliberating(jury)


def test_whoever_handed_nothing_in_comes_before_the_jury_as_a_no_show(room, cast):
    room.marked()
    room.file_of("malik")
    jury = room.named()
    with room.after_the_deadline():
        room.deliberating(jury)
        scene = deliberation(jury)
    absent = next(case for case in scene.cases if case.name == "Diop, Malik")
    assert absent.sitting.status == SittingStatus.NO_SHOW
    assert absent.proposal is Outcome.NOT_AWARDED
    assert not absent.is_unreserved


def test_the_jury_sees_credited_time_and_what_is_missing(room, cast):
    from microcert.learning.models import MilestoneValidation

    sitting = room.marked()
    reading = cast.version.activities.get(kind="reading")
    MilestoneValidation.objects.create(
        file=sitting.file, activity=reading, minutes=90, how="read", recorded_by=cast.ines
    )
    case = deliberation(room.named()).cases[0]
    assert case.minutes == 150
    assert case.flags == ["4 jalons non validés"]


@pytest.mark.requirement("R053")
def test_an_award_below_one_threshold_is_refused_whatever_the_other_levels(room, cast):
    sitting = room.marked(ranks=FRAGILE)
    jury = room.deliberating()
    with pytest.raises(ThresholdNotReached, match="C2 reste sous le seuil") as refusal:
        actions.decide(jury, sitting, outcome="award", reason="Très bon par ailleurs", by=cast.agathe)
    assert (refusal.value.codes, refusal.value.cited) == (("C2",), "6.1")
    assert not Decision.objects.exists()


@pytest.mark.requirement("R053")
def test_the_jury_alone_holds_the_level_and_says_why_it_departs_from_the_marks(room, cast):
    sitting = room.marked(ranks=FRAGILE)
    jury = room.deliberating()
    with pytest.raises(ReasonMissing):
        actions.decide(jury, sitting, outcome="award", levels={"C2": 3}, by=cast.agathe)
    decision = actions.decide(
        jury, sitting, outcome="award", levels={"C2": 3}, reason="Oral convaincant sur les critères", by=cast.agathe
    )
    assert [(level.competency.code, level.rank, level.label) for level in decision.levels.all()] == [
        ("C1", 4, "Maîtrisé"),
        ("C2", 3, "Acquis"),
    ]


def test_a_decision_that_departs_from_the_proposal_needs_its_reason(room, cast):
    sitting = room.marked()
    jury = room.deliberating()
    with pytest.raises(ReasonMissing) as refusal:
        actions.decide(jury, sitting, outcome="resit", by=cast.agathe)
    assert refusal.value.field == "reason"
    assert actions.decide(jury, sitting, outcome="resit", reason="Plagiat partiel", by=cast.agathe).reason


def test_the_jury_may_decide_otherwise_until_it_closes(room, cast):
    sitting = room.marked()
    jury = room.deliberating()
    actions.decide(jury, sitting, outcome="award", by=cast.agathe)
    actions.decide(jury, sitting, outcome="resit", reason="Après relecture", by=cast.thierry)
    assert Decision.objects.get().outcome == Outcome.RESIT
    actions.decide(jury, sitting, outcome="award", by=cast.agathe)
    actions.close_deliberation(jury, observations="", by=cast.agathe)
    with pytest.raises(WrongMoment):
        actions.decide(jury, sitting, outcome="award", by=cast.agathe)


@pytest.mark.parametrize("outcome", ["perhaps", "", "AWARD"])
def test_an_unknown_decision_is_refused(room, cast, outcome):
    sitting = room.marked()
    with pytest.raises(Invalid):
        actions.decide(room.deliberating(), sitting, outcome=outcome, by=cast.agathe)


def test_an_unknown_level_is_refused(room, cast):
    sitting = room.marked()
    with pytest.raises(UnknownLevel):
        actions.decide(room.deliberating(), sitting, outcome="award", levels={"C9": 3}, reason="x", by=cast.agathe)


def test_who_is_absent_or_outside_does_not_decide(room, cast):
    extra = Appointment.objects.create(person=cast.helene, role=Role.JURY_MEMBER, university=cast.hauterive)
    sitting = room.marked()
    jury = actions.name_jury(
        cast.session, meets_at=later(), members=[*room.members, (extra.person, "Présidente", False)], by=cast.agathe
    )
    room.deliberating(jury)
    for outsider in (cast.helene, cast.karim, cast.ines):
        with pytest.raises(NotOnTheJury):
            actions.decide(jury, sitting, outcome="award", by=outsider)


def test_a_member_stays_out_of_a_case_and_the_others_decide(room, cast):
    sitting = room.marked()
    jury = room.named()
    actions.recuse(jury, sitting.file, reason="Même employeur", by=cast.odile)
    room.deliberating(jury)
    with pytest.raises(NotOnTheJury, match="retiré"):
        actions.decide(jury, sitting, outcome="award", by=cast.odile)
    assert actions.adopt_unreserved(jury, by=cast.odile) == []
    assert actions.decide(jury, sitting, outcome="award", by=cast.agathe)


def test_too_many_recusals_leave_nobody_to_judge(room, cast):
    sitting = room.marked()
    jury = room.deliberating()
    for member in (cast.odile, cast.thierry):
        actions.recuse(jury, sitting.file, reason="Collègues", by=member)
    with pytest.raises(NoQuorum, match="trop peu"):
        actions.decide(jury, sitting, outcome="award", by=cast.agathe)


def test_a_recusal_has_a_reason_and_comes_before_the_decision(room, cast):
    sitting = room.marked()
    jury = room.deliberating()
    with pytest.raises(JuryIncomplete) as refusal:
        actions.recuse(jury, sitting.file, reason=" ", by=cast.odile)
    assert refusal.value.field == "reason"
    with pytest.raises(NotOnTheJury):
        actions.recuse(jury, sitting.file, reason="Voisins", by=cast.karim)
    actions.decide(jury, sitting, outcome="award", by=cast.agathe)
    with pytest.raises(WrongMoment):
        actions.recuse(jury, sitting.file, reason="Voisins", by=cast.odile)


def test_proposals_without_reserve_are_adopted_together_and_the_others_wait(room, cast):
    for activity in cast.version.activities.exclude(kind="assessment"):
        from microcert.learning.models import MilestoneValidation

        MilestoneValidation.objects.create(
            file=room.file_of(), activity=activity, minutes=activity.minutes, how="read", recorded_by=cast.ines
        )
    room.marked()
    room.marked("malik", ranks=FRAGILE)
    jury = room.deliberating()
    adopted = actions.adopt_unreserved(jury, by=cast.agathe)
    assert [decision.sitting.file.learner for decision in adopted] == [cast.ines]
    assert [case.name for case in deliberation(jury).undecided] == ["Diop, Malik"]


def test_closing_names_who_waits_for_a_decision(room, cast):
    room.marked()
    room.submitted("malik")
    jury = room.deliberating()
    with pytest.raises(DeliberationIncomplete, match=r"2 décisions .*Carpentier, Inès Marie, Diop, Malik"):
        actions.close_deliberation(jury, observations="", by=cast.agathe)
    with pytest.raises(WrongMoment, match="pas encore évaluée"):
        actions.decide(jury, Sitting.objects.get(file__learner=cast.malik), outcome="award", by=cast.agathe)


def test_only_the_president_closes_and_reopens(room, cast):
    room.marked()
    jury = room.closed()
    for act in (actions.reopen_deliberation,):
        with pytest.raises(NotOnTheJury):
            act(jury, by=cast.thierry)
    actions.sign_minutes(jury, by=cast.thierry)
    reopened = actions.reopen_deliberation(jury, by=cast.agathe)
    assert reopened.status == JuryStatus.DELIBERATING
    assert not JuryMember.objects.exclude(signed_at=None).exists()


def test_an_empty_jury_has_nothing_to_close(room, cast):
    jury = room.named()
    with room.after_the_deadline():
        room.deliberating(jury)
        with pytest.raises(WrongMoment, match="Aucun dossier"):
            actions.close_deliberation(jury, observations="", by=cast.agathe)


def test_the_deliberation_costs_the_same_queries_for_one_and_for_many(
    room, cast, django_assert_max_num_queries, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    room.marked()
    jury = room.named()
    with CaptureQueriesContext(connection) as one:
        deliberation(jury)
    room.marked("malik")
    room.marked("malo", ranks=FRAGILE)
    with django_assert_num_queries(len(one)):
        assert len(deliberation(jury).cases) == 3


def test_dates_of_the_jury_are_aware(room):
    assert timezone.is_aware(room.named().meets_at)


def test_the_jury_never_sees_a_draft(room, cast):
    sitting = room.submitted()
    actions.save_draft(sitting, ranks={"K1": 1}, comments={}, feedback="", by=cast.thierry)
    case = deliberation(room.named()).cases[0]
    assert [level.label for level in case.levels] == ["", ""]
    assert case.flags[0] == "Production non évaluée"
    assert not case.is_judgeable
