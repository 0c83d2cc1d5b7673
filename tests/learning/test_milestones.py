from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.foundation import clock, journal
from microcert.foundation.clock import moved_by, moved_to
from microcert.learning import actions
from microcert.learning.errors import AnswerMissing, ClassNotOpen, ClassOver, FileClosed, NotThisWay, NotYetOpen
from microcert.learning.models import MilestoneValidation
from microcert.learning.queries import progress
from microcert.sessions.models import SessionEvent


@pytest.fixture
def file(cast):
    return cast.learner_file()


@pytest.fixture
def underway(file):
    """The clock stands on the first day of the session."""
    with moved_by(timedelta(days=(file.session.starts_on - clock.today()).days)):
        yield file


def activity(file, kind):
    return file.session.version.activities.get(kind=kind)


def test_nothing_is_credited_before_the_session_starts(cast, file):
    with pytest.raises(NotYetOpen):
        actions.confirm(file, activity(file, "reading"), by=cast.ines)
    assert progress(file).minutes_done == 0


@pytest.mark.requirement("R073", "R074")
@pytest.mark.parametrize(("kind", "minutes"), [("reading", 90), ("video", 60), ("workshop", 300)])
def test_a_milestone_credits_its_estimated_time(cast, underway, kind, minutes):
    actions.confirm(underway, activity(underway, kind), by=cast.ines)
    where = progress(underway)
    assert where.minutes_done == minutes
    assert where.minutes_total == 600


def test_a_milestone_credits_once(cast, underway):
    actions.confirm(underway, activity(underway, "reading"), by=cast.ines)
    assert actions.confirm(underway, activity(underway, "reading"), by=cast.ines) is None
    assert progress(underway).minutes_done == 90


@pytest.mark.parametrize("kind", ["quiz", "virtual_class", "assessment"])
def test_what_must_be_shown_cannot_be_confirmed(cast, underway, kind):
    with pytest.raises(NotThisWay):
        actions.confirm(underway, activity(underway, kind), by=cast.ines)


@pytest.mark.requirement("R074")
def test_a_quiz_credits_when_passed_and_can_be_taken_again(cast, underway):
    quiz = activity(underway, "quiz")
    assert not actions.answer_quiz(underway, quiz, [1, 0], by=cast.ines).has_passed
    assert progress(underway).minutes_done == 0
    assert actions.answer_quiz(underway, quiz, [0, 1], by=cast.ines).percent == 100
    actions.answer_quiz(underway, quiz, [1, 0], by=cast.ines)
    assert progress(underway).minutes_done == 30


@pytest.mark.parametrize("answers", [[0], [0, None], [0, 9], []])
def test_a_quiz_with_a_missing_answer_names_the_question(cast, underway, answers):
    with pytest.raises(AnswerMissing) as refused:
        actions.answer_quiz(underway, activity(underway, "quiz"), answers, by=cast.ines)
    assert refused.value.field.startswith("question_")


def the_class(file):
    return SessionEvent.objects.get(session=file.session, kind="virtual_class")


@pytest.mark.requirement("R074")
def test_being_at_a_virtual_class_credits_it(cast, underway):
    event = the_class(underway)
    with moved_to(event.starts_at - timedelta(minutes=10)):
        actions.join_class(underway, event, by=cast.ines)
        actions.join_class(underway, event, by=cast.ines)
    assert progress(underway).minutes_done == 60


def test_a_virtual_class_is_closed_before_and_after(cast, underway):
    event = the_class(underway)
    with moved_to(event.starts_at - timedelta(minutes=16)), pytest.raises(ClassNotOpen):
        actions.join_class(underway, event, by=cast.ines)
    with moved_to(event.ends_at + timedelta(minutes=1)), pytest.raises(ClassOver):
        actions.join_class(underway, event, by=cast.ines)


def test_the_host_may_state_a_presence_afterwards(cast, underway):
    event = the_class(underway)
    with moved_to(event.ends_at + timedelta(hours=1)):
        actions.record_presence(underway, event, by=cast.thierry)
    assert MilestoneValidation.objects.get().recorded_by == cast.thierry


def test_a_correction_takes_the_credit_back_and_keeps_the_trace(cast, underway):
    validation = actions.confirm(underway, activity(underway, "reading"), by=cast.ines)
    actions.correct(validation, reason="Validé par erreur", by=cast.thierry)
    actions.correct(validation, reason="Validé par erreur", by=cast.thierry)
    where = progress(underway)
    assert where.minutes_done == 0
    assert not where.units[0].activities[0].is_done
    assert MilestoneValidation.objects.count() == 2
    actions.confirm(underway, activity(underway, "reading"), by=cast.ines)
    assert progress(underway).minutes_done == 90


def test_a_closed_file_takes_nothing(cast, underway):
    type(underway).objects.filter(pk=underway.pk).update(status="withdrawn")
    with pytest.raises(FileClosed):
        actions.confirm(underway, activity(underway, "reading"), by=cast.ines)


def test_a_validation_cannot_be_rewritten(cast, underway):
    actions.confirm(underway, activity(underway, "reading"), by=cast.ines)
    with pytest.raises(TypeError):
        MilestoneValidation.objects.update(minutes=600)


def test_progress_reads_any_number_of_learners_in_two_queries(cast, django_assert_num_queries):
    from microcert.enrolment.models import LearnerFile
    from microcert.learning.queries import progress_of

    cast.learner_file(cast.ines)
    cast.learner_file(cast.malik)
    files = list(LearnerFile.objects.select_related("session"))
    with django_assert_num_queries(2):
        assert len(progress_of(files)) == 2


def test_the_journal_holds_what_was_reached(cast, underway):
    actions.confirm(underway, activity(underway, "reading"), by=cast.ines)
    check = journal.verify()
    assert check.holds and check.entries == 1
