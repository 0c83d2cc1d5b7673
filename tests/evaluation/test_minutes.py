from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from microcert.documents import queries as documents
from microcert.evaluation import actions
from microcert.evaluation.actions import minutes as sealing
from microcert.evaluation.errors import NotOnTheJury, WrongMoment
from microcert.evaluation.models import Minutes, Sitting
from microcert.evaluation.queries import deliberation, result_of, sitting_of
from microcert.evaluation.rules import JuryStatus, Outcome, SittingStatus
from microcert.foundation import clock
from microcert.foundation.events import subscriptions
from microcert.foundation.models import JournalEntry

from .gestures import FRAGILE, GOOD


def test_signatures_come_one_by_one_and_the_last_freezes_the_decisions(room, cast):
    room.marked()
    jury = room.closed()
    assert actions.sign_minutes(jury, by=cast.agathe) is None
    with pytest.raises(WrongMoment, match="déjà signé"):
        actions.sign_minutes(jury, by=cast.agathe)
    with pytest.raises(NotOnTheJury):
        actions.sign_minutes(jury, by=cast.karim)
    assert actions.sign_minutes(jury, by=cast.thierry) is None
    minutes = actions.sign_minutes(jury, by=cast.odile)
    assert minutes.number.startswith("PV-HTR-")
    assert minutes.decisions == [
        {
            "file": room.file_of().pk,
            "order_number": room.file_of().order.number,
            "learner_key": f"people.user:{cast.ines.pk}",
            "outcome": "award",
            "levels": {"C1": {"rank": 4, "label": "Maîtrisé"}, "C2": {"rank": 3, "label": "Acquis"}},
        }
    ]
    assert Sitting.objects.get().status == SittingStatus.JUDGED


def test_no_name_reaches_the_journal_nor_the_frozen_decisions(room):
    room.marked()
    minutes = room.signed(room.closed())
    for entry in JournalEntry.objects.all():
        assert "Carpentier" not in str(entry.facts)
    assert "Carpentier" not in str(minutes.decisions)


def test_the_last_signature_asks_for_the_sealed_document(room, drain_jobs):
    assert [task.module_path for task in subscriptions()["evaluation.minutes_signed"]] == [
        "microcert.evaluation.jobs.seal_minutes"
    ]
    room.marked()
    minutes = room.signed(room.closed())
    assert minutes.document is None
    actions.seal_minutes(minutes)
    minutes.refresh_from_db()
    assert minutes.jury.status == JuryStatus.SEALED
    assert JournalEntry.objects.filter(verb="evaluation.minutes_sealed").count() == 1


def test_the_document_stands_on_the_producers_letterhead_and_is_sealed(room, cast):
    room.marked()
    room.marked("malik", ranks=FRAGILE)
    jury = room.deliberating()
    actions.recuse(jury, room.file_of("malik"), reason="Même employeur", by=cast.odile)
    for sitting, outcome in ((room.opened(), "award"), (room.opened("malik"), "resit")):
        actions.decide(jury, sitting, outcome=outcome, by=cast.agathe)
    actions.close_deliberation(jury, observations="Critère 3 à préciser.", by=cast.agathe)
    minutes = actions.seal_minutes(room.signed(jury))
    document = minutes.document
    assert (document.letterhead, document.number, document.kind) == (cast.hauterive, minutes.number, "jury_minutes")
    pdf = documents.content(document)
    assert pdf.startswith(b"%PDF-")
    assert b"/ByteRange" in pdf


def test_a_worker_that_died_between_rendering_and_keeping_costs_nothing(room, cast, monkeypatch):
    room.marked()
    minutes = room.signed(room.closed())
    kept = sealing._keep_sealed

    def dies(*arguments, **named):
        raise MemoryError("killed")

    monkeypatch.setattr(sealing, "_keep_sealed", dies)
    with pytest.raises(MemoryError):
        actions.seal_minutes(minutes)
    minutes.refresh_from_db()
    assert (minutes.document, minutes.jury.status) == (None, JuryStatus.CLOSED)
    monkeypatch.setattr(sealing, "_keep_sealed", kept)
    first = actions.seal_minutes(minutes)
    again = actions.seal_minutes(minutes)
    assert first.document == again.document
    assert JournalEntry.objects.filter(verb="evaluation.minutes_sealed").count() == 1


def test_after_the_last_signature_nothing_changes(room, cast):
    sitting = room.marked()
    jury = room.closed()
    minutes = room.signed(jury)
    for act in (
        lambda: actions.decide(jury, sitting, outcome="award", by=cast.agathe),
        lambda: actions.adopt_unreserved(jury, by=cast.agathe),
        lambda: actions.reopen_deliberation(jury, by=cast.agathe),
        lambda: actions.close_deliberation(jury, observations="Autre", by=cast.agathe),
        lambda: actions.note_observations(jury, observations="Autre", by=cast.agathe),
        lambda: actions.sign_minutes(jury, by=cast.agathe),
        lambda: actions.mark(sitting, ranks=GOOD, by=cast.thierry),
        lambda: actions.submit(sitting, text="Encore", by=cast.ines),
        lambda: actions.recuse(jury, sitting.file, reason="Tard", by=cast.odile),
    ):
        with pytest.raises(WrongMoment):
            act()
    actions.seal_minutes(minutes)
    with pytest.raises(WrongMoment):
        actions.reopen_deliberation(jury, by=cast.agathe)
    minutes.refresh_from_db()
    assert minutes.sha256 == sealing.hash_of(minutes.decisions)


def test_numbers_follow_each_other_without_a_gap(room, cast):
    room.marked()
    first = room.signed(room.closed())
    actions.seal_minutes(first)
    room.marked("malik")
    second = room.signed(room.closed())
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1
    assert [each["file"] for each in second.decisions] == [room.file_of("malik").pk]
    assert Minutes.objects.count() == 2


def test_the_learner_reads_the_result_once_signed_and_until_when_to_appeal(room, cast):
    room.marked(ranks=FRAGILE, feedback="Un vrai choix de conception.")
    jury = room.closed(outcome="resit")
    assert result_of(sitting_of(room.file_of())) is None
    minutes = room.signed(jury)
    result = result_of(sitting_of(room.file_of()))
    assert (result.outcome, result.short) == (Outcome.RESIT, ["C2"])
    assert result.feedback == "Un vrai choix de conception."
    assert result.minutes_number == minutes.number
    assert result.appeal_until.month == (minutes.sealed_at.month + 1) % 12 + 1


@pytest.mark.requirement("R054")
def test_a_no_show_is_judged_and_still_nobody_unseen_is_marked(room, cast):
    room.marked()
    room.file_of("malik")
    jury = room.named()
    with room.after_the_deadline():
        room.deliberating(jury)
        actions.adopt_unreserved(jury, by=cast.agathe)
        for case in deliberation(jury).undecided:
            actions.decide(jury, case.sitting, outcome=case.proposal, by=cast.agathe)
        actions.close_deliberation(jury, observations="", by=cast.agathe)
        minutes = actions.seal_minutes(room.signed(jury))
    absent = Sitting.objects.get(file__learner=cast.malik)
    assert (absent.status, absent.identity_checked_at) == (SittingStatus.JUDGED, None)
    assert [each["outcome"] for each in minutes.decisions] == ["award", "not_awarded"]
    assert minutes.decisions[1]["levels"] == {}
    assert deliberation(minutes.jury).cases[1].flags[0] == "Défaillant : rien n’a été déposé"
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=absent.pk).update(marked_at=clock.now())
