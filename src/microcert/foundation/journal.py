"""The journal: what was done, when, by which account. Append-only and hash-chained; it holds opaque keys, never names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import clock

if TYPE_CHECKING:
    from django.db.models import Model

GENESIS = "0" * 64


@dataclass(frozen=True)
class Note:
    """What an action tells the journal; `facts` must be JSON, with keys and amounts but no personal data."""

    verb: str
    subject: str
    actor: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


_open_page: ContextVar[list[Note] | None] = ContextVar("journal_page", default=None)


def key_of(thing: Model | None) -> str:
    """An opaque key such as `orders.order:42`; the empty actor is the platform itself."""
    return f"{thing._meta.label_lower}:{thing.pk}" if thing is not None else "platform"


def write(verb: str, subject: Model, *, by: Model | None, **facts: Any) -> None:
    """Note that `by` did `verb` (such as `orders.placed`) to `subject`. Only within an action."""
    notes = _open_page.get()
    if notes is None:
        raise RuntimeError("journal.write() belongs inside an @action")
    notes.append(Note(verb, key_of(subject), key_of(by), clock.now(), facts))


def digest(previous: str, number: int, note: Note) -> str:
    """The hash of one entry: SHA-256 over the previous hash and the entry in canonical JSON (sorted keys, UTC times)."""
    content = {
        "previous": previous,
        "number": number,
        "verb": note.verb,
        "subject": note.subject,
        "actor": note.actor,
        "at": note.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "facts": note.facts,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def page() -> Iterator[None]:
    """Collect the notes of nested actions; the outermost one chains them when it ends well."""
    if _open_page.get() is not None:
        yield
        return
    notes: list[Note] = []
    token = _open_page.set(notes)
    try:
        yield
        if notes:
            _chain(notes)
    finally:
        _open_page.reset(token)


def _chain(notes: list[Note]) -> None:
    from .models import JournalEntry, JournalHead

    head = JournalHead.locked()
    entries = []
    for note in notes:
        head.count += 1
        previous, head.hash = head.hash, digest(head.hash, head.count, note)
        entries.append(
            JournalEntry(
                number=head.count,
                at=note.at,
                verb=note.verb,
                subject=note.subject,
                actor=note.actor,
                facts=note.facts,
                previous=previous,
                hash=head.hash,
            )
        )
    JournalEntry.objects.bulk_create(entries)
    head.save(update_fields=["count", "hash"])


@dataclass(frozen=True)
class Check:
    """The verdict on the chain. `broken_at` is the number of the first entry that does not hold, with the `reason`."""

    entries: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify() -> Check:
    """Walk the whole chain in constant memory and name the first entry that was edited, removed, added or moved."""
    from .models import JournalEntry, JournalHead

    head = JournalHead.objects.first()
    expected, count = (head.hash, head.count) if head else (GENESIS, 0)
    previous, number = GENESIS, 0
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if entry.number != number:
            return Check(number - 1, previous, number, "an entry is missing")
        note = Note(entry.verb, entry.subject, entry.actor, entry.at, entry.facts)
        if entry.previous != previous or entry.hash != digest(previous, number, note):
            return Check(number - 1, previous, number, "the entry was edited")
        previous = entry.hash
    if number != count or previous != expected:
        return Check(number, previous, number + 1, "the end of the journal does not match its head")
    return Check(number, previous)
