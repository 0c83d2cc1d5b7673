"""Award: only whom sealed minutes admit, once, whatever happens in between."""

from __future__ import annotations

import json

import pytest

from credseal.status import LEAST_ENTRIES
from microcert.credentials.actions import award
from microcert.credentials.errors import CannotBeSigned, MinutesAltered, MinutesNotSealed, NotAdmitted
from microcert.credentials.models import Credential, Reservation
from microcert.documents.models import Document, Numbering
from microcert.documents.queries import content
from microcert.evaluation.rules import JuryStatus
from microcert.foundation import clock
from microcert.foundation.models import JournalEntry
from tests.cast import Cast

from .awarding import awarded, sealed_minutes

YEAR = clock.today().year


@pytest.mark.requirement("R058")
def test_the_producing_university_awards_whichever_one_enrolled_the_learner(cast: Cast) -> None:
    credential = awarded(cast)
    assert credential.file.university == cast.broceliande
    assert credential.issuer == credential.certificate.letterhead == cast.hauterive
    assert json.loads(credential.badge)["issuer"]["id"] == "did:web:micro-c.example:issuers:hauterive"


def test_whom_the_minutes_do_not_admit_receives_nothing(cast: Cast) -> None:
    ines, malik = cast.learner_file(), cast.learner_file(cast.malik)
    minutes = sealed_minutes(cast, {ines: "resit"})
    for file in (ines, malik):
        with pytest.raises(NotAdmitted):
            award(minutes, file)
    assert not Credential.objects.exists() and not Reservation.objects.exists()


def test_minutes_without_the_last_signature_award_nothing(cast: Cast) -> None:
    file = cast.learner_file()
    minutes = sealed_minutes(cast, {file: "award"})
    minutes.jury.status = JuryStatus.CLOSED
    minutes.jury.save()
    with pytest.raises(MinutesNotSealed):
        award(minutes, file)


def test_minutes_edited_after_the_signatures_award_nothing(cast: Cast) -> None:
    file = cast.learner_file()
    minutes = sealed_minutes(cast, {file: "not_awarded"})
    minutes.decisions[0]["outcome"] = "award"
    minutes.save()
    with pytest.raises(MinutesAltered):
        award(minutes, file)
    assert not Reservation.objects.exists()


def test_awarding_twice_gives_the_same_credential(cast: Cast) -> None:
    file = cast.learner_file()
    minutes = sealed_minutes(cast, {file: "award"})
    first, again = award(minutes, file), award(minutes, file)
    assert first == again and Credential.objects.count() == 1
    assert Document.objects.filter(kind=Document.Kind.CERTIFICATE).count() == 1
    assert JournalEntry.objects.filter(verb="credentials.awarded").count() == 1


def test_a_crash_between_reserving_and_keeping_costs_neither_number_nor_learner(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines, malik = cast.learner_file(), cast.learner_file(cast.malik)
    minutes = sealed_minutes(cast, {ines: "award", malik: "award"})

    def crash(*_args: object, **_kwargs: object) -> bytes:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr("microcert.credentials.actions.sealing.Desk.issue", crash)
        with pytest.raises(MemoryError):
            award(minutes, ines)
    assert not Credential.objects.exists()
    reserved = Reservation.objects.get()
    assert award(minutes, malik).number == f"MC-HTR-{YEAR}-000002"
    taken_up = award(minutes, ines)
    assert taken_up.number == reserved.number == f"MC-HTR-{YEAR}-000001"
    assert (taken_up.code, taken_up.status_index) == (reserved.code, reserved.status_index)


def test_whoever_comes_second_finds_the_credential_of_the_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers sign the same case; the one that keeps last returns what the other kept."""
    from microcert.credentials.actions import awarding

    file = cast.learner_file()
    minutes = sealed_minutes(cast, {file: "award"})
    seal, winner = awarding.seal, []

    def overtaken(*args: object) -> object:
        mine = seal(*args)  # type: ignore[arg-type]
        if not winner:
            winner.append(None)
            winner[0] = award(minutes, file)
        return mine

    monkeypatch.setattr(awarding, "seal", overtaken)
    assert award(minutes, file) == winner[0]
    assert Credential.objects.count() == 1


def test_a_name_that_cannot_be_signed_is_refused_by_field_and_wastes_no_number(cast: Cast) -> None:
    cast.ines.family_name = "Carpentier\u202e"
    cast.ines.save()
    file = cast.learner_file()
    minutes = sealed_minutes(cast, {file: "award"})
    with pytest.raises(CannotBeSigned, match="family_name"):
        award(minutes, file)
    cast.ines.family_name = "Carpentier"
    cast.ines.save()
    file.learner.refresh_from_db()
    assert award(minutes, file).number == f"MC-HTR-{YEAR}-000001"
    assert Numbering.objects.get(series=f"credential:MC-HTR-{YEAR}").last == 1


def test_status_indexes_are_drawn_at_random(cast: Cast) -> None:
    ines, malik = cast.learner_file(), cast.learner_file(cast.malik)
    minutes = sealed_minutes(cast, {ines: "award", malik: "award"})
    indexes = {award(minutes, file).status_index for file in (ines, malik)}
    assert len(indexes) == 2 and all(0 <= index < LEAST_ENTRIES for index in indexes)
    assert indexes != {0, 1}


def test_what_was_signed_cannot_be_edited(credential: Credential) -> None:
    with pytest.raises(TypeError, match="never changes"):
        Credential.objects.update(badge="{}")
    assert content(credential.certificate).startswith(b"%PDF-")


def test_the_journal_and_the_ledger_name_nobody(credential: Credential) -> None:
    entry = JournalEntry.objects.get(verb="credentials.awarded")
    assert "Carpentier" not in json.dumps(entry.facts)
    assert "Carpentier" not in credential.certificate.subject
