"""Plain data as TOML in the hand of `demo/trainings`: long texts as they are, tables one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

# What a basic string of TOML may not hold as it is.
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def written(sheet: dict[str, Any]) -> str:
    """The file, keys in their order, tables after the values that stand before them."""
    return "\n".join(_table("", sheet)).strip() + "\n"


def _table(name: str, table: dict[str, Any]) -> list[str]:
    lines = [f"{key} = {_value(value)}" for key, value in table.items() if not _is_tables(key, value)]
    for key, value in table.items():
        if not _is_tables(key, value):
            continue
        place = f"{name}.{key}" if name else key
        for inner in [value] if isinstance(value, dict) else value:
            lines += ["", f"[{place}]" if isinstance(value, dict) else f"[[{place}]]", *_table(place, inner)]
    return lines


def _is_tables(key: str, value: Any) -> bool:
    """Whether the value is written as tables of its own; small ones stay on their line, as the files have them."""
    if key in ("expert", "team", "esco"):
        return False
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    """A literal block where there are several lines and nothing in them that it could not hold."""
    is_plain = all(each in "\n\t" or (ord(each) >= 0x20 and each != "\x7f") for each in text)
    if "\n" in text and "'''" not in text and not text.endswith("'") and is_plain:
        return f"'''\n{text}'''"
    return '"' + "".join(_ESCAPES.get(each) or _escaped(each) for each in text) + '"'


def _escaped(character: str) -> str:
    return character if ord(character) >= 0x20 and character != "\x7f" else f"\\u{ord(character):04x}"
