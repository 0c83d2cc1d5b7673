"""Full text in the words of each database: the only vendor SQL of the search.

Both engines answer one question: which entries hold these stems, and how well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from .models import CatalogueText

# Each word is a list of stems, any of which will do.
Words = Sequence[Sequence[str]]


class Engine(Protocol):
    def keep(self, texts: Sequence[CatalogueText]) -> None:
        """Make texts findable."""

    def matches(self, words: Words, *, all_words: bool, is_ranked: bool) -> dict[int, float]:
        """The score of every entry whose text holds all (or any) of the words: the lower the better, 0 unless ranked.

        Titles that hold all the words come before all other texts: their score is lowered by more than any score can differ.
        One statement.
        """


class Sqlite:
    """FTS5: a table of stems, ranked by bm25."""

    RANKED = (
        "SELECT rowid, bm25(catalogue_fts, 12.0, 4.0, 1.0) - CASE WHEN rowid IN"
        " (SELECT rowid FROM catalogue_fts WHERE catalogue_fts MATCH %s) THEN 1000 ELSE 0 END"
        " FROM catalogue_fts WHERE catalogue_fts MATCH %s"
    )
    UNRANKED = "SELECT rowid, 0 FROM catalogue_fts WHERE catalogue_fts MATCH %s"

    def keep(self, texts: Sequence[CatalogueText]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM catalogue_fts WHERE rowid = %s", [[text.pk] for text in texts])
            cursor.executemany(
                "INSERT INTO catalogue_fts (rowid, title, keywords, body) VALUES (%s, %s, %s, %s)",
                [[text.pk, text.title_stems, text.key_stems, text.body_stems] for text in texts],
            )

    def matches(self, words: Words, *, all_words: bool, is_ranked: bool) -> dict[int, float]:
        groups = ["(" + " OR ".join(f'"{stem}"' for stem in stems) + ")" for stems in words]
        anywhere = (" AND " if all_words else " OR ").join(groups)
        if is_ranked:
            return _scores(self.RANKED, [f"title : ({' AND '.join(groups)})", anywhere])
        return _scores(self.UNRANKED, [anywhere])


class Postgresql:
    """Full text on stems; what ranks are titles and keywords, by weight."""

    # What ranks is each word by the weight of where it stands: of words joined by "and", `ts_rank` measures how near they are to each
    # other, so that two keywords side by side went before a word of the title.
    # OFFSET 0 keeps from the planner which words are meant: of a common one it would read and unpack every text (50 ms of
    # 10,000) rather than ask the index (4 ms), since it does not know what unpacking costs.
    RANKED = (
        "SELECT entry_id, -ts_rank('{0.05, 0.1, 0.4, 1.0}', heading, weighed)"
        " - CASE WHEN heading @@ titled THEN 1000 ELSE 0 END FROM catalogue_cataloguetext,"
        " (SELECT to_tsquery('simple', titled) AS titled, to_tsquery('simple', anywhere) AS asked,"
        " to_tsquery('simple', replace(anywhere, '&', '|')) AS weighed"
        " FROM (SELECT %s::text AS titled, %s::text AS anywhere) AS typed OFFSET 0) AS wanted"
        " WHERE vector @@ asked"
    )
    UNRANKED = (
        "SELECT entry_id, 0 FROM catalogue_cataloguetext,"
        " (SELECT to_tsquery('simple', %s::text) AS asked OFFSET 0) AS wanted WHERE vector @@ asked"
    )

    def keep(self, texts: Sequence[CatalogueText]) -> None:
        """Nothing to do: the index is the database's own."""

    def matches(self, words: Words, *, all_words: bool, is_ranked: bool) -> dict[int, float]:
        anywhere = (" & " if all_words else " | ").join("(" + " | ".join(stems) + ")" for stems in words)
        if is_ranked:
            titled = " & ".join("(" + " | ".join(f"{stem}:A" for stem in stems) + ")" for stems in words)
            return _scores(self.RANKED, [titled, anywhere])
        return _scores(self.UNRANKED, [anywhere])


def _scores(sql: str, params: list[str]) -> dict[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


def engine() -> Engine:
    """The engine of the database in use."""
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()
