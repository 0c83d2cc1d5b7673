"""Sealed minutes set everything in motion by themselves: credentials, closed files, letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from microcert.credentials.actions import award, revoke
from microcert.credentials.models import Credential
from microcert.enrolment.models import LearnerFile
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.foundation.jobs.models import Job
from tests.cast import Cast
from tests.credentials.awarding import sealed_minutes

Drain = Callable[..., int]


@action
def seal(minutes: int) -> None:
    """What the last signature of a jury announces."""
    announce("evaluation.minutes_sealed", minutes=minutes)


def test_the_admitted_are_awarded_the_others_told_why_and_how_to_appeal(cast: Cast, drain_jobs: Drain) -> None:
    ines, malik, malo = (cast.learner_file(person) for person in (cast.ines, cast.malik, cast.malo))
    minutes = sealed_minutes(cast, {ines: "award", malik: "resit", malo: "not_awarded"})
    seal(minutes.pk)
    drain_jobs()
    credential = Credential.objects.get()
    assert credential.file == ines
    files = dict(LearnerFile.objects.values_list("learner__email", "status"))
    assert files == {"ines@example.test": "awarded", "malik@example.test": "open", "malo@example.test": "not_awarded"}
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert credential.number in letters["ines@example.test"].body
    assert f"https://micro-c.example/v/{credential.code}" in letters["ines@example.test"].body
    assert "rattrapage" in letters["malik@example.test"].body
    refused = letters["malo@example.test"].body
    assert "C2 reste sous le seuil" in refused and "Deux mois" in refused and "rattrapage" not in refused.lower()


def test_the_same_news_twice_changes_nothing(cast: Cast, drain_jobs: Drain) -> None:
    file = cast.learner_file()
    minutes = sealed_minutes(cast, {file: "award"})
    for _time in range(2):
        seal(minutes.pk)
        drain_jobs()
    assert Credential.objects.count() == 1 and len(mail.outbox) == 1


def test_one_name_that_cannot_be_signed_keeps_nobody_else_waiting(cast: Cast, drain_jobs: Drain) -> None:
    cast.ines.given_names = ""
    cast.ines.save()
    ines, malik = cast.learner_file(), cast.learner_file(cast.malik)
    seal(sealed_minutes(cast, {ines: "award", malik: "award"}).pk)
    drain_jobs(raising=False)
    assert Credential.objects.get().file == malik
    failed = Job.objects.exclude(cause="").get()
    assert "CannotBeSigned" in failed.cause and "given_names" in failed.cause


def test_a_list_from_the_command_line_has_the_same_consequences(cast: Cast, drain_jobs: Drain) -> None:
    file = cast.learner_file()
    award(sealed_minutes(cast, {file: "award"}), file)
    drain_jobs()
    file.refresh_from_db()
    assert file.status == "awarded" and len(mail.outbox) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_holder_is_told_of_a_revocation_and_of_the_remedy(cast: Cast, drain_jobs: Drain, language: str) -> None:
    cast.ines.language = language
    cast.ines.save()
    file = cast.learner_file()
    credential = award(sealed_minutes(cast, {file: "award"}), file)
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    drain_jobs()
    letter = next(letter for letter in mail.outbox if "Erreur matérielle" in letter.body)
    assert "formation@hauterive.example" in letter.body and letter.extra_headers["Message-ID"].startswith(
        "<status-told"
    )
