"""Texts that the Open Badges schema cannot tell apart, so that its verdict on one document holds for another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from credseal.openbadge.schema import schema_document

Search = Callable[[str], re.Match[str] | None]


def are_plain(texts: Sequence[str]) -> bool:
    """True when no text is one that any rule of the schema treats apart: listed by an ``enum`` or fit for a ``pattern``.

    Two documents that differ in plain texts alone are valid together or not at all: of texts the schema knows no other
    rules (``format`` is not asserted).
    """
    listed, anchored, loose = _rules()
    return (
        listed.isdisjoint(texts)
        and not any(map(anchored, texts))
        # What is found in a text is found in all of them side by side; what is found across two only costs time.
        and (not loose("\x00".join(texts)) or not any(map(loose, texts)))
    )


def is_plain(text: str) -> bool:
    """``are_plain`` of one text."""
    return are_plain((text,))


@cache
def _rules() -> tuple[frozenset[str], Search, Search]:
    """All listed texts; a search for the patterns that bind the beginning of a text, and one for the others."""
    listed: set[str] = set()
    patterns: set[str] = set()
    waiting: list[Any] = [schema_document()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            listed.update(item for item in part.get("enum", ()) if isinstance(item, str))
            patterns.update([part["pattern"]] if isinstance(part.get("pattern"), str) else ())
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    anchored = [pattern for pattern in sorted(patterns) if pattern.startswith("^")]
    loose = [pattern for pattern in sorted(patterns) if not pattern.startswith("^")]
    return frozenset(listed), re.compile("|".join(anchored)).match, re.compile("|".join(loose)).search
