from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import FrameworkVersion, University
from microcert.economics.models import Scenario
from microcert.economics.queries import snapshot_of
from microcert.production.actions.proposals import Content
from microcert.production.mapfile import MOST_BYTES
from microcert.production.models import Call, Need, Proposal
from microcert.production.rules import LEAST_PRIORITY, MOST_PRIORITY, Ruling, TeamRole
from microcert.trainings.models import Family, Training, TrainingVersion
from microcert.web.frame.forms import MaxFileSize, UniForm

from .production_words import RULINGS, TEAMS

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
MOMENT_FORMATS = ["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%d/%m/%Y"),
        help_text=_("Par exemple 14/03/2027"),
        **options,
    )


class Needs(forms.ModelMultipleChoiceField):
    """Competencies of the map, as boxes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Need.objects.all(), label=_("Compétences visées"), widget=forms.CheckboxSelectMultiple, **options
        )


class MapForm(UniForm):
    file = forms.FileField(
        label=_("Cartographie en CSV"),
        help_text=_("Colonnes : code, domaine, competence, metiers, transition, priorite, source, date. 1 Mo au plus."),
        validators=[MaxFileSize(MOST_BYTES)],
    )


class CoverForm(UniForm):
    says_what_is_required = False
    trainings = forms.ModelMultipleChoiceField(
        Training.objects.none(),
        label=_("Formations qui la couvrent"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, titles: dict[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["trainings"]
        chosen.queryset = Training.objects.filter(pk__in=titles)
        chosen.label_from_instance = lambda training: titles[training.pk]


class FindingForm(UniForm):
    conclusion = forms.CharField(
        label=_("Ce que vous en concluez"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    priority = forms.IntegerField(
        label=_("Priorité désormais"),
        min_value=LEAST_PRIORITY,
        max_value=MOST_PRIORITY,
        help_text=_("De 1 (faible) à 4 (la plus forte)."),
    )


CRITERIA_LINES = 12


class CallForm(UniForm):
    title = forms.CharField(label=_("Intitulé"), max_length=200)
    text = forms.CharField(label=_("Objet de l’appel"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))
    opens_on = day(_("Ouverture"))
    closes_on = day(_("Clôture"))
    criteria = forms.CharField(
        label=_("Critères"),
        help_text=_("Un critère par ligne, avec son poids : « Réponse au besoin : 40 »."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    needs = Needs(required=False)

    def clean_criteria(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for line in filter(None, map(str.strip, self.cleaned_data["criteria"].splitlines())):
            label, _colon, weight = line.rpartition(":")
            if not label.strip() or not (weight.strip().isascii() and weight.strip().isdigit()) or len(weight) > 6:
                raise forms.ValidationError(
                    _("Écrivez « critère : poids » sur la ligne « %(line)s »."), params={"line": line[:80]}
                )
            found.append({"label": label.strip(), "weight": int(weight)})
        if len(found) > CRITERIA_LINES:
            raise forms.ValidationError(_("Douze critères au plus."))
        return found


class ProposalForm(UniForm):
    """A proposal's fields. All may be kept unfinished but the title, family, hours and summary."""

    says_what_is_required = False
    optional_words = _("(demandé au dépôt)")

    title = forms.CharField(label=_("Intitulé de la formation"), max_length=250)
    family = forms.ChoiceField(label=_("Famille"), choices=Family.choices)
    hours = forms.IntegerField(label=_("Durée estimée, en heures"), min_value=1, max_value=1000)
    summary = forms.CharField(label=_("Résumé"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    needs = Needs(required=False)
    framework_draft = forms.CharField(
        label=_("Ébauche de référentiel"),
        help_text=_("Activités, compétences, évaluation. Une compétence par ligne suffit."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contribution = forms.CharField(
        label=_("Contribution du secteur professionnel"),
        help_text=_("Qui, quand, et ce que cela a changé."),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scenario = forms.ChoiceField(
        label=_("Estimation économique"),
        help_text=_("Un scénario enregistré dans l’outil économique ; une copie de ses chiffres est jointe."),
        required=False,
    )
    production_starts_on = day(_("Début de la production"), required=False)
    production_ends_on = day(_("Fin de la production"), required=False)

    def __init__(
        self, *args: Any, scenarios: list[Scenario], kept: dict[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kept = kept or {}
        first = ("", _("Garder l’estimation jointe")) if self.kept else ("", _("Aucune pour l’instant"))
        choice: Any = self.fields["scenario"]
        choice.choices = [first, *((str(each.pk), each.name) for each in scenarios)]
        for role in TeamRole:
            self.fields[f"team_{role}"] = forms.CharField(
                label=TEAMS[role], required=False, max_length=300, help_text=_("Noms et qualités (cadre commun, 13.2).")
            )

    def content(self) -> Content:
        """What was typed, with a frozen copy of the scenario chosen."""
        given = self.cleaned_data
        chosen = snapshot_of(int(given["scenario"])) if given["scenario"] else None
        return Content(
            title=given["title"],
            family=given["family"],
            hours=given["hours"],
            summary=given["summary"],
            needs=given["needs"],
            team={role.value: given[f"team_{role}"].strip() for role in TeamRole},
            framework_draft=given["framework_draft"],
            contribution=given["contribution"],
            estimate=chosen.stated() if chosen else self.kept,
            production_starts_on=given["production_starts_on"],
            production_ends_on=given["production_ends_on"],
        )

    @staticmethod
    def initial_of(proposal: Proposal) -> dict[str, Any]:
        names = ("title", "family", "hours", "summary", "framework_draft", "contribution")
        dates = ("production_starts_on", "production_ends_on")
        return {
            **{name: getattr(proposal, name) for name in (*names, *dates)},
            "needs": [need.pk for need in proposal.needs.all()],
            **{f"team_{role}": names for role, names in proposal.team.items()},
        }


class MeetingForm(UniForm):
    meets_at = forms.DateTimeField(
        label=_("Date et heure"), input_formats=MOMENT_FORMATS, help_text=_("Par exemple 16/12/2026 14:00")
    )
    place = forms.CharField(label=_("Lieu ou lien"), max_length=200)
    secretariat = forms.ModelChoiceField(
        University.objects.all(),
        label=_("Secrétariat"),
        empty_label=_("Choisir"),
        help_text=_("L’université dont l’en-tête et le sceau figurent au procès-verbal."),
    )
    proposals = forms.ModelMultipleChoiceField(
        Proposal.objects.none(), label=_("Propositions à examiner"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, waiting: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["proposals"]
        chosen.queryset = waiting
        chosen.label_from_instance = lambda each: f"{each.title} ({each.university.short_name})"


class RulingForm(UniForm):
    says_what_is_required = False
    ruling = forms.ChoiceField(
        label=_("Décision"), choices=[(each.value, RULINGS[each][2]) for each in Ruling], widget=forms.RadioSelect
    )
    reasons = forms.CharField(label=_("Motifs"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))


class NoticeForm(UniForm):
    university = forms.ModelChoiceField(University.objects.all(), label=_("Université"), empty_label=_("Choisir"))
    council = forms.CharField(label=_("Instance"), max_length=120, initial="CFVU")
    subject = forms.ChoiceField(label=_("Objet de l’information"))
    informed_on = day(_("Informée le"))
    reference = forms.CharField(label=_("Référence du compte rendu"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.things: dict[str, Any] = {f"cadre-{each.pk}": each for each in FrameworkVersion.objects.defer("text")}
        titles = {key: _("Cadre commun, version %s") % each.version for key, each in self.things.items()}
        for version in TrainingVersion.objects.select_related("training").order_by("title", "-number"):
            key = f"formation-{version.training_id}"
            if key not in self.things:
                self.things[key], titles[key] = version.training, version.title
        choice: Any = self.fields["subject"]
        choice.choices = [("", _("Choisir")), *titles.items()]


def initial_criteria(call: Call) -> str:
    return "\n".join(f"{each['label']} : {each['weight']}" for each in call.criteria)
