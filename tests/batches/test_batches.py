"""The states of one line of a batch, how it ends once, and how long a page waits and a file is kept."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from microcert.batches import actions
from microcert.batches.errors import TooMany
from microcert.batches.jobs import forget_files
from microcert.batches.models import Batch, BatchLine
from microcert.batches.queries import progress_of
from microcert.batches.rules import FILE_LIFE, LINE_TRANSITIONS, PATIENCE, Kind, LineStatus, is_overdue
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal

ASKED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("before", "after"), list(product(LineStatus, LineStatus)))
def test_a_line_ends_once_done_or_refused(before, after):
    is_end = after in (LineStatus.DONE, LineStatus.REFUSED)
    assert (after in LINE_TRANSITIONS[before]) is (before == LineStatus.WAITING and is_end)


def test_a_page_asks_again_for_a_quarter_of_an_hour_and_longer_for_more():
    assert not is_overdue(ASKED, ASKED + PATIENCE)
    assert is_overdue(ASKED, ASKED + PATIENCE * 1.01)
    assert not is_overdue(ASKED, ASKED + PATIENCE * 1.01, lines=1_000)


@pytest.fixture
def batch(cast) -> Batch:
    return actions.open_batch(Kind.LETTERS, ["x.y:1", "x.y:2", "x.y:1"], words="Lettres.", by=cast.karim)


@pytest.mark.django_db
def test_a_thing_stands_once_in_a_batch_and_a_line_says_when_it_ended(batch):
    assert [line.row for line in batch.lines.order_by("pk")] == [1, 2]
    for wrong in ({"subject": "x.y:1"}, {"subject": "x.y:3", "status": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BatchLine.objects.create(batch=batch, **wrong)


@pytest.mark.django_db
def test_too_many_is_refused_and_nothing_is_kept(cast):
    with pytest.raises(TooMany, match="3, une seule demande en traite 2"):
        actions.open_batch(Kind.ARCHIVE, ["a:1", "a:2", "a:3"], words="", by=cast.karim, most=2)
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_what_is_refused_halfway_leaves_nothing_behind_but_its_reason(batch):
    def halfway(line):
        Batch.objects.filter(pk=batch.pk).update(words="autre chose")
        raise Refusal("Trop tard.")

    first, second = batch.lines.order_by("pk")
    actions.end_line(first.pk, halfway)
    actions.end_line(second.pk, lambda line: None)
    # A repeated job changes nothing.
    actions.end_line(first.pk, lambda line: None)
    first.refresh_from_db()
    batch.refresh_from_db()
    assert (first.status, first.reason, batch.words) == ("refused", "Trop tard.", "Lettres.")
    progress = progress_of(batch)
    assert (progress.total, progress.done, progress.refused, progress.is_over) == (2, 1, 1, True)


@pytest.mark.django_db
def test_a_file_is_offered_for_a_while_then_gone(batch):
    for content in (b"un", b"deux"):
        batch = actions.keep_file(batch, io.BytesIO(content), "1.zip")
    assert progress_of(batch).offers_a_file
    folder, path = batch.file.storage, batch.file.name
    forget_files.call()
    assert folder.exists(path)
    with clock.moved_by(FILE_LIFE + timedelta(minutes=1)):
        assert not progress_of(batch).offers_a_file, "before any job has come"
        forget_files.call()
        forget_files.call()
    batch.refresh_from_db()
    assert not folder.exists(path) and not batch.file and batch.file_until
