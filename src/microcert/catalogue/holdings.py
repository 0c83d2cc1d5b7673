"""What search looks through, kept in memory by each process for as long as the database says that it has not changed.

The database draws a token whenever an entry, a session, or a version's state is written, whoever writes it (triggers of
migration 0002). One short statement at each search compares it, so that nothing stale is ever shown; a change costs each
process one reading of the narrow rows. See ADR 0036.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from microcert.foundation import clock
from microcert.sessions.queries import upcoming
from microcert.sessions.rules import SessionStatus
from microcert.trainings.rules import VersionStatus

from .bitmaps import BitmapIndex, Listed, Sort
from .facets import SOON, Trait, modalities_trait, sessions_trait
from .models import CatalogueEntry, CatalogueWord
from .vocabulary import Vocabulary, Word

# Orders after every session that is announced.
_NONE = "2"


@dataclass(frozen=True)
class NextSession:
    pk: int
    code: str
    starts_on: date
    is_on_sale: bool
    capacity: int


@dataclass(frozen=True)
class Holdings:
    """The published entries as bits, their next sessions by version, and every word."""

    index: BitmapIndex
    sessions: dict[int, NextSession]
    vocabulary: Vocabulary


# What is seen of the database: two states that look alike are one, since tokens are drawn and not counted.
Stamp = tuple[date, int, int]

_kept: tuple[Stamp, Holdings] | None = None


def holdings() -> Holdings:
    """The holdings as the database has them now. One statement where nothing changed, else four."""
    global _kept  # noqa: PLW0603  # the memory of this process; replaced whole, so that no thread sees half of it
    stamp = _stamp()
    if _kept is None or _kept[0] != stamp:
        # The stamp was read before the rows: what is newer than it is only read again.
        _kept = stamp, _read(stamp[0])
    return _kept[1]


def _stamp() -> Stamp:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), COALESCE(SUM(token), 0) FROM catalogue_stamp")
        number, tokens = cursor.fetchone()
    return clock.today(), number, int(tokens)


def _read(today: date) -> Holdings:
    sessions = next_sessions(today)
    words = CatalogueWord.objects.values_list("word", "stem", "shown")
    return Holdings(BitmapIndex(_listed(sessions, today)), sessions, Vocabulary(Word(*each) for each in words))


def next_sessions(today: date) -> dict[int, NextSession]:
    """The next session of each version that has one: a session that can be bought goes before one that cannot."""
    sessions: dict[int, NextSession] = {}
    rows = upcoming().order_by("-starts_on", "-code")
    # Values and not rows: a session has thirty columns, of which seven are told.
    columns = ("version", "status", "sales_close_on", "pk", "code", "starts_on", "capacity")
    for version, status, closes_on, pk, code, starts_on, capacity in rows.values_list(*columns):
        is_on_sale = status == SessionStatus.OPEN and closes_on >= today
        current = sessions.get(version)
        if current is None or is_on_sale or not current.is_on_sale:
            sessions[version] = NextSession(pk, code, starts_on, is_on_sale, capacity)
    return sessions


def _listed(sessions: dict[int, NextSession], today: date) -> Iterator[Listed]:
    rows = CatalogueEntry.objects.filter(version__status=VersionStatus.PUBLISHED).values_list(
        "pk",
        "version_id",
        "version__training__slug",
        "producer__slug",
        "sort_title",
        "family",
        "aim",
        "level",
        "minutes",
        "lowest_price_cents",
        "is_remote",
        "is_live",
    )
    for key, version, slug, university, title, family, aim, level, minutes, cents, is_remote, is_live in rows:
        coming = sessions.get(version)
        traits: dict[str, Trait] = {
            "hours": -(-minutes // 60),
            "sessions": _session_trait(coming, today),
            "families": family,
            "modalities": modalities_trait(is_remote=is_remote, is_live=is_live),
            "aims": aim,
            "levels": level,
            "prices": -(-cents // 100),
            "universities": university,
        }
        yield Listed(
            key, slug, title, traits, {Sort.SESSION: _session_key(coming), Sort.HOURS: minutes, Sort.PRICE: cents}
        )


def _session_trait(coming: NextSession | None, today: date) -> int:
    if coming is None:
        return 0
    return sessions_trait(is_soon=coming.starts_on <= today + SOON, is_on_sale=coming.is_on_sale)


def _session_key(coming: NextSession | None) -> str:
    return f"{0 if coming.is_on_sale else 1}{coming.starts_on.isoformat()}" if coming else _NONE
