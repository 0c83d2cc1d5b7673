"""Pure rules of binding texts: their life from draft to publication, their clauses, and what changed between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class TextStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ABANDONED = "abandoned"


TEXT_TRANSITIONS: dict[TextStatus, frozenset[TextStatus]] = {
    TextStatus.DRAFT: frozenset({TextStatus.PUBLISHED, TextStatus.ABANDONED}),
    TextStatus.PUBLISHED: frozenset(),
    TextStatus.ABANDONED: frozenset(),
}


class Origin(StrEnum):
    """Why a new version was opened (framework, 2.3 and 7.5)."""

    CORRECTIVE_ACTION = "corrective_action"
    LAW = "law"
    COMMITTEE = "committee"
    OTHER = "other"


def text_may_become(present: str, wanted: TextStatus) -> bool:
    return wanted in TEXT_TRANSITIONS[TextStatus(present)]


@dataclass(frozen=True)
class Clause:
    """A numbered part of a text: « 3 » for a section's heading, « 3.1 » for a paragraph, empty for what has no number."""

    number: str
    text: str


HEADING = re.compile(r"#{2,6}\s+(?P<number>\d+(?:\.\d+)*)\.?\s+(?P<words>.+)")
PARAGRAPH = re.compile(r"\*\*(?P<number>\d+(?:\.\d+)+)\.?\*\*\s*(?P<words>.*)")
# « Version 2026-1, publiée le… »: what a text says of itself, and keeps saying when its next version starts from it.
OWN_VERSION = re.compile(r"version\s+(?P<number>[0-9]{4}-[0-9]{1,4})\b", re.IGNORECASE)
TITLE = re.compile(r"#\s+(?P<words>.+)")


def title_of(markdown: str) -> str:
    """The title of a text, its first line; empty when it has none."""
    found = TITLE.match(markdown.lstrip())
    return found["words"].strip() if found else ""


def clauses(markdown: str) -> list[Clause]:
    """The clauses of a text in order; each holds the words up to the next number, without Markdown's emphasis."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in markdown.splitlines():
        start = HEADING.match(line) or PARAGRAPH.match(line)
        if start:
            found.append((start["number"], [start["words"]]))
        else:
            found[-1][1].append(line.lstrip("# "))
    return [
        Clause(number, words)
        for number, lines in found
        if (words := " ".join(" ".join(lines).replace("**", "").split()))
    ]


class TextFault(StrEnum):
    NO_TITLE = "no_title"
    NO_CLAUSE = "no_clause"
    TWICE = "twice"
    OTHER_VERSION = "other_version"


def faults_of_text(markdown: str, version: str) -> list[tuple[TextFault, str]]:
    """Why a text cannot be published as `version`, with the clause or the number concerned.

    It needs a title, numbered clauses, each number once; and a line that says its version says this one.
    """
    numbers = [clause.number for clause in clauses(markdown) if clause.number]
    faults = [] if title_of(markdown) else [(TextFault.NO_TITLE, "")]
    if not numbers:
        faults.append((TextFault.NO_CLAUSE, ""))
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    said = [found["number"] for line in markdown.splitlines() if (found := OWN_VERSION.match(line.strip()))]
    faults += [(TextFault.OTHER_VERSION, number) for number in dict.fromkeys(said) if number != version]
    return [*faults, *((TextFault.TWICE, number) for number in twice)]


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Piece:
    """A run of words that stays, comes or goes."""

    change: Change
    text: str


@dataclass(frozen=True)
class ClauseChange:
    """What became of one clause between two texts."""

    number: str
    change: Change
    pieces: tuple[Piece, ...]


# Above this many words a clause is shown as replaced whole: comparing is quadratic.
MOST_WORDS = 3000


def compare(old: str, new: str) -> list[ClauseChange]:
    """Every clause of two texts, in reading order: kept, changed word by word, added or removed."""
    return compare_clauses(clauses(old), clauses(new))


def compare_clauses(before: Sequence[Clause], after: Sequence[Clause]) -> list[ClauseChange]:
    """The same for what is already in clauses."""
    matcher = SequenceMatcher(a=[each.number for each in before], b=[each.number for each in after], autojunk=False)
    changes: list[ClauseChange] = []
    for verdict, a, b, c, d in matcher.get_opcodes():
        if verdict == "equal":
            changes.extend(_changed(x, y) for x, y in zip(before[a:b], after[c:d], strict=True))
        else:
            changes.extend(_whole(each, Change.REMOVED) for each in before[a:b])
            changes.extend(_whole(each, Change.ADDED) for each in after[c:d])
    return changes


def _whole(clause: Clause, change: Change) -> ClauseChange:
    return ClauseChange(clause.number, change, (Piece(change, clause.text),))


def _changed(old: Clause, new: Clause) -> ClauseChange:
    if old.text == new.text:
        return ClauseChange(new.number, Change.SAME, (Piece(Change.SAME, new.text),))
    return ClauseChange(new.number, Change.CHANGED, tuple(_pieces(old.text.split(), new.text.split())))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        yield Piece(Change.REMOVED, " ".join(old))
        yield Piece(Change.ADDED, " ".join(new))
        return
    for verdict, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if verdict == "equal":
            yield Piece(Change.SAME, " ".join(old[a:b]))
            continue
        if b > a:
            yield Piece(Change.REMOVED, " ".join(old[a:b]))
        if d > c:
            yield Piece(Change.ADDED, " ".join(new[c:d]))


def next_version(known: Sequence[str], year: int) -> str:
    """The number to propose for a new version: « 2027-1 », or the next of the year."""
    taken = [int(each.partition("-")[2]) for each in known if re.fullmatch(rf"{year}-\d{{1,4}}", each)]
    return f"{year}-{max(taken, default=0) + 1}"


def is_iban(text: str) -> bool:
    """An account number as ISO 13616 writes it, without spaces: its check digits make it one modulo 97."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1
