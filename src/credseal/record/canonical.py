"""The canonical JSON of a record, and the strict way back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from credseal.errors import CredentialError, RecordError
from credseal.record.award import AwardRecord
from credseal.record.parts import Alignment, AwardingBody, Competency, Learner, MasteryLevel
from credseal.strictjson import loads
from credseal.text import plain_number

_Made = TypeVar("_Made")

_NESTED: Mapping[tuple[type, str], type[Any]] = {
    (AwardRecord, "learner"): Learner,
    (Competency, "level"): MasteryLevel,
}
_NESTED_LISTS: Mapping[tuple[type, str], type[Any]] = {
    (AwardRecord, "bodies"): AwardingBody,
    (AwardRecord, "competencies"): Competency,
    (Competency, "alignments"): Alignment,
}


def _moment(value: object, field: str) -> object:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise RecordError(field, "Une date ISO 8601 avec heure et fuseau est attendue.") from None


def _day(value: object, field: str) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise RecordError(field, "Une date au format AAAA-MM-JJ est attendue.") from None


_READERS: Mapping[str, Callable[[object, str], object]] = {
    "issued_at": _moment,
    "jury_date": _moment,
    "expires_at": _moment,
    "birth_date": _day,
}


def record_to_json(record: AwardRecord) -> str:
    """Sorted keys, no white space, no absent field: equal records give equal text."""
    return json.dumps(_plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> Any:
    if is_dataclass(value):
        members = ((item.name, getattr(value, item.name)) for item in fields(value))
        return {name: _plain(member) for name, member in members if member is not None and member != ()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def record_from_json(source: str | bytes) -> AwardRecord:
    """The record that this JSON describes; RecordError names the first faulty field."""
    try:
        document = loads(source)
    except CredentialError as error:
        raise RecordError("", f"Ce JSON ne peut pas être lu ({error}).") from error
    return _build(AwardRecord, document, "")


def _build(kind: type[_Made], document: object, path: str) -> _Made:
    if not isinstance(document, dict):
        raise RecordError(path, "Un objet JSON est attendu.")
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    for name in document:
        if name not in known:
            raise RecordError(_join(path, name), "Ce champ n’existe pas.")
    for name, item in known.items():
        if name not in document and item.default is MISSING and item.default_factory is MISSING:
            raise RecordError(_join(path, name), "Renseignez ce champ, il est obligatoire.")
    values: dict[str, Any] = {name: _member(kind, name, value, _join(path, name)) for name, value in document.items()}
    try:
        return kind(**values)
    except RecordError as error:
        raise (error.inside(path) if path else error) from None


def _member(kind: type[Any], name: str, value: object, path: str) -> Any:
    if nested := _NESTED.get((kind, name)):
        return _build(nested, value, path)
    if nested := _NESTED_LISTS.get((kind, name)):
        if not isinstance(value, list):
            raise RecordError(path, "Une liste est attendue.")
        return tuple(_build(nested, item, f"{path}.{rank}") for rank, item in enumerate(value))
    if isinstance(value, list):
        return tuple(value)
    reader = _READERS.get(name)
    return reader(value, path) if reader else value


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
