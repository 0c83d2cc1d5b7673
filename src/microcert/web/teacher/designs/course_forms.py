"""The sections of a course as forms: outcomes, units, activities, task, rubric, assessment rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.consortium.models import Consortium
from microcert.trainings.models import ACTIVITY_LABELS, Activity, TrainingVersion
from microcert.trainings.queries import requirements_of
from microcert.trainings.rules import ActivityKind
from microcert.trainings.wording import PROCTORING_LABELS, RULE_LABELS

from .forms import Content, RowForm, SectionForm, prose


def capitalised(label: Any) -> str:
    """« le rattrapage » as the label of a field."""
    words = str(label)
    return words[:1].upper() + words[1:]


class OutcomeRow(RowForm):
    """A learning outcome; its key travels along, so that what teaches and judges it stays tied to it."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = prose(gettext_lazy("Code"), most=10)
    text = prose(gettext_lazy("À l’issue de la formation, la personne sait…"), lines=2, most=1000)
    competency_id = forms.TypedChoiceField(label=gettext_lazy("Compétence servie"), coerce=int)

    def __init__(self, *args: Any, competencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["competency_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", gettext_lazy("Choisissez une compétence")), *competencies]


class UnitForm(SectionForm):
    HARD = ("title", "week")

    title = prose(gettext_lazy("Titre de la séquence"), most=250)
    week = forms.IntegerField(label=gettext_lazy("Semaine"), min_value=1, max_value=52)


class ActivityForm(SectionForm):
    HARD = ("title", "kind", "minutes", "unit_id", "grouping", "place", "guidance", "pass_percent", "day_offset", "at")

    title = prose(gettext_lazy("Titre de l’activité"), most=250)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=list(ACTIVITY_LABELS.items()))
    unit_id = forms.TypedChoiceField(label=gettext_lazy("Séquence"), coerce=int)
    minutes = forms.IntegerField(
        label=gettext_lazy("Temps de travail moyen estimé, en minutes"),
        min_value=1,
        max_value=6000,
        help_text=gettext_lazy("La somme des activités fait la durée de la formation."),
    )
    is_milestone = forms.BooleanField(
        label=gettext_lazy("C’est un jalon : une fois validé, il crédite ce temps"), required=False
    )
    is_synchronous = forms.BooleanField(label=gettext_lazy("À heure fixe (synchrone)"), required=False)
    grouping = forms.ChoiceField(label=gettext_lazy("Seul ou en groupe"), choices=Activity.Grouping.choices)
    place = forms.ChoiceField(label=gettext_lazy("Lieu"), choices=Activity.Place.choices)
    guidance = forms.ChoiceField(label=gettext_lazy("Accompagnement"), choices=Activity.Guidance.choices)
    outcomes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Acquis servis"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    body = prose(
        gettext_lazy("Contenu et consigne"),
        lines=14,
        most=100_000,
        help_text=gettext_lazy("Texte en Markdown."),
        required=False,
    )

    def __init__(self, version: TrainingVersion, content: Content, data: Any = None) -> None:
        super().__init__(version, content, data)
        self._choose("unit_id", [(str(each.pk), each.title) for each in version.units.all()])
        self._choose("outcomes", [(str(each.pk), str(each)) for each in version.outcomes.all()])
        if content["kind"] == ActivityKind.QUIZ:
            self.fields["pass_percent"] = forms.IntegerField(
                label=gettext_lazy("Réussi à partir de (pour cent de bonnes réponses)"), min_value=1, max_value=100
            )
        if content["kind"] == ActivityKind.VIRTUAL_CLASS:
            self.fields["day_offset"] = forms.IntegerField(
                label=gettext_lazy("Jour de la session (0 pour le premier)"), min_value=0, max_value=365
            )
            self.fields["at"] = forms.TimeField(label=gettext_lazy("Heure"), input_formats=["%H:%M"])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def shown(self, content: Content) -> Content:
        return {**content, **content["content"], "outcomes": [str(pk) for pk in content["outcomes"]]}

    def content(self) -> Content:
        values = {**self.cleaned_data}
        kept: Content = {name: values.pop(name) for name in ("pass_percent", "day_offset", "at") if name in values}
        if "at" in kept:
            kept["at"] = f"{kept['at']:%H:%M}"
        stated: Content = {
            ActivityKind.QUIZ: {"pass_percent": 60, "questions": []},
            ActivityKind.VIRTUAL_CLASS: {"day_offset": 7, "at": "12:30"},
        }.get(values["kind"], {})
        if values["kind"] == self.stored["kind"]:
            stated = {**stated, **self.stored["content"], **kept}
        # In the order in which the version keeps them, so that the same boxes make the same content.
        chosen = [pk for pk in self.version.outcomes.values_list("pk", flat=True) if pk in values["outcomes"]]
        return {**values, "content": stated, "outcomes": chosen}


class QuestionRow(RowForm):
    """A question of a quiz: one answer per line, the good one by its number."""

    text = prose(gettext_lazy("Question"), lines=2, most=2000)
    choices = prose(gettext_lazy("Réponses, une par ligne"), lines=4, most=4000)
    answer = forms.IntegerField(label=gettext_lazy("Numéro de la bonne réponse"), min_value=1, max_value=20)
    feedback = prose(gettext_lazy("Explication donnée après la réponse"), lines=2, most=2000, required=False)

    def clean(self) -> Content:
        values = super().clean() or {}
        lines = self._lines(values.get("choices", ""))
        if "choices" in values and len(lines) < 2:
            self.add_error("choices", _("Proposez au moins deux réponses, une par ligne."))
        elif values.get("answer", 1) > len(lines):
            self.add_error("answer", _("Indiquez le numéro d’une des réponses, à partir de 1."))
        return values

    def row(self) -> Content:
        row = super().row()
        return {**row, "choices": self._lines(row["choices"]), "answer": row["answer"] - 1}

    @classmethod
    def shown(cls, row: Content) -> Content:
        return {**row, "choices": "\n".join(row["choices"]), "answer": row["answer"] + 1}

    @staticmethod
    def _lines(words: str) -> list[str]:
        return [line.strip() for line in words.splitlines() if line.strip()]


class TaskForm(SectionForm):
    HARD = ("minutes",)

    title = prose(gettext_lazy("Titre de la tâche"), most=250)
    brief = prose(
        gettext_lazy("Consigne"),
        lines=8,
        help_text=gettext_lazy("Une situation authentique : qui demande quoi, à qui, pour quoi."),
    )
    deliverable = prose(gettext_lazy("Production attendue"), lines=3)
    minutes = forms.IntegerField(label=gettext_lazy("Durée de l’épreuve, en minutes"), min_value=1, max_value=6000)

    def __init__(self, version: TrainingVersion, content: Content, data: Any = None) -> None:
        super().__init__(version, content, data)
        scale = requirements_of(Consortium.objects.first()).scale
        ranks = [
            ("", gettext_lazy("Pas encore choisi")),
            *((str(rank), label) for rank, label in enumerate(scale, start=1)),
        ]
        self.competencies = list(version.competency_framework.competencies.all())
        for each in self.competencies:
            self.fields[f"threshold-{each.pk}"] = forms.TypedChoiceField(
                label=_("Seuil de %(code)s, %(title)s") % {"code": each.code, "title": each.title},
                choices=ranks,
                coerce=int,
                empty_value=None,
                initial=content["thresholds"].get(str(each.pk), ""),
            )

    def content(self) -> Content:
        ranks = {str(each.pk): self.cleaned_data.get(f"threshold-{each.pk}") for each in self.competencies}
        own = {name: self.cleaned_data[name] for name in ("title", "brief", "deliverable", "minutes")}
        return {**own, "thresholds": {key: rank for key, rank in ranks.items() if rank}}


class CriterionForm(SectionForm):
    HARD = ("code", "title", "outcome_id")

    code = prose(gettext_lazy("Code"), most=10)
    title = prose(gettext_lazy("Critère observable"), most=250)
    outcome_id = forms.TypedChoiceField(label=gettext_lazy("Acquis évalué"), coerce=int)

    def __init__(self, version: TrainingVersion, content: Content, data: Any = None) -> None:
        super().__init__(version, content, data)
        field = self.fields["outcome_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(each.pk), str(each)) for each in version.outcomes.all()]
        self.ranks = requirements_of(Consortium.objects.first()).scale
        for rank, label in enumerate(self.ranks, start=1):
            words = _("Niveau %(rank)s, « %(label)s » : ce que l’on voit") % {"rank": rank, "label": label}
            self.fields[f"level-{rank}"] = prose(words, lines=2, most=2000)
            self.initial[f"level-{rank}"] = content["levels"].get(str(rank), "")

    def content(self) -> Content:
        said = {str(rank): self.cleaned_data.get(f"level-{rank}", "") for rank in range(1, len(self.ranks) + 1)}
        own = {name: self.cleaned_data[name] for name in ("code", "title", "outcome_id")}
        return {**own, "levels": {rank: words for rank, words in said.items() if words}}


class RulesForm(SectionForm):
    """The eight mandatory items, each with its own field, then identity and proctoring."""

    HARD = ("duration_minutes",)

    def __init__(self, version: TrainingVersion, content: Content, data: Any = None) -> None:
        super().__init__(version, content, data)
        for name, label in (*RULE_LABELS.items(), *PROCTORING_LABELS.items()):
            self.fields[name] = prose(capitalised(label), lines=4)
            if name == "duration":
                self.fields["duration_minutes"] = forms.IntegerField(
                    label=gettext_lazy("Durée de l’évaluation, en minutes"), min_value=1, max_value=2000
                )
