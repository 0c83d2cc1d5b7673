"""What an activity holds beside its text, by kind: the questions of a quiz, the hour of a virtual class."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from microcert.consortium.sheet import Sheet

from .rules import ActivityKind


def read_content(sheet: Sheet, kind: str) -> dict[str, Any]:
    """The `content` of an activity: {pass_percent, questions}, {day_offset, at}, or nothing for the other kinds."""
    if kind == ActivityKind.QUIZ:
        questions = [_question(row) for row in sheet.tables("questions", least=1)]
        return {"pass_percent": sheet.number("pass_percent", least=1, most=100), "questions": questions}
    if kind == ActivityKind.VIRTUAL_CLASS:
        return {"day_offset": sheet.number("day_offset", most=365), "at": sheet.hour("at")}
    return {}


def _question(sheet: Sheet) -> dict[str, Any]:
    choices, answer = sheet.texts("choices"), sheet.number("answer")
    question = {
        "text": sheet.text("text"),
        "choices": choices,
        "answer": answer,
        "feedback": sheet.text("feedback", ""),
    }
    if len(choices) < 2:
        sheet.refuse("choices", _("proposez au moins deux réponses."))
    elif answer >= len(choices):
        sheet.refuse("answer", _("indiquez le rang d’une des réponses, à partir de 0."))
    sheet.finish()
    return question
