"""A European sheet (ELM v3, JSON-LD) as the plain data of a training's file; what it says wrongly is told by its own path.

What we wrote reads back whole, from the term of ours; a stranger's file gives a draft with what its terms say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from .elm import WHOLE

KIND = "LearningOpportunity"
LONGEST_TITLE = 250


def faults_of_elm(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(path, words) of all that keeps a sheet from becoming a draft: it must be one, and say its terms as ELM does."""
    if WHOLE in document:
        if not isinstance(document[WHOLE], dict):
            yield WHOLE, _("indiquez un objet, comme dans un fichier que la plateforme a écrit.")
        return
    kinds = [str(each) for each in _many(document.get("type", document.get("@type")))]
    if not any(re.split(r"[/#:]", each)[-1] == KIND for each in kinds):
        yield "type", _("ce n’est pas une fiche de formation européenne : son type doit être « %s ».") % KIND
        return
    achievement = document.get("learningAchievementSpecification")
    if not _said(document.get("title")) and not _said(_one(achievement).get("title")):
        yield "title", _("indiquez le titre de la formation.")
    yield from _wrong_words(document, "", ("title", "description"))
    if achievement is not None and not _one(achievement):
        yield "learningAchievementSpecification", _("indiquez un objet.")
    outcomes = _many(_one(achievement).get("learningOutcome"))
    yield from _wrong_rows(outcomes, "learningAchievementSpecification.learningOutcome")
    activities = _many(document.get("learningActivitySpecification"))
    yield from _wrong_rows(activities, "learningActivitySpecification")


def _wrong_rows(rows: list[Any], place: str) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, start=1):
        here = f"{place}[{number}]"
        if not isinstance(row, dict):
            yield here, _("indiquez un objet.")
            continue
        if "title" not in row:
            yield f"{here}.title", _("indiquez un titre.")
        yield from _wrong_words(row, f"{here}.", ("title",))
        length = row.get("volumeOfLearning")
        if length is not None and not _read_duration(length):
            yield f"{here}.volumeOfLearning", _("indiquez une durée en heures et minutes, par exemple PT2H30M.")


def _wrong_words(row: dict[str, Any], place: str, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for key in keys:
        if row.get(key) is not None and not _said(row[key]).strip():
            yield f"{place}{key}", _("indiquez un texte, ou un texte par langue.")
        elif key == "title" and len(_said(row.get(key))) > LONGEST_TITLE:
            yield f"{place}{key}", _("%d caractères au plus.") % LONGEST_TITLE


def from_elm(document: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """(plain data, whether it is a whole training of ours). Raises nothing: what is odd comes out as an odd value."""
    whole = document.get(WHOLE)
    if isinstance(whole, dict):
        return _with_days(whole), True
    achievement = _one(document.get("learningAchievementSpecification"))
    title = _said(document.get("title")) or _said(achievement.get("title"))
    sheet: dict[str, Any] = {
        "slug": _slug(title),
        "title": title,
        "description": _said(document.get("description")),
        "summary": _note(document.get("additionalNote"))[:300],
        "prerequisites": _note(document.get("entryRequirement")),
        "audience": _note(achievement.get("targetGroup")),
        "outcomes": [
            {"code": f"A{number}", "competency": "C1", "text": _said(_one(each).get("title"))}
            for number, each in enumerate(_many(achievement.get("learningOutcome")), start=1)
        ],
        "competencies": [{"code": "C1", "title": title, "statement": title}],
        "units": _units(document),
    }
    return sheet, False


def _units(document: dict[str, Any]) -> list[dict[str, Any]]:
    given = _many(document.get("learningActivitySpecification"))
    activities = [
        {
            "kind": "workshop",
            "title": _said(_one(each).get("title")),
            "minutes": _read_duration(_one(each).get("volumeOfLearning")) or 1,
            "outcomes": [],
        }
        for each in given
    ]
    return [{"title": "Activités", "week": 1, "activities": activities}] if activities else []


def _read_duration(text: object) -> int:
    found = re.fullmatch(r"PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?", text) if isinstance(text, str) else None
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0


def _with_days(sheet: dict[str, Any]) -> dict[str, Any]:
    """The days of a training back from text; what is no day stays as it is, and is refused by its key."""
    days = {}
    for key in ("updated_on", "update_due_on"):
        try:
            days[key] = date.fromisoformat(sheet[key])
        except (KeyError, TypeError, ValueError):
            continue
    for row in sheet.get("resources") or []:
        for check in row.get("checks") or [] if isinstance(row, dict) else []:
            if isinstance(check, dict) and isinstance(check.get("on"), str):
                with suppress(ValueError):
                    check["on"] = date.fromisoformat(check["on"])
    return sheet | days


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _one(value: Any) -> dict[str, Any]:
    first = next(iter(_many(value)), None)
    return first if isinstance(first, dict) else {}


def _said(value: Any) -> str:
    """The text of a language map (French first), of a value object, or itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return _said(value[0]) if value else ""
    if isinstance(value, dict):
        value = value.get("fr") or value.get("@value") or next(iter(value.values()), "")
        return _said(value) if not isinstance(value, dict) else ""
    return ""


def _note(value: Any) -> str:
    return _said(_one(value).get("noteLiteral"))


def _slug(title: str) -> str:
    return slugify(title)[:120].strip("-") or "formation"
