from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from microcert.evaluation import actions
from microcert.evaluation.errors import (
    FileRefused,
    IdentityFirst,
    MarkingIncomplete,
    NotAdmitted,
    NothingSubmitted,
    NotYourAssessment,
    NotYourWork,
    TooLate,
    UnknownLevel,
    WrongMoment,
)
from microcert.evaluation.models import Sitting
from microcert.evaluation.queries import marking_sheet
from microcert.evaluation.rules import SittingStatus
from microcert.foundation.models import JournalEntry

from .gestures import GOOD


def pdf(name: str = "production.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\nma production", content_type="application/pdf")


def test_a_learner_comes_before_the_assessment_once(room, cast):
    sitting = room.opened()
    assert sitting.status == SittingStatus.OPEN
    assert actions.open_sitting(room.file_of(), by=cast.ines) == sitting
    assert Sitting.objects.count() == 1


def test_nobody_opens_another_persons_sitting(room, cast):
    with pytest.raises(NotYourWork):
        actions.open_sitting(room.file_of(), by=cast.malik)


def test_a_sitting_does_not_open_after_the_deadline(room, cast):
    with room.after_the_deadline(), pytest.raises(TooLate):
        room.opened()


def test_a_consortium_that_requires_every_milestone_names_those_that_are_missing(room, cast):
    cast.consortium.settings["assessment"]["required_milestones"] = "all"
    cast.consortium.save()
    with pytest.raises(NotAdmitted, match="Se tester"):
        room.opened()


@pytest.mark.requirement("R054")
def test_nothing_is_submitted_before_the_identity_is_checked(room, cast):
    sitting = room.opened()
    with pytest.raises(IdentityFirst) as refusal:
        actions.submit(sitting, text="Ma production", by=cast.ines)
    assert refusal.value.cited == "6.2"
    assert not sitting.submissions.exists()


@pytest.mark.requirement("R054")
def test_the_database_itself_refuses_a_submission_without_identity(room):
    sitting = room.opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(status=SittingStatus.SUBMITTED)


@pytest.mark.requirement("R058")
@pytest.mark.parametrize("who", ["karim", "valerie", "malo", "ines", "malik", "odile"])
def test_only_the_producing_university_checks_identity_and_marks(room, cast, who):
    sitting = room.opened()
    with pytest.raises(NotYourAssessment):
        actions.check_identity(sitting, method="live", by=cast.people[who])
    sitting = room.submitted()
    with pytest.raises(NotYourAssessment):
        actions.mark(sitting, ranks=GOOD, by=cast.people[who])


@pytest.mark.requirement("R058")
def test_an_evaluator_who_learns_never_assesses_oneself(room, cast):
    sitting = actions.open_sitting(room.file_of("thierry"), by=cast.thierry)
    with pytest.raises(NotYourAssessment):
        actions.check_identity(sitting, method="live", by=cast.thierry)
    assert actions.check_identity(sitting, method="live", by=cast.agathe).identity_checked_by == cast.agathe


def test_only_the_result_of_the_identity_check_is_kept(room, cast):
    sitting = room.checked()
    assert (sitting.identity_method, sitting.identity_checked_by) == ("live", cast.thierry)
    entry = JournalEntry.objects.get(verb="evaluation.identity_checked")
    assert entry.facts == {"method": "live"}
    with pytest.raises(WrongMoment):
        actions.check_identity(sitting, method="live", by=cast.thierry)


def test_an_unknown_way_of_checking_is_refused_at_its_field(room, cast):
    with pytest.raises(WrongMoment) as refusal:
        actions.check_identity(room.opened(), method="psychic", by=cast.thierry)
    assert refusal.value.field == "method"


def test_a_work_is_replaced_until_the_deadline_and_every_version_is_kept(room, cast):
    sitting = room.submitted(text="Première version")
    actions.submit(sitting, text="Deuxième version", attachment=pdf(), by=cast.ines)
    kept = [submission.text for submission in sitting.submissions.all()]
    assert kept == ["Deuxième version", "Première version"]
    with room.after_the_deadline(), pytest.raises(TooLate):
        actions.submit(sitting, text="Trop tard", by=cast.ines)


def test_a_replaced_work_is_marked_again(room, cast):
    sitting = room.marked()
    actions.submit(sitting, text="Meilleure version", by=cast.ines)
    sitting.refresh_from_db()
    assert (sitting.status, sitting.marked_at) == (SittingStatus.SUBMITTED, None)


def test_the_file_is_stored_under_a_name_of_ours_and_shown_under_its_own(room, cast):
    submission = actions.submit(room.checked(), text="", attachment=pdf("../../etc/../mon dossier.pdf"), by=cast.ines)
    assert submission.attachment_name == "mon dossier.pdf"
    assert submission.attachment.name.startswith("submissions/")
    assert ".." not in submission.attachment.name
    assert submission.attachment.name.endswith(".pdf")


def test_the_last_file_may_be_carried_over(room, cast):
    sitting = room.checked()
    first = actions.submit(sitting, text="Un", attachment=pdf(), by=cast.ines)
    second = actions.submit(sitting, text="Deux", keeps_attachment=True, by=cast.ines)
    third = actions.submit(sitting, text="Trois", by=cast.ines)
    assert second.attachment.name == first.attachment.name
    assert second.sha256 != first.sha256
    assert not third.attachment


@pytest.mark.parametrize(
    ("name", "content"),
    [("production.pdf", b"MZ\x90\x00 a programme"), ("production.txt", b"<html><script>x</script>"), ("vide.pdf", b"")],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(room, cast, name, content):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    with pytest.raises((FileRefused, NothingSubmitted)) as refusal:
        actions.submit(room.checked(), text="", attachment=file, by=cast.ines)
    assert refusal.value.field in ("attachment", "text")


def test_a_file_too_large_is_refused_in_words_that_help(room, cast, settings):
    settings.SUBMISSION_MAX_BYTES = 10
    with pytest.raises(FileRefused, match="Réduisez-le"):
        actions.submit(room.checked(), text="Texte", attachment=pdf(), by=cast.ines)


def test_an_empty_work_is_refused(room, cast):
    with pytest.raises(NothingSubmitted):
        actions.submit(room.checked(), text="   ", by=cast.ines)


def test_nobody_submits_for_somebody_else(room, cast):
    with pytest.raises(NotYourWork):
        actions.submit(room.checked(), text="Texte", by=cast.malik)


def test_a_draft_is_kept_without_being_transmitted(room, cast):
    sitting = actions.save_draft(
        room.submitted(), ranks={"K1": 4}, comments={"K2": "À préciser"}, feedback="En cours", by=cast.thierry
    )
    assert sitting.status == SittingStatus.SUBMITTED
    sheet = marking_sheet(sitting)
    assert (sheet.marked, sheet.is_complete) == (1, False)
    assert [(criterion.rank, criterion.comment) for criterion in sheet.criteria] == [
        (4, ""),
        (0, "À préciser"),
        (0, ""),
    ]


@pytest.mark.requirement("R040")
def test_a_work_is_judged_on_every_criterion_of_the_rubric_before_it_goes_to_the_jury(room, cast):
    sitting = room.submitted()
    with pytest.raises(MarkingIncomplete) as refusal:
        actions.mark(sitting, ranks={"K1": 3}, by=cast.thierry)
    assert refusal.value.missing == ("K2", "K3")
    marked = actions.mark(sitting, ranks=GOOD, comments={"K1": "Bien vu."}, by=cast.thierry)
    sheet = marking_sheet(marked)
    assert [level.label for level in sheet.criteria[0].levels] == ["Insuffisant", "Fragile", "Acquis", "Maîtrisé"]
    assert sheet.proposed == [("C1", "Maîtrisé"), ("C2", "Acquis")]


@pytest.mark.parametrize("ranks", [GOOD | {"K1": 9}, GOOD | {"K9": 3}])
def test_a_level_that_the_rubric_does_not_have_is_refused(room, cast, ranks):
    with pytest.raises(UnknownLevel):
        actions.mark(room.submitted(), ranks=ranks, by=cast.thierry)


def test_nothing_is_marked_before_it_is_submitted(room, cast):
    with pytest.raises(WrongMoment):
        actions.mark(room.checked(), ranks=GOOD, by=cast.thierry)
