from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.evaluation.queries import Case, Deliberation
from microcert.evaluation.rules import Outcome
from microcert.people.models import User
from microcert.web.frame.forms import UniForm, speak_plainly

OUTCOME_LABELS = {
    Outcome.AWARD: gettext_lazy("Délivrer"),
    Outcome.RESIT: gettext_lazy("Rattrapage"),
    Outcome.NOT_AWARDED: gettext_lazy("Ne pas délivrer"),
}


class NamingForm(UniForm):
    """When the jury meets, who sits on it, in which quality, and who presides."""

    says_what_is_required = False
    meets_at = forms.DateTimeField(
        label=gettext_lazy("Date et heure de la réunion"),
        help_text=gettext_lazy("Par exemple 16/12/2026 14:00"),
        input_formats=["%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, people: Iterable[tuple[User, str]], data: Any = None) -> None:
        self.people = list(people)
        super().__init__(data)
        for person, quality in self.people:
            self.fields[f"sits-{person.pk}"] = forms.BooleanField(label=person.full_name, required=False)
            self.fields[f"quality-{person.pk}"] = forms.CharField(
                label=gettext_lazy("Qualité"), required=False, max_length=200, initial=quality
            )
        self.fields["president"] = forms.ChoiceField(
            label=gettext_lazy("Présidence"),
            choices=[
                ("", gettext_lazy("Choisir")),
                *((str(person.pk), person.full_name) for person, _q in self.people),
            ],
        )
        for field in self.fields.values():
            speak_plainly(field, field.label)

    def rows(self) -> Iterator[tuple[User, Any, Any]]:
        for person, _quality in self.people:
            yield person, self[f"sits-{person.pk}"], self[f"quality-{person.pk}"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        for person, _quality in self.people:
            if cleaned.get(f"sits-{person.pk}") and not (cleaned.get(f"quality-{person.pk}") or "").strip():
                words = _("Indiquez en quelle qualité siège %(name)s.") % {"name": person.full_name}
                self.add_error(f"quality-{person.pk}", words)
        president = cleaned.get("president")
        if president and not cleaned.get(f"sits-{president}"):
            self.add_error("president", _("La présidence revient à l’un des membres cochés."))
        return cleaned

    @property
    def members(self) -> list[tuple[User, str, bool]]:
        cleaned = self.cleaned_data
        return [
            (person, cleaned[f"quality-{person.pk}"], str(person.pk) == cleaned["president"])
            for person, _quality in self.people
            if cleaned[f"sits-{person.pk}"]
        ]


class DecisionsForm(UniForm):
    """The deliberation table as one form: a decision and a reason for each candidate shown."""

    says_what_is_required = False

    def __init__(self, cases: Iterable[Case], data: Any = None) -> None:
        self.cases = list(cases)
        super().__init__(data)
        for case in self.cases:
            key, decided = case.sitting.pk, case.decision
            self.fields[f"outcome-{key}"] = forms.ChoiceField(
                label=_("Décision pour %(name)s") % {"name": case.name},
                choices=[("", gettext_lazy("À décider")), *OUTCOME_LABELS.items()],
                required=False,
                initial=decided.outcome if decided else "",
            )
            self.fields[f"reason-{key}"] = forms.CharField(
                label=_("Motif pour %(name)s") % {"name": case.name},
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=decided.reason if decided else "",
            )
            speak_plainly(self.fields[f"outcome-{key}"], case.name)

    def rows(self) -> Iterator[tuple[Case, Any, Any]]:
        for case in self.cases:
            yield case, self[f"outcome-{case.sitting.pk}"], self[f"reason-{case.sitting.pk}"]

    def changed(self) -> Iterator[tuple[Case, str, str]]:
        """(case, outcome, reason) of the rows that were filled in anew."""
        for case in self.cases:
            outcome = self.cleaned_data.get(f"outcome-{case.sitting.pk}", "")
            reason = (self.cleaned_data.get(f"reason-{case.sitting.pk}") or "").strip()
            before = (case.decision.outcome, case.decision.reason) if case.decision else ("", "")
            if outcome and (outcome, reason) != before:
                yield case, outcome, reason


class CaseForm(UniForm):
    """One candidate: the levels that the jury holds, its decision, its reason."""

    says_what_is_required = False

    def __init__(self, scene: Deliberation, case: Case, data: Any = None) -> None:
        self.case = case
        super().__init__(data)
        scale = [
            ("0", gettext_lazy("Non évalué")),
            *((str(rank), label) for rank, label in sorted(scene.scale.items())),
        ]
        for level in case.levels:
            self.fields[f"level-{level.code}"] = forms.TypedChoiceField(
                label=_("Niveau retenu pour %(code)s") % {"code": level.code},
                choices=scale,
                coerce=int,
                initial=str(level.rank),
            )
        self.fields["outcome"] = forms.ChoiceField(
            label=gettext_lazy("Décision"),
            choices=[("", gettext_lazy("Choisir")), *OUTCOME_LABELS.items()],
            initial=case.decision.outcome if case.decision else "",
        )
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("Motif"),
            help_text=gettext_lazy(
                "Nécessaire si la décision ou un niveau s’écarte de la proposition. Il figure au procès-verbal."
            ),
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 3}),
            initial=case.decision.reason if case.decision else "",
        )
        for field in self.fields.values():
            speak_plainly(field, field.label)

    @property
    def levels(self) -> dict[str, int]:
        given = {level.code: self.cleaned_data.get(f"level-{level.code}") or 0 for level in self.case.levels}
        return {code: rank for code, rank in given.items() if rank}


class RecusalForm(UniForm):
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi vous vous retirez"),
        help_text=gettext_lazy("En quelques mots, sans donnée de santé ; ce motif figure au procès-verbal."),
        max_length=250,
    )


class ObservationsForm(UniForm):
    observations = forms.CharField(
        label=gettext_lazy("Observations du jury"),
        help_text=gettext_lazy("Elles figurent au procès-verbal. N’y inscrivez aucune donnée de santé."),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
