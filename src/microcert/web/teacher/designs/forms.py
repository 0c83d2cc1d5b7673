"""The sections of a fact sheet as forms. A draft may lack anything: what is asked for publication is not asked for saving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.consortium.models import Appointment
from microcert.consortium.roles import Role
from microcert.trainings.models import AIM_LABELS, Family, TrainingVersion
from microcert.trainings.wording import FACT_LABELS
from microcert.web.frame.forms import UniForm

Content = dict[str, Any]
LONG = 20_000


class Words(forms.CharField):
    """Text whose line breaks are always the same, so that a browser's own do not pass for a change."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def prose(label: Any, *, lines: int = 0, most: int = LONG, help_text: Any = "", required: bool = True) -> Words:
    """A field for words: one line, or an area of `lines`."""
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return Words(label=label, max_length=most, help_text=help_text, required=required, widget=widget)


class SectionForm(UniForm):
    """A section's fields. `required` says what publication needs; only `HARD` fields are needed to save a draft."""

    says_what_is_required = False
    HARD: ClassVar[tuple[str, ...]] = ()

    def __init__(self, version: TrainingVersion, content: Content, data: Any = None) -> None:
        self.version, self.stored = version, content
        super().__init__(data, initial={**self.shown(content)})

    def full_clean(self) -> None:
        asked = {name for name, field in self.fields.items() if field.required and name not in self.HARD}
        for name in asked:
            self.fields[name].required = False
        super().full_clean()
        for name in asked:
            self.fields[name].required = True

    def shown(self, content: Content) -> Content:
        """The stored content as the fields show it."""
        return content

    def content(self) -> Content:
        """The valid form as plain content."""
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in self.cleaned_data.items()
        }


class PresentationForm(SectionForm):
    HARD = ("title", "family", "aim", "provider_type", "learning_setting", "language")

    title = prose(FACT_LABELS["title"], most=250)
    summary = prose(FACT_LABELS["summary"], most=300, lines=2, help_text=gettext_lazy("Une phrase pour le catalogue."))
    description = prose(
        FACT_LABELS["description"], lines=8, help_text=gettext_lazy("Ce que l’on saura faire, et comment.")
    )
    family = forms.ChoiceField(label=gettext_lazy("Famille"), choices=Family.choices)
    aim = forms.ChoiceField(label=gettext_lazy("Visée"), choices=list(AIM_LABELS.items()))
    language = forms.ChoiceField(
        label=gettext_lazy("Langue de la formation"),
        choices=[("fr", gettext_lazy("français")), ("en", gettext_lazy("anglais"))],
    )
    keywords = prose(
        gettext_lazy("Mots-clés"),
        most=1000,
        lines=2,
        help_text=gettext_lazy("Séparés par des virgules."),
        required=False,
    )
    eqf_level = forms.IntegerField(
        label=gettext_lazy("Niveau du cadre européen (1 à 8)"), min_value=1, max_value=8, required=False
    )
    registry_number = prose(
        gettext_lazy("Numéro RNCP ou RS"),
        most=20,
        required=False,
        help_text=gettext_lazy("Laissez vide si la certification n’est enregistrée dans aucun répertoire national."),
    )
    registered_until = forms.DateField(
        label=gettext_lazy("Enregistrement valable jusqu’au"),
        required=False,
        help_text=gettext_lazy("La date de fin que donne la fiche du répertoire."),
    )
    provider_type = forms.ChoiceField(
        label=gettext_lazy("Type d’organisme"), choices=TrainingVersion.ProviderType.choices
    )
    learning_setting = forms.ChoiceField(
        label=gettext_lazy("Cadre d’apprentissage"), choices=TrainingVersion.LearningSetting.choices
    )

    def shown(self, content: Content) -> Content:
        until = content["registered_until"]
        return {
            **content,
            "keywords": ", ".join(content["keywords"]),
            "registered_until": date.fromisoformat(until) if until else None,
        }

    def content(self) -> Content:
        words = [word.strip() for word in self.cleaned_data["keywords"].replace("\n", ",").split(",")]
        return {**super().content(), "keywords": [word for word in words if word]}


class InformationForm(SectionForm):
    audience = prose(FACT_LABELS["audience"], lines=3)
    prerequisites = prose(
        FACT_LABELS["prerequisites"], lines=3, help_text=gettext_lazy("Écrivez « Aucun » s’il n’y en a pas.")
    )
    equipment = prose(FACT_LABELS["equipment"], lines=3)
    access_delay = prose(FACT_LABELS["access_delay"], most=250)
    stackability = prose(FACT_LABELS["stackability"], lines=3)
    quality_assurance = prose(FACT_LABELS["quality_assurance"], lines=4)
    updated_on = forms.DateField(label=gettext_lazy("Fiche mise à jour le"))
    update_due_on = forms.DateField(label=gettext_lazy("Prochaine mise à jour prévue le"))

    def shown(self, content: Content) -> Content:
        days = {name: date.fromisoformat(content[name]) for name in ("updated_on", "update_due_on") if content[name]}
        return {**content, **days}


class TeamForm(SectionForm):
    expert_id = forms.TypedChoiceField(
        label=gettext_lazy("Compte de l’experte ou de l’expert pédagogique"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    expert_name = prose(FACT_LABELS["expert_name"], most=160)
    expert_title = prose(FACT_LABELS["expert_title"], most=250)

    def __init__(self, version: TrainingVersion, content: Content, data: Any = None) -> None:
        super().__init__(version, content, data)
        held = Appointment.objects.filter(role=Role.PEDAGOGICAL_EXPERT, university=version.training.producer)
        experts = {each.person_id: each.person.full_name for each in held.select_related("person")}
        if version.expert_id and version.expert is not None:
            experts.setdefault(version.expert_id, version.expert.full_name)
        field = self.fields["expert_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", gettext_lazy("Aucun compte")), *((str(pk), name) for pk, name in experts.items())]


class RowForm(UniForm):
    """One line of a section that is a list; an empty one is left out."""

    says_what_is_required = False
    NARROW: ClassVar[tuple[str, ...]] = ("code", "price", "answer", "ORDER")

    def cells(self) -> Iterator[tuple[BoundField, str]]:
        """Each field with the width that it takes on a wide screen."""
        for field in self.visible_fields():
            yield field, "col-6 col-md-3" if field.name in self.NARROW else "col-12 col-md-9"

    def row(self) -> Content:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("DELETE", "ORDER")}

    @classmethod
    def shown(cls, row: Content) -> Content:
        return row


# Who teaches and judges. The administrative team and the tutors belong to the sessions, university by university.
TEAM_ROLES = (
    ("", gettext_lazy("Choisissez un rôle")),
    ("pedagogical_expert", gettext_lazy("Expertise pédagogique")),
    ("instructional_designer", gettext_lazy("Ingénierie pédagogique")),
    ("trainer", gettext_lazy("Formation")),
    ("evaluator", gettext_lazy("Évaluation")),
    ("jury_member", gettext_lazy("Jury")),
)


class TeamRow(RowForm):
    role = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=TEAM_ROLES)
    name = prose(gettext_lazy("Nom"), most=160)
    title = prose(gettext_lazy("Titre ou fonction"), most=250)


class TariffRow(RowForm):
    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=20, help_text=gettext_lazy("Par exemple « individual » ou « employer ».")
    )
    label = prose(gettext_lazy("Libellé"), most=120)
    price = forms.DecimalField(
        label=gettext_lazy("Prix net de taxe, en euros"),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        localize=True,
    )

    def row(self) -> Content:
        row = super().row()
        return {"code": row["code"], "label": row["label"], "price_cents": int(row["price"] * 100)}

    @classmethod
    def shown(cls, row: Content) -> Content:
        return {**row, "price": Decimal(row["price_cents"]) / 100}


class RowSet(forms.BaseFormSet):
    """The lines of a section. Their order is a number one writes; a code may stand once only."""

    unique = "code"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = gettext_lazy("Rang")
        form.fields["DELETE"].label = gettext_lazy("Retirer cette ligne à l’enregistrement")

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            value = (getattr(form, "cleaned_data", None) or {}).get(self.unique)
            if not value or form in self.deleted_forms:
                continue
            if value in seen:
                form.add_error(self.unique, _("« %s » figure sur deux lignes. Changez l’un des deux codes.") % value)
            seen.add(value)
        if any(form.errors for form in self.forms):
            raise forms.ValidationError(_("Corrigez les lignes signalées : rien n’est encore enregistré."))

    def rows(self) -> list[Content]:
        """The lines to keep, in their order."""
        kept = [form for form in self.ordered_forms if form not in self.deleted_forms]
        return [form.row() for form in kept]
