"""The one statement that searches: a slice of the results, the count of every choice, both databases alike.

It reads the narrow rows of all published entries once, and neither their texts nor their sessions twice. A slice begins
after (or ends before) a training named in the address: no page costs more than the first, and none shifts when another
training appears.
"""

# ruff: noqa: S608  # what is put together are constants of this room; whatever a visitor typed is a parameter.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db import connection

from microcert.foundation import clock
from microcert.sessions.rules import SessionStatus
from microcert.trainings.rules import VersionStatus

from .engines import Wanted, engine
from .facets import FACETS, LETTERS, SOON, Filters, Value, conditions_of


class Sort(StrEnum):
    RELEVANCE = "pertinence"
    SESSION = "session"
    HOURS = "duree"
    PRICE = "prix"


# What each order compares first; then the title, then the row, so that no two are equal.
KEYS = {
    Sort.RELEVANCE: "score",
    Sort.SESSION: "coming",
    Sort.HOURS: "minutes",
    Sort.PRICE: "lowest_price_cents",
}
# Literals and not parameters, so that the planner sees how few rows are meant.
_HIDDEN = ", ".join(f"'{status}'" for status in VersionStatus if status is not VersionStatus.PUBLISHED)
# What hides an entry: asked the other way round, every entry would be looked up among as many published versions.
HIDDEN = f"SELECT id FROM trainings_trainingversion WHERE status IN ({_HIDDEN})"
# What tells in the letters of a hit which facet alone turns it away; this one says that none does.
NOBODY = "-"


@dataclass(frozen=True)
class Place:
    """Where a slice begins: after this training, or before it (its slug); empty for the beginning."""

    slug: str = ""
    is_before: bool = False


@dataclass(frozen=True)
class Asked:
    """What is looked for. `words` is None without a text, else in the engine's syntax."""

    words: Wanted | None
    wanted: Filters
    sort: Sort
    place: Place
    size: int


@dataclass(frozen=True)
class Answer:
    """Entries of the slice in order (one more than asked where more follow), rows before them, the letters to count."""

    entries: list[int] = field(default_factory=list)
    is_anchored: bool = False
    preceding: int = 0
    total: int = 0
    catalogue_size: int = 0
    letters: str = ""

    def left_by_others(self, facet: str) -> str:
        """The letters of one facet, of the rows that no other facet turns away."""
        width = len(LETTERS) + 2
        own, refusals = self.letters[_PLACES[facet] :: width], self.letters[width - 1 :: width]
        if not refusals.strip(NOBODY):
            return own
        kept = (NOBODY, _refusal(facet))
        return "".join(letter for letter, refusal in zip(own, refusals, strict=True) if refusal in kept)


_PLACES = {facet: place for place, facet in enumerate((*LETTERS, "sessions"))}


class _Sql:
    """Pieces of SQL that keep their parameters beside them."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.params: list[Value] = []

    def add(self, sql: str, params: Iterable[Value] = ()) -> None:
        self.text.append(sql)
        self.params += params


def run(asked: Asked) -> Answer:
    """Ask the database once."""
    sql = _Sql()
    _hits(sql, asked)
    _slice(sql, asked)
    _counts(sql)
    with connection.cursor() as cursor:
        cursor.execute(" ".join(sql.text), sql.params)
        return _answer(cursor.fetchall(), asked)


def _hits(sql: _Sql, asked: Asked) -> None:
    """CTEs: `nearest` session by version, `hit`: the published entries that hold the words, with what refuses them.

    A row that one facet alone turns away stays among the hits, under that facet's sign: its choices count it all the same,
    since a count says what ticking another choice would show.
    """
    today = clock.today()
    sql.add(
        # A session that can be bought goes before one that cannot, whatever its date.
        "WITH nearest AS (SELECT version_id, MIN((CASE WHEN status = %s AND sales_close_on >= %s THEN '0' ELSE '1' END)"
        " || CAST(starts_on AS text)) AS coming FROM training_sessions_session"
        " WHERE status IN (%s, %s) AND starts_on > %s GROUP BY version_id),",
        [SessionStatus.OPEN, today.isoformat(), SessionStatus.OPEN, SessionStatus.PLANNED, today.isoformat()],
    )
    if asked.words:
        sql.add(f"matched AS ({engine().matched}),", [asked.words.in_title, asked.words.anywhere])
    tests = conditions_of(asked.wanted)
    refused = [value for _test, params in tests.values() for value in params]
    refusals = "".join(
        f" || CASE WHEN {test} THEN '' ELSE '{_refusal(facet)}' END" for facet, (test, _params) in tests.items()
    )
    coming = "substr(coming, 2) <= %s"
    sql.add(
        f"entry AS NOT MATERIALIZED (SELECT e.*, {'m.score' if asked.words else '0'} AS score,"
        f" COALESCE(n.coming, '2') AS coming FROM catalogue_catalogueentry e"
        f" {'JOIN matched m ON m.id = e.id' if asked.words else ''} LEFT JOIN nearest n ON n.version_id = e.version_id"
        f" WHERE e.version_id NOT IN ({HIDDEN})),"
        f" hit AS MATERIALIZED (SELECT id, version_id, {KEYS[asked.sort]} AS sort_key,"
        f" sort_title{engine().binary} AS sort_title, ''{refusals} AS refused, letters || CASE WHEN coming >= '2' THEN 'e'"
        f" WHEN coming < '1' THEN CASE WHEN {coming} THEN 'a' ELSE 'b' END ELSE CASE WHEN {coming} THEN 'c' ELSE 'd' END END"
        f" AS letters FROM entry{f' WHERE length({refusals[4:]}) <= 1' if refusals else ''})",
        [*refused, *[(today + SOON).isoformat()] * 2, *refused],
    )


def _refusal(facet: str) -> str:
    return str(FACETS.index(facet))


def _slice(sql: _Sql, asked: Asked) -> None:
    """The rows of the slice, and where they stand."""
    keys, place = "sort_key, sort_title, id", asked.place
    anchor = (
        f"(SELECT {keys} FROM hit WHERE refused = '' AND version_id IN"
        " (SELECT v.id FROM trainings_trainingversion v JOIN trainings_training t ON t.id = v.training_id WHERE t.slug = %s))"
    )
    way, beyond = ("DESC", "<") if place.is_before else ("ASC", ">")
    order = ", ".join(f"{key} {way}" for key in keys.split(", "))
    after = ""
    if place.slug:
        sql.add(f", anchor AS MATERIALIZED {anchor}", [place.slug])
        # A training that is no longer among the results begins nothing: the slice is then the first.
        after = f" AND ((SELECT COUNT(*) FROM anchor) = 0 OR ({keys}) {beyond} (SELECT {keys} FROM anchor))"
    sql.add(
        f", slice AS (SELECT {keys} FROM hit WHERE refused = ''{after} ORDER BY {order} LIMIT %s)"
        f" SELECT 'row' AS kind, CAST(id AS text) AS value, ROW_NUMBER() OVER (ORDER BY {order}) AS number FROM slice",
        [asked.size + 1],
    )
    if place.slug:
        sql.add(" UNION ALL SELECT 'anchor', '', COUNT(*) FROM anchor")
        sql.add(
            f" UNION ALL SELECT 'preceding', '', COUNT(*) FROM hit WHERE refused = '' AND ({keys}) < (SELECT {keys} FROM anchor)"
        )


def _counts(sql: _Sql) -> None:
    sql.add(
        f" UNION ALL SELECT 'total', '', COUNT(*) FROM hit WHERE refused = ''"
        f" UNION ALL SELECT 'size', '', COUNT(*) FROM catalogue_catalogueentry WHERE version_id NOT IN ({HIDDEN})"
        f" UNION ALL SELECT 'letters', {engine().joined}(letters || CASE refused WHEN '' THEN '{NOBODY}' ELSE refused END, ''), 0 FROM hit"
    )


def _answer(rows: Iterable[tuple[str, str | None, int]], asked: Asked) -> Answer:
    slice_of, said = dict[int, int](), dict[str, tuple[str, int]]()
    for kind, value, number in rows:
        if kind == "row":
            slice_of[int(value or 0)] = number
        else:
            said[kind] = value or "", number
    answer = Answer(
        entries=sorted(slice_of, key=slice_of.__getitem__),
        is_anchored=bool(asked.place.slug and said["anchor"][1]),
        total=said["total"][1],
        catalogue_size=said["size"][1],
        letters=said["letters"][0],
    )
    if not answer.is_anchored:
        return answer
    # Before the anchor, rows come nearest first; after it, the anchor itself precedes them.
    preceding = said["preceding"][1]
    return replace(answer, preceding=max(0, preceding - asked.size) if asked.place.is_before else preceding + 1)
