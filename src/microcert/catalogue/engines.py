"""Full text in the words of each database: the only vendor SQL of the search.

Both engines answer the same two questions: which words resemble these, and which entries hold these stems, how well. The
vocabulary is judged again in `rules.readings`, so that both databases correct a misspelling alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db import connection

from .models import CatalogueEntry, CatalogueWord
from .rules import trigrams

# How many look-alikes of a word are fetched for the rule to judge.
CANDIDATES = 60


class Engine(Protocol):
    def keep(self, entry: CatalogueEntry, new_words: Sequence[CatalogueWord]) -> None:
        """Make an entry and its new words findable."""

    def look_alikes(self, words: Sequence[str]) -> list[str]:
        """Words of the catalogue that share pieces with any of these, or begin with them. One statement."""

    def scores(self, alternatives: Sequence[Sequence[str]], *, all_words: bool) -> dict[int, float]:
        """Entries by primary key with their score (higher is better): each word is a list of equivalent stems."""


class Sqlite:
    """FTS5: one table of stems ranked by bm25, one of words cut into trigrams."""

    def keep(self, entry: CatalogueEntry, new_words: Sequence[CatalogueWord]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalogue_fts WHERE rowid = %s", [entry.pk])
            cursor.execute(
                "INSERT INTO catalogue_fts (rowid, title, keywords, body) VALUES (%s, %s, %s, %s)",
                [entry.pk, entry.title_stems, entry.key_stems, entry.body_stems],
            )
            cursor.executemany("INSERT INTO catalogue_trigrams (word) VALUES (%s)", [[word.word] for word in new_words])

    def look_alikes(self, words: Sequence[str]) -> list[str]:
        pieces = [" OR ".join(f'"{piece}"' for piece in trigrams(word)) for word in words if len(word) > 2]
        if not pieces:
            return []
        one = "SELECT * FROM (SELECT word FROM catalogue_trigrams WHERE catalogue_trigrams MATCH %s ORDER BY rank LIMIT %s)"
        with connection.cursor() as cursor:
            asked = [value for each in pieces for value in (each, CANDIDATES)]
            cursor.execute(" UNION ".join([one] * len(pieces)), asked)
            return [row[0] for row in cursor.fetchall()]

    def scores(self, alternatives: Sequence[Sequence[str]], *, all_words: bool) -> dict[int, float]:
        groups = ["(" + " OR ".join(f'"{stem}"' for stem in stems) + ")" for stems in alternatives]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid, -bm25(catalogue_fts, 12.0, 4.0, 1.0) FROM catalogue_fts WHERE catalogue_fts MATCH %s",
                [(" AND " if all_words else " OR ").join(groups)],
            )
            return dict(cursor.fetchall())


# Written once, so that the expression of the query is that of the index.
VECTOR = (
    "setweight(to_tsvector('simple'::regconfig, title_stems), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, key_stems), 'B') || "
    "setweight(to_tsvector('simple'::regconfig, body_stems), 'D')"
)


class Postgresql:
    """Full text on stems with weights; pg_trgm for look-alikes."""

    def keep(self, entry: CatalogueEntry, new_words: Sequence[CatalogueWord]) -> None:
        """Nothing to do: both indexes are the database's own."""

    def look_alikes(self, words: Sequence[str]) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT near.word FROM unnest(%s::text[]) AS asked(word) CROSS JOIN LATERAL ("
                " SELECT word FROM catalogue_catalogueword"
                " WHERE similarity(word, asked.word) > 0.15 OR word LIKE asked.word || '%%'"
                " ORDER BY word LIKE asked.word || '%%' DESC, similarity(word, asked.word) DESC LIMIT %s) AS near",
                [list(words), CANDIDATES],
            )
            return [row[0] for row in cursor.fetchall()]

    def scores(self, alternatives: Sequence[Sequence[str]], *, all_words: bool) -> dict[int, float]:
        groups = ["(" + " | ".join(stems) + ")" for stems in alternatives]
        query = (" & " if all_words else " | ").join(groups)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, ts_rank('{{0.05, 0.1, 0.4, 1.0}}', {VECTOR}, asked) "  # noqa: S608  # a constant of this file
                f"FROM catalogue_catalogueentry, to_tsquery('simple', %s) AS asked WHERE ({VECTOR}) @@ asked",
                [query],
            )
            return dict(cursor.fetchall())


def engine() -> Engine:
    """The engine of the database in use."""
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


def known_stems(stems: Iterable[str]) -> set[str]:
    """Which of these stems occur in the catalogue."""
    return set(CatalogueWord.objects.filter(stem__in=list(stems)).values_list("stem", flat=True))
