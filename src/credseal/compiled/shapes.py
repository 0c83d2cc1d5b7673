"""What documents of one family have in common (the shape) and where they differ (the texts in it)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Shape = tuple[Any, ...]

# Their values choose terms and contexts; they never vary within a shape.
_SHAPING = frozenset({"@context", "type", "@type", "@language", "@direction"})


def read_shape(document: Any) -> tuple[Shape, list[str]]:
    """The shape of a JSON value, and its texts in order. Equal shapes differ in these texts alone."""
    shape: list[Any] = []
    texts: list[str] = []
    _read(document, shape, texts)
    return tuple(shape), texts


def _read(value: Any, shape: list[Any], texts: list[str]) -> None:
    kind = type(value)
    if kind is dict:
        shape.append(tuple(value))
        for key, member in value.items():
            if type(member) is str and key not in _SHAPING:
                shape.append(str)
                texts.append(member)
            elif key in _SHAPING:
                shape.append(repr(member))
            else:
                _read(member, shape, texts)
    elif kind is list:
        shape.append(len(value))
        for member in value:
            _read(member, shape, texts)
    elif kind is str:
        shape.append(kind)
        texts.append(value)
    else:
        # As text, because 1, 1.0 and True are equal in Python and differ in the canonical form.
        shape.append(repr(value))


def with_texts(document: Any, texts: Iterator[str]) -> Any:
    """A copy of the document with other texts, in the order in which ``read_shape`` gives them."""
    if isinstance(document, dict):
        return {key: member if key in _SHAPING else with_texts(member, texts) for key, member in document.items()}
    if isinstance(document, list):
        return [with_texts(member, texts) for member in document]
    return next(texts) if isinstance(document, str) else document
