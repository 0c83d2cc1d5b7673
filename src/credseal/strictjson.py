"""JSON as signed documents need it: no duplicate key, no NaN, no lone surrogate, bounded size and depth."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from credseal.errors import DocumentError, LimitError

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_VALUES = 20_000

_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def loads(source: str | bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Parse UTF-8 JSON. Raises DocumentError (not JSON, duplicate key, NaN) or LimitError (size, depth, count)."""
    if len(source) > max_bytes:
        raise LimitError(f"the JSON text has {len(source)} bytes, at most {max_bytes} are read")
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        document = json.loads(text, object_pairs_hook=_distinct, parse_constant=_no_constant)
    except RecursionError as error:
        raise LimitError(f"the document is nested deeper than {MAX_DEPTH} levels") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise DocumentError(f"not a JSON text: {error}") from error
    _refuse_odd_values(document)
    # A pair of escapes that belong together makes the parser write one character, so texts are asked, not escapes.
    if _ESCAPED_HALF.search(text) or _HALF_PAIR.search(text):
        _refuse_half_pairs(document)
    return document


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        # Two readers may pick different ones of two equal keys, so a signature over such a text proves nothing.
        raise DocumentError("a JSON object repeats a key")
    return members


def _no_constant(name: str) -> NoReturn:
    raise DocumentError(f"{name} is not JSON")


def _refuse_odd_values(document: Any) -> None:
    """Refuse too many values, too deep nesting and numbers that readers disagree on; level by level."""
    level, depth, seen = [document], 0, 1
    while level:
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                seen += len(value)
                below.extend(value.values())
            elif kind is list:
                below.extend(value)
            elif kind is int and abs(value) > 2**53:
                raise DocumentError("a whole number exceeds what JSON readers agree on (2^53)")
        level = below
        seen += len(below)
        depth += any(type(value) in (dict, list) for value in below)
        if seen > MAX_VALUES:
            raise LimitError(f"the document holds more than {MAX_VALUES} values")
        if depth >= MAX_DEPTH:
            raise LimitError(f"the document is nested deeper than {MAX_DEPTH} levels")


def _refuse_half_pairs(document: Any) -> None:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str) and _HALF_PAIR.search(value):
            raise DocumentError("a text holds half a surrogate pair")
