"""One section under the pen: its form and its lines, read from content, given back as content; what two texts disagree on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import ActivityKind
from microcert.trainings.sections import split

from .course_forms import ActivityForm, CriterionForm, OutcomeRow, QuestionRow, RulesForm, TaskForm, UnitForm
from .forms import (
    Content,
    InformationForm,
    PresentationForm,
    RowForm,
    RowSet,
    SectionForm,
    TariffRow,
    TeamForm,
    TeamRow,
)

SECTION_LABELS: dict[str, Promise] = {
    "presentation": _("Présentation"),
    "information": _("Informations dues au public"),
    "team": _("Équipe"),
    "outcomes": _("Acquis d’apprentissage"),
    "task": _("Tâche d’évaluation et seuils"),
    "rules": _("Règles d’évaluation"),
    "tariffs": _("Tarifs"),
    "unit": _("Séquence"),
    "activity": _("Activité"),
    "criterion": _("Critère"),
}
FORMS: dict[str, type[SectionForm]] = {
    "presentation": PresentationForm,
    "information": InformationForm,
    "team": TeamForm,
    "outcomes": SectionForm,
    "task": TaskForm,
    "rules": RulesForm,
    "tariffs": SectionForm,
    "unit": UnitForm,
    "activity": ActivityForm,
    "criterion": CriterionForm,
}
# The lines of a section: where its content keeps them, their form, what names one.
ROWS: dict[str, tuple[str, type[RowForm], str]] = {
    "team": ("team", TeamRow, ""),
    "outcomes": ("rows", OutcomeRow, "code"),
    "tariffs": ("rows", TariffRow, "code"),
}
MOST_ROWS = 60


class SectionEditor:
    """The form of a section and its lines. `content` is what it shows; `data` is what was posted."""

    def __init__(self, version: TrainingVersion, section: str, content: Content, data: Any = None) -> None:
        self.version, self.section, self.stored = version, section, content
        self.name = split(section)[0]
        self.form = FORMS[self.name](version, content, data)
        self.rows = self._row_set(data)

    def _row_set(self, data: Any) -> RowSet | None:
        if self.name == "activity" and self.stored["kind"] == ActivityKind.QUIZ:
            form, unique, rows = QuestionRow, "", self.stored["content"].get("questions", [])
        elif self.name in ROWS:
            key, form, unique = ROWS[self.name]  # type: ignore[assignment]
            rows = self.stored[key]
        else:
            return None
        kind: Any = forms.formset_factory(
            form, RowSet, extra=1, can_delete=True, can_order=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 5
        )
        kind.unique = unique
        rows_of: RowSet = kind(
            data, initial=[form.shown(row) for row in rows], prefix="rows", form_kwargs=self._row_arguments()
        )
        return rows_of

    def _row_arguments(self) -> dict[str, Any]:
        if self.name != "outcomes":
            return {}
        competencies = self.version.competency_framework.competencies.all()
        return {"competencies": [(str(each.pk), str(each)) for each in competencies]}

    def is_valid(self) -> bool:
        are_rows_valid = self.rows is None or self.rows.is_valid()
        return self.form.is_valid() and are_rows_valid

    def content(self) -> Content:
        """What was written, over what the form does not show (a part's place among the others)."""
        content = {**self.stored, **self.form.content()}
        if self.rows is None:
            return content
        rows = self.rows.rows()
        if self.name == "activity":
            if content["kind"] == ActivityKind.QUIZ:
                content["content"] = {**content["content"], "questions": rows}
            return content
        return {**content, ROWS[self.name][0]: rows}

    def label_of(self, key: str) -> str:
        """The field's label, or the section's own name for what is no field."""
        if key == "levels":
            return str(_("Niveaux décrits"))
        if key == "thresholds":
            return str(_("Seuils"))
        if key == "content":
            return str(_("Questions ou horaire"))
        field = self.form.fields.get(key)
        return str(field.label if field is not None and field.label else SECTION_LABELS[self.name])

    def spoken(self, key: str, value: Any) -> str:
        """A field's content as a person reads it: the words of its choices, not their codes."""
        field = self.form.fields.get(key)
        if isinstance(value, bool):
            return str(_("oui") if value else _("non"))
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            labels = {str(code): str(label) for code, label in choices}
            return "\n".join(labels.get(str(each), "") for each in (value if isinstance(value, list) else [value]))
        return words(value)


@dataclass(frozen=True)
class Difference:
    """A field that two people wrote differently."""

    key: str
    label: str
    mine: str
    theirs: str


Fingerprints = dict[str, str]


def fingerprints(content: Content) -> Fingerprints:
    """What each field said, as a short print: enough to tell later who changed it, without carrying all its words along."""
    return {key: _print(value) for key, value in content.items()}


def _print(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprints_in(text: str) -> Fingerprints | None:
    """The prints that a page sent back; None when they cannot be read."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def disagreements(editor: SectionEditor, mine: Content, theirs: Content, base: Fingerprints | None) -> list[Difference]:
    """The fields that both changed since `base`, or all that differ when what they started from is not known."""
    return [
        Difference(key, editor.label_of(key), editor.spoken(key, mine[key]), editor.spoken(key, theirs.get(key)))
        for key in mine
        if key != "position"
        and mine[key] != theirs.get(key)
        and (base is None or (_has_changed(mine, key, base) and _has_changed(theirs, key, base)))
    ]


def merged(mine: Content, theirs: Content, base: Fingerprints | None) -> Content:
    """My words, and theirs in the fields that I left alone."""
    if base is None:
        return mine
    return {key: value if _has_changed(mine, key, base) else theirs.get(key, value) for key, value in mine.items()}


def _has_changed(content: Content, key: str, base: Fingerprints) -> bool:
    return _print(content.get(key)) != base.get(key)


def brought_forward(mine: Content, base: Fingerprints | None) -> Fingerprints:
    """The prints of a page whose own words were just saved beside another's: hers are known, the rest it has not read yet."""
    return {**(base or {}), **fingerprints({key: mine[key] for key in mine if _has_changed(mine, key, base or {})})}


def words(value: Any) -> str:
    """A field's content as lines that can be read side by side."""
    return "\n".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not key.endswith("id"):
                yield f"{key} : {' / '.join(_lines(inner))}"
    elif isinstance(value, list):
        for inner in value:
            yield " / ".join(_lines(inner)) if isinstance(inner, dict | list) else str(inner)
    elif value is not None:
        yield str(value)
