"""Full text in the words of each database: the only vendor SQL of the search.

Both engines answer the same two questions: which words resemble these, and which entries hold these stems, how well. The
vocabulary is judged again in `rules.readings`, so that both databases correct a misspelling alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from .models import CatalogueText, CatalogueWord
from .rules import trigrams

# How many look-alikes of a word are fetched for the rule to judge.
CANDIDATES = 60


@dataclass(frozen=True)
class Wanted:
    """What texts must hold, in the engine's own syntax: anywhere, and (to come first) in their titles."""

    anywhere: str
    in_title: str


class Engine(Protocol):
    # A query of (id, score), the lower the better, whose two parameters are `in_title` and `anywhere`. Titles that hold all the words
    # come before all other texts: their score is lowered by more than any score can differ.
    matched: str
    # Whether any text holds what is wanted anywhere.
    exists: str
    # The aggregate that joins texts.
    joined: str
    # What a comparison of text needs to go letter by letter, whatever the database's language.
    binary: str

    def keep(self, texts: Sequence[CatalogueText], new_words: Sequence[CatalogueWord]) -> None:
        """Make texts and their new words findable."""

    def look_alikes(self, words: Sequence[str]) -> list[str]:
        """Words of the catalogue that share pieces with any of these, or begin with them. One statement."""

    def wanted(self, alternatives: Sequence[Sequence[str]], *, all_words: bool) -> Wanted:
        """What `matched` is to look for: each word is a list of equivalent stems."""


class Sqlite:
    """FTS5: one table of stems ranked by bm25, one of words cut into trigrams."""

    matched = (
        "SELECT rowid AS id, bm25(catalogue_fts, 12.0, 4.0, 1.0) - CASE WHEN rowid IN"
        " (SELECT rowid FROM catalogue_fts WHERE catalogue_fts MATCH %s) THEN 1000 ELSE 0 END AS score"
        " FROM catalogue_fts WHERE catalogue_fts MATCH %s"
    )
    exists = "SELECT 1 FROM catalogue_fts WHERE catalogue_fts MATCH %s LIMIT 1"
    joined = "group_concat"
    binary = ""

    def keep(self, texts: Sequence[CatalogueText], new_words: Sequence[CatalogueWord]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM catalogue_fts WHERE rowid = %s", [[text.pk] for text in texts])
            cursor.executemany(
                "INSERT INTO catalogue_fts (rowid, title, keywords, body) VALUES (%s, %s, %s, %s)",
                [[text.pk, text.title_stems, text.key_stems, text.body_stems] for text in texts],
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

    def wanted(self, alternatives: Sequence[Sequence[str]], *, all_words: bool) -> Wanted:
        groups = ["(" + " OR ".join(f'"{stem}"' for stem in stems) + ")" for stems in alternatives]
        return Wanted((" AND " if all_words else " OR ").join(groups), f"title : ({' AND '.join(groups)})")


class Postgresql:
    """Full text on stems; what ranks are titles and keywords, by weight. pg_trgm for look-alikes."""

    # What ranks is each word by the weight of where it stands: of words joined by "and", `ts_rank` measures how near they are to each
    # other, so that two keywords side by side went before a word of the title.
    # OFFSET 0 keeps from the planner which words are meant: of a common one it would read and unpack every text (50 ms of
    # 10,000) rather than ask the index (4 ms), since it does not know what unpacking costs.
    matched = (
        "SELECT entry_id AS id, -ts_rank('{0.05, 0.1, 0.4, 1.0}', heading, weighed)"
        " - CASE WHEN heading @@ titled THEN 1000 ELSE 0 END AS score FROM catalogue_cataloguetext,"
        " (SELECT to_tsquery('simple', titled) AS titled, to_tsquery('simple', anywhere) AS asked,"
        " to_tsquery('simple', replace(anywhere, '&', '|')) AS weighed"
        " FROM (SELECT %s::text AS titled, %s::text AS anywhere) AS typed OFFSET 0) AS wanted"
        " WHERE vector @@ asked"
    )
    exists = "SELECT 1 FROM catalogue_cataloguetext WHERE vector @@ to_tsquery('simple', %s) LIMIT 1"
    joined = "string_agg"
    binary = ' COLLATE "C"'

    def keep(self, texts: Sequence[CatalogueText], new_words: Sequence[CatalogueWord]) -> None:
        """Nothing to do: the indexes are the database's own."""

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

    def wanted(self, alternatives: Sequence[Sequence[str]], *, all_words: bool) -> Wanted:
        groups = ["(" + " | ".join(stems) + ")" for stems in alternatives]
        titled = ["(" + " | ".join(f"{stem}:A" for stem in stems) + ")" for stems in alternatives]
        return Wanted((" & " if all_words else " | ").join(groups), " & ".join(titled))


def engine() -> Engine:
    """The engine of the database in use."""
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


def known_stems(stems: Iterable[str]) -> set[str]:
    """Which of these stems occur in the catalogue."""
    return set(CatalogueWord.objects.filter(stem__in=list(stems)).values_list("stem", flat=True))


def finds_any(wanted: Wanted) -> bool:
    """Whether any text answers, wherever it stands. One statement that stops at the first."""
    with connection.cursor() as cursor:
        cursor.execute(engine().exists, [wanted.anywhere])
        return cursor.fetchone() is not None
