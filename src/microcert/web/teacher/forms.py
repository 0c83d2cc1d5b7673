from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from microcert.evaluation.models import Sitting
from microcert.evaluation.queries import CriterionView, MarkingSheet
from microcert.web.frame.forms import UniForm, speak_plainly


class IdentityForm(UniForm):
    """How the identity document was shown; the document itself is never kept."""

    method = forms.ChoiceField(
        label=_("Comment l’identité a-t-elle été vérifiée ?"),
        choices=Sitting.IdentityMethod.choices,
        widget=forms.RadioSelect,
    )
    has_seen = forms.BooleanField(
        label=_("J’ai vu la pièce d’identité et la personne, et les noms concordent."),
        error_messages={"required": _("Cochez cette case une fois la pièce vue.")},
    )


class MarkingForm(UniForm):
    """The rubric as a form: one group of levels and one comment per criterion, then the general feedback."""

    says_what_is_required = False
    feedback = forms.CharField(
        label=_("Retour général"),
        help_text=_("Transmis au stagiaire après le jury. Un point fort, un point à travailler, une suite possible."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, sheet: MarkingSheet, data: Any = None) -> None:
        self.sheet = sheet
        initial: dict[str, Any] = {"feedback": sheet.sitting.overall_feedback}
        for criterion in sheet.criteria:
            initial[f"rank-{criterion.code}"] = str(criterion.rank or "")
            initial[f"comment-{criterion.code}"] = criterion.comment
        super().__init__(data, initial=initial)
        feedback = self.fields.pop("feedback")
        for criterion in sheet.criteria:
            self.fields[f"rank-{criterion.code}"] = forms.TypedChoiceField(
                label=criterion.title,
                choices=[(str(level.rank), level.label) for level in criterion.levels],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"comment-{criterion.code}"] = forms.CharField(
                label=_("Commentaire pour le stagiaire"),
                required=False,
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["feedback"] = feedback
        for field in self.fields.values():
            speak_plainly(field, field.label)

    def rows(self) -> Iterator[tuple[CriterionView, Any, Any, list[tuple[Any, str]]]]:
        """(criterion, its levels field, its comment field, [(radio button, descriptor)]) in the rubric's order."""
        for criterion in self.sheet.criteria:
            levels = self[f"rank-{criterion.code}"]
            descriptors = [level.descriptor for level in criterion.levels]
            yield criterion, levels, self[f"comment-{criterion.code}"], list(zip(levels, descriptors, strict=True))

    @property
    def ranks(self) -> dict[str, int]:
        """{criterion code: rank} of those judged."""
        given = {c.code: self.cleaned_data.get(f"rank-{c.code}") or 0 for c in self.sheet.criteria}
        return {code: rank for code, rank in given.items() if rank}

    @property
    def comments(self) -> dict[str, str]:
        return {c.code: self.cleaned_data.get(f"comment-{c.code}", "") for c in self.sheet.criteria}
