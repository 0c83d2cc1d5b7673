"""What happens to a batch: asked for, worked off line by line, its file kept and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO

from django.core.files import File
from django.utils.translation import override

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.refusals import Refusal
from microcert.people.models import User

from .errors import TooMany
from .models import Batch, BatchLine
from .rules import FILE_LIFE, MOST_AT_ONCE, Kind, LineStatus


@action
def open_batch(
    kind: Kind, subjects: Iterable[str], *, words: str, by: User, choice: str = "", most: int = MOST_AT_ONCE
) -> Batch:
    """Keep what was asked for. The caller announces it under a name of its own. Raises TooMany.

    Nothing is done here: a request that works two hundred things off would be one that a closed browser cuts short.
    """
    batch = Batch.objects.create(kind=kind, by=by, words=words, choice=choice)
    lines = [BatchLine(batch=batch, subject=each) for each in dict.fromkeys(subjects)]
    if len(lines) > most:
        raise TooMany(len(lines), most)
    BatchLine.objects.bulk_create(lines, batch_size=1_000)
    journal.write("batches.opened", batch, by=by, kind=str(kind), lines=len(lines), choice=choice)
    return batch


@action
def end_line(line: int, work: Callable[[BatchLine], object]) -> BatchLine:
    """Do the work on one line and keep that it is done, together; or keep why it was refused. A line that ended stands."""
    kept = BatchLine.objects.select_for_update(of=("self",)).select_related("batch__by").get(pk=line)
    if kept.status != LineStatus.WAITING:
        return kept
    try:
        # Whoever reads the reason is whoever asked.
        with override(kept.batch.by.language):
            _alone(work, kept)
    except Refusal as refusal:
        kept.status, kept.reason = LineStatus.REFUSED, refusal.message[:300]
    else:
        kept.status = LineStatus.DONE
    kept.ended_at = clock.now()
    kept.save(update_fields=["status", "reason", "ended_at"])
    return kept


@action
def _alone(work: Callable[[BatchLine], object], line: BatchLine) -> None:
    """What is refused halfway leaves nothing behind, and the line's end is still written."""
    work(line)


def keep_file(batch: Batch, made: IO[bytes], name: str) -> Batch:
    """What the batch made, offered from now on for `FILE_LIFE`. Made twice after a crash, the second takes the first's place.

    Stored before the transaction: hundreds of megabytes would hold its locks.
    """
    folder, path = batch.file.storage, batch.file.field.generate_filename(batch, name)
    folder.delete(path)
    return _offer(batch, folder.save(path, File(made)))


@action
def _offer(batch: Batch, path: str) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.file_until is None:
        batch.file.name = path
        batch.file_until = clock.now() + FILE_LIFE
        batch.save(update_fields=["file", "file_until"])
    return batch


@action
def forget_file(batch: Batch) -> None:
    """Its time is over: the file goes, and that there was one stays known (`file_until`)."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.file:
        batch.file.delete(save=False)
        batch.save(update_fields=["file"])
        journal.write("batches.file_forgotten", batch, by=None)
