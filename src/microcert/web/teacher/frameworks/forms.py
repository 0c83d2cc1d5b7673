from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from microcert.competencies.exchange import MAX_BYTES
from microcert.competencies.freezing import ANSWERS
from microcert.competencies.models import (
    EXPECTED_LABELS,
    Competency,
    CompetencyBlock,
    CompetencyFramework,
    SectorContribution,
    WorkActivity,
)
from microcert.competencies.rules import LEVELS, PartKind
from microcert.consortium.models import University
from microcert.web.frame.forms import MaxFileSize, UniForm

LONGEST = 10_000


def long_text(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    """A field for some sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, required=required, widget=widget)


def level_field(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    """A level of the European framework, or none."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("", _("non précisé")), *((level, str(level)) for level in LEVELS)],
        coerce=int,
        empty_value=None,
        required=False,
    )


class WrittenTogether(UniForm):
    """A form that remembers which state of the text it was opened on."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    @property
    def values(self) -> dict[str, Any]:
        """What was written, without the form's own memory."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def code_field(example: str) -> forms.CharField:
    """The short code by which tables and files name a part."""
    return forms.CharField(label=_("Code"), help_text=_("Par exemple %s.") % example, max_length=10)


class FactsForm(WrittenTogether):
    title = forms.CharField(label=_("Intitulé"), max_length=250)
    eqf_level = level_field(
        _("Niveau"), _("De 1 à 8 : l’échelle française est celle du cadre européen des certifications (CEC).")
    )
    purpose = long_text(_("Finalité"), _("Pour quelles personnes et quelles situations de travail."), required=False)
    market_study = long_text(
        _("Besoin du marché du travail"), _("Ce qu’établit l’étude : source, date, chiffres."), required=False
    )
    transitions = long_text(_("Transitions écologique et numérique"), required=False)
    safety = long_text(_("Santé et sécurité au travail"), required=False)
    disability = long_text(_("Prise en compte du handicap"), required=False)
    legal_constraints = long_text(
        _("Contraintes légales"), _("Habilitation, règlement du métier, ou « aucune »."), required=False
    )
    registry_links = long_text(
        _("Liens avec des blocs du RNCP"), _("Fiches et blocs proches, équivalences, ou « aucun »."), required=False
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, answers_only: bool = False) -> None:
        super().__init__(data, initial=initial)
        if answers_only:
            # In force, the rest is cited by contracts and credentials.
            for name in set(self.fields) - {*ANSWERS, "revision"}:
                del self.fields[name]


class TitledForm(WrittenTogether):
    code = code_field("AT1")
    title = forms.CharField(label=_("Intitulé"), help_text=_("Un verbe et son objet."), max_length=250)
    description = long_text(_("Description"), required=False)


class BlockForm(TitledForm):
    code = code_field("B1")


class CompetencyForm(WrittenTogether):
    code = code_field("C1")
    title = forms.CharField(label=_("Intitulé"), max_length=250)
    statement = long_text(
        _("Énoncé"), _("Ce que la personne mobilise, dans quelles situations, pour exercer quelle activité.")
    )
    activity = forms.ModelChoiceField(WorkActivity.objects.none(), label=_("Activité"), required=False)
    block = forms.ModelChoiceField(CompetencyBlock.objects.none(), label=_("Bloc de compétences"), required=False)
    eqf_level = level_field(_("Niveau"), _("À préciser s’il diffère de celui du référentiel."))


class ExpectationForm(WrittenTogether):
    competency = forms.ModelChoiceField(Competency.objects.none(), label=_("Compétence"))
    kind = forms.ChoiceField(label=_("Nature"), choices=list(EXPECTED_LABELS.items()), widget=forms.RadioSelect)
    code = code_field("A1")
    text = long_text(_("Texte"), _("Un acquis observable, ou ce à quoi l’on reconnaît la maîtrise."))
    modality = long_text(
        _("Modalité d’évaluation"), _("La tâche, les conditions ; pour un critère."), rows=2, required=False
    )


class ContributionForm(WrittenTogether):
    organisation = forms.CharField(
        label=_("Organisme"), help_text=_("Nommez l’organisme, jamais une personne."), max_length=200
    )
    held_on = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    nature = forms.ChoiceField(label=_("Nature"), choices=SectorContribution.Nature.choices)
    text = long_text(_("Ce qu’elle a apporté"), _("Ce que le référentiel lui doit."))


FORMS: dict[PartKind, type[WrittenTogether]] = {
    PartKind.ACTIVITY: TitledForm,
    PartKind.BLOCK: BlockForm,
    PartKind.COMPETENCY: CompetencyForm,
    PartKind.EXPECTATION: ExpectationForm,
    PartKind.CONTRIBUTION: ContributionForm,
}


def part_form(
    kind: PartKind, framework: CompetencyFramework, data: Any = None, initial: dict[str, Any] | None = None
) -> WrittenTogether:
    """The form of a part, its choices among the parts of this framework."""
    form = FORMS[kind](data, initial=initial)
    for name, rows in (
        ("activity", framework.activities),
        ("block", framework.blocks),
        ("competency", framework.competencies),
    ):
        field = form.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows.all()
    return form


class BeginForm(UniForm):
    title = forms.CharField(label=_("Intitulé"), max_length=250)
    university = forms.ModelChoiceField(University.objects.none(), label=_("Université"), empty_label=None)

    def __init__(self, universities: list[University], data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["university"]
        field.queryset = University.objects.filter(pk__in=[each.pk for each in universities])
        if len(universities) == 1:
            field.widget = forms.HiddenInput()
            field.initial = universities[0].pk


class FileForm(UniForm):
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("CSV, XLSX ou CASE 1.0 (JSON), 2 Mo au plus."),
        validators=[MaxFileSize(MAX_BYTES)],
    )
    replaces_newer = forms.BooleanField(
        label=_("Remplacer même ce qui a changé depuis l’export"),
        help_text=_("Ce que le fichier ne contient pas sera retiré du référentiel."),
        required=False,
    )


class NewFileForm(BeginForm):
    title = None  # type: ignore[assignment]  # the file says it
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("CSV, XLSX ou CASE 1.0 (JSON), 2 Mo au plus."),
        validators=[MaxFileSize(MAX_BYTES)],
    )

    def __init__(self, universities: list[University], data: Any = None, files: Any = None) -> None:
        super().__init__(universities, data)
        self.is_bound = data is not None
        if files is not None:
            self.files = files
