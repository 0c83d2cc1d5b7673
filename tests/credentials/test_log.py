"""The public log: every award in it, in one order, under signed promises that anyone can hold the platform to."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from credseal.errors import LogError
from credseal.log import Checkpoint, LogFolder, credential_entry, is_consistent
from microcert.credentials.actions import award, rotate_log_key, sign_checkpoint
from microcert.credentials.errors import LogContradicted
from microcert.credentials.log_check import check_log
from microcert.credentials.models import Credential, LogCheckpoint, LogEntry, LogKey
from microcert.credentials.queries.log import consistency, inclusion_of, log_files, log_keys
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.models import Minutes
from microcert.foundation import clock
from tests.cast import Cast, assemble

from .awarding import sealed_minutes


def another(cast: Cast) -> Credential:
    file = cast.learner_file(cast.malik)
    return award(sealed_minutes(cast, {file: "award"}, "PV-HTR-2026-000002"), file)


def signed() -> LogCheckpoint:
    point = sign_checkpoint()
    assert point is not None
    return point


def tampered(rows: Any, **fields: Any) -> None:
    """What somebody with the database in their hands could do."""
    models.QuerySet.update(rows, **fields)


def test_an_empty_log_promises_nothing(cast: Cast) -> None:
    assert sign_checkpoint() is None and not LogCheckpoint.objects.exists()


def test_an_award_enters_the_log_as_the_digests_that_its_proof_signs(credential: Credential) -> None:
    entry = LogEntry.objects.get()
    assert (entry.index, entry.number, entry.credential) == (0, 1, credential)
    assert entry.entry == credential_entry(json.loads(credential.badge)).hex()


@pytest.mark.requirement("N12")
def test_a_checkpoint_promises_what_the_log_holds_and_is_signed_once(credential: Credential, cast: Cast) -> None:
    first = signed()
    assert sign_checkpoint() == first and LogCheckpoint.objects.count() == 1
    assert inclusion_of(credential) is not None
    late = another(cast)
    assert inclusion_of(late) is None
    second = signed()
    proof = inclusion_of(late)
    assert proof is not None and proof.checkpoint.size == second.size == 2
    proof.require(credential_entry(json.loads(late.badge)), log_keys())
    with pytest.raises(LogError):
        proof.require(credential_entry(json.loads(credential.badge)), log_keys())
    roots = bytes.fromhex(first.root), bytes.fromhex(second.root)
    assert is_consistent(1, roots[0], 2, roots[1], consistency(1, 2))


def test_a_rotated_key_signs_no_more_and_goes_on_counting(credential: Credential, cast: Cast) -> None:
    old = Checkpoint.parse(signed().note)
    rotate_log_key()
    another(cast)
    new = Checkpoint.parse(signed().note)
    by = [[point.is_signed_by(key.public) for key in log_keys().entries] for point in (old, new)]
    assert by == [[True, False], [False, True]] and LogKey.objects.count() == 2
    assert check_log().holds


def test_the_exported_log_is_verified_by_credseal_alone(credential: Credential, cast: Cast, tmp_path: Path) -> None:
    kept = Checkpoint.parse(signed().note)
    another(cast)
    sign_checkpoint()
    call_command("log_export", tmp_path)
    folder = LogFolder.open(tmp_path)
    assert folder.verify(keys=log_keys()).size == 2
    folder.require_extends(kept, keys=log_keys())
    (tmp_path / "entries").write_text("00" * 64 + "\n" + (tmp_path / "entries").read_text().partition("\n")[2])
    with pytest.raises(LogError, match="contradict"):
        folder.verify(keys=log_keys())


def test_an_entry_that_no_checkpoint_covers_is_not_published_yet(credential: Credential, cast: Cast) -> None:
    sign_checkpoint()
    another(cast)
    assert len(dict(log_files())["entries"].splitlines()) == 1


@pytest.mark.requirement("N12")
def test_a_back_dated_entry_is_found_out(credential: Credential, cast: Cast, capsys: Any) -> None:
    another(cast)
    sign_checkpoint()
    call_command("log_verify")
    assert "2 awards, 1 checkpoints, the log holds" in capsys.readouterr().out
    tampered(LogEntry.objects.filter(index=0), entry="ab" * 64)
    with pytest.raises(CommandError, match="do not lead to its root"):
        call_command("log_verify")


def test_nothing_is_signed_on_top_of_a_contradiction(credential: Credential, cast: Cast) -> None:
    sign_checkpoint()
    tampered(LogEntry.objects.filter(index=0), entry="ab" * 64)
    another(cast)
    with pytest.raises(LogContradicted):
        sign_checkpoint()


def test_a_credential_that_was_changed_or_left_out_is_named(credential: Credential) -> None:
    changed = credential.badge.replace("Carpentier", "Durand")
    tampered(Credential.objects.all(), badge=changed)
    assert check_log().reason == f"{credential.number} is not the credential that was entered"
    models.QuerySet.delete(LogEntry.objects.all())
    assert check_log().reason == f"{credential.number} is not in the log"


def test_a_promise_kept_elsewhere_holds_the_platform_to_it(credential: Credential, tmp_path: Path) -> None:
    """Somebody rewrites entries, credentials and checkpoints alike; a copy of one old checkpoint gives it away."""
    kept = tmp_path / "checkpoint"
    kept.write_text(signed().note)
    call_command("log_verify", "--expect", kept)
    tampered(LogEntry.objects.all(), entry="cd" * 64)
    models.QuerySet.delete(LogCheckpoint.objects.all())
    sign_checkpoint()
    with pytest.raises(CommandError):
        call_command("log_verify", "--expect", kept)
    kept.write_text("not a checkpoint")
    assert "not a signed checkpoint" in check_log(kept.read_text()).reason or check_log().reason


def test_entries_and_checkpoints_are_only_ever_added(credential: Credential) -> None:
    sign_checkpoint()
    for rows in (LogEntry.objects, LogCheckpoint.objects):
        with pytest.raises(TypeError, match="append-only"):
            rows.all().delete()
        with pytest.raises(TypeError, match="append-only"):
            rows.update(**{"entry" if rows is LogEntry.objects else "root": "00"})


def test_the_log_is_signed_by_itself_every_few_minutes(credential: Credential, drain_jobs: Any) -> None:
    from microcert.credentials.jobs import sign_log
    from microcert.foundation.jobs.recurring import timetable

    assert timetable()[sign_log] == timedelta(minutes=5)
    sign_log.func()
    assert LogCheckpoint.objects.get().signed_at <= clock.now()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_awards_at_the_same_instant_stand_in_one_order_without_a_gap() -> None:
    cast = assemble()
    people = [None, cast.malik, cast.karim, cast.odile]
    files = [cast.learner_file(person) if person else cast.learner_file() for person in people]
    minutes = sealed_minutes(cast, dict.fromkeys(files, "award"))
    together = Barrier(5)

    def work(file: int | None) -> None:
        try:
            together.wait(timeout=20)
            if file is None:
                sign_checkpoint()
            else:
                award(Minutes.objects.get(pk=minutes.pk), LearnerFile.objects.get(pk=file))
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as workers:
        list(workers.map(work, [*(file.pk for file in files), None]))
    sign_checkpoint()
    assert list(LogEntry.objects.values_list("index", flat=True)) == [0, 1, 2, 3]
    assert check_log().holds
