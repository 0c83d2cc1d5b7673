"""JSON as signed documents need it: no duplicate key, no NaN, no lone surrogate, bounded size and depth."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from credseal.errors import DocumentError, LimitError

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_VALUES = 20_000

_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{\]}]', re.DOTALL)
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def loads(source: str | bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Parse UTF-8 JSON. Raises DocumentError (not JSON, duplicate key, NaN) or LimitError (size, depth, count)."""
    if len(source) > max_bytes:
        raise LimitError(f"the JSON text has {len(source)} bytes, at most {max_bytes} are read")
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        _refuse_deep_text(text)
        document = json.loads(text, object_pairs_hook=_distinct, parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DocumentError(f"not a JSON text: {error}") from error
    _refuse_odd_values(document)
    return document


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        # Two readers may pick different ones of two equal keys, so a signature over such a text proves nothing.
        raise DocumentError("a JSON object repeats a key")
    return members


def _no_constant(name: str) -> NoReturn:
    raise DocumentError(f"{name} is not JSON")


def _refuse_deep_text(text: str) -> None:
    """Refuse over-deep nesting before the parser recurses into it."""
    depth = 0
    for token in _STRUCTURE.finditer(text):
        match token.group()[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
        if depth > MAX_DEPTH:
            raise LimitError(f"the document is nested deeper than {MAX_DEPTH} levels")


def _refuse_odd_values(document: Any) -> None:
    waiting, seen = [document], 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > MAX_VALUES:
            raise LimitError(f"the document holds more than {MAX_VALUES} values")
        if isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        else:
            _refuse_odd_scalar(value)


def _refuse_odd_scalar(value: object) -> None:
    if isinstance(value, str) and _HALF_PAIR.search(value):
        raise DocumentError("a text holds half a surrogate pair")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        raise DocumentError("a whole number exceeds what JSON readers agree on (2^53)")
