"""The hypotheses as a form whose state is the address: amounts in euros on screen, cents and exact decimals within."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.economics.rules import Assumptions, Option
from microcert.foundation.money import cents
from microcert.web.frame.forms import UniForm, speak_plainly
from microcert.web.frame.wording import is_french

EUROS, HOURS, PERCENT, COUNT = "€", "h", "%", ""
SPACES = str.maketrans("", "", " \u00a0\u202f€%")
MOST_OPTIONS = 3
# (label, unit, most): one line a field, in the order of the page.
GROUPS: tuple[tuple[Any, tuple[tuple[str, Any, str, int], ...]], ...] = (
    (
        gettext_lazy("Participation"),
        (
            ("universities", gettext_lazy("Universités participantes"), COUNT, 40),
            ("royalty", gettext_lazy("Redevance à la productrice"), PERCENT, 100),
            ("payment_fee", gettext_lazy("Frais de paiement"), PERCENT, 100),
            ("learners", gettext_lazy("Inscriptions attendues"), COUNT, 2000),
            ("capacity", gettext_lazy("Capacité de la session"), COUNT, 2000),
            ("attrition", gettext_lazy("Désistements attendus"), PERCENT, 90),
        ),
    ),
    (
        gettext_lazy("Charges de production et de session"),
        (
            ("design_hours", gettext_lazy("Conception"), HOURS, 5000),
            ("sessions", gettext_lazy("Sessions qui l’amortissent"), COUNT, 100),
            ("teaching_hours", gettext_lazy("Animation pédagogique"), HOURS, 1000),
            ("jury_hours", gettext_lazy("Évaluation et jury"), HOURS, 1000),
            ("expert_rate", gettext_lazy("Heure d’enseignement"), EUROS, 1000),
            ("platform", gettext_lazy("Plateforme et autres frais"), EUROS, 100_000),
        ),
    ),
    (
        gettext_lazy("Charges par université"),
        (
            ("office_hours", gettext_lazy("Gestion et promotion"), HOURS, 1000),
            ("office_rate", gettext_lazy("Heure de gestion"), EUROS, 1000),
            ("participation", gettext_lazy("Autres frais de participation"), EUROS, 100_000),
        ),
    ),
    (
        gettext_lazy("Charges par stagiaire"),
        (
            ("tutoring_hours", gettext_lazy("Tutorat motivationnel"), HOURS, 200),
            ("tutoring_rate", gettext_lazy("Heure de tutorat"), EUROS, 1000),
            ("support", gettext_lazy("Assistance technique"), EUROS, 10_000),
            ("file", gettext_lazy("Gestion du dossier"), EUROS, 10_000),
            ("proctoring", gettext_lazy("Surveillance de l’évaluation"), EUROS, 10_000),
        ),
    ),
)
AT_LEAST_ONE = ("universities", "sessions")
HIGHEST_PRICE = 20_000


class Amount(forms.DecimalField):
    """A number as people type it: « 1 350,50 », "1350.50"; what it is worth stands in cents or decimals elsewhere."""

    def __init__(self, label: Any, unit: str, least: int, most: int, **options: Any) -> None:
        self.unit = unit
        super().__init__(
            label=label,
            decimal_places=3 if unit != EUROS else 2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}),
            error_messages={"max_decimal_places": gettext_lazy("Écrivez au plus %(max)s chiffres après la virgule.")},
            validators=[
                MinValueValidator(
                    least,
                    gettext_lazy("Indiquez un nombre qui n’est pas négatif.")
                    if not least
                    else gettext_lazy("Il en faut au moins %(limit_value)s."),
                ),
                MaxValueValidator(most, gettext_lazy("Indiquez au plus %(limit_value)s : vérifiez l’unité.")),
            ],
            **options,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").translate(SPACES).replace(",", ".") if value is not None else value)


class Count(Amount):
    """The same, whole."""

    def to_python(self, value: Any) -> Any:
        number = super().to_python(value)
        if number is not None and number.is_finite() and number != number.to_integral_value():
            raise forms.ValidationError(_("Écrivez un nombre entier, en chiffres."))
        return number

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number)


@dataclass(frozen=True)
class Line:
    """A field with the unit that stands in its label."""

    field: Any
    unit: str


class AssumptionsForm(UniForm):
    """All that a calculation supposes. `tariffs` names the prices of the training that it is about."""

    says_what_is_required = False
    formation = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    scenario = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tariffs: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for place in range(1, MOST_OPTIONS + 1):
            label = tariffs[place - 1] if place <= len(tariffs) else _("Tarif %(n)s") % {"n": place}
            is_first = place == 1
            self.fields[f"price_{place}"] = Amount(label, EUROS, 0, HIGHEST_PRICE, required=is_first)
            self.fields[f"part_{place}"] = Amount(
                _("Part au tarif %(n)s") % {"n": place}, PERCENT, 0, 100, required=is_first
            )
        for _legend, lines in GROUPS:
            for name, label, unit, most in lines:
                kind = Count if unit == COUNT else Amount
                self.fields[name] = kind(label, unit, int(name in AT_LEAST_ONE), most)
        # The fields came after the mixin spoke: it speaks again.
        self._speak()

    def _speak(self) -> None:
        for field in self.fields.values():
            speak_plainly(field, field.label or "")

    def groups(self) -> list[tuple[Any, list[Line]]]:
        """Legends with their fields, the tariffs first."""
        names = [name for place in range(1, MOST_OPTIONS + 1) for name in (f"price_{place}", f"part_{place}")]
        tariffs = (_("Tarifs"), [self._line(name) for name in names])
        return [tariffs, *((legend, [self._line(name) for name, *_rest in lines]) for legend, lines in GROUPS)]

    def _line(self, name: str) -> Line:
        return Line(self[name], getattr(self.fields[name], "unit", ""))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in range(2, MOST_OPTIONS + 1):
            price, part = given.get(f"price_{place}"), given.get(f"part_{place}")
            if price is None and part:
                self.add_error(f"price_{place}", _("Indiquez ce tarif, ou effacez sa part."))
        parts = [given.get(f"part_{place}") or Decimal(0) for place in range(1, MOST_OPTIONS + 1)]
        if not self.errors and sum(parts) != 100:
            self.add_error(
                "part_1",
                _("Les parts font %(sum)s %% en tout : ramenez-les à 100 %%.")
                % {"sum": written(sum(parts, Decimal(0)))},
            )
        return given

    def assumptions(self) -> Assumptions:
        """What a valid form supposes."""
        given = self.cleaned_data
        options = tuple(
            Option(cents(given[f"price_{place}"]), given[f"part_{place}"] or Decimal(0))
            for place in range(1, MOST_OPTIONS + 1)
            if given[f"price_{place}"] is not None
        )
        values: dict[str, Any] = {
            name: cents(given[name]) if unit == EUROS else given[name]
            for _legend, lines in GROUPS
            for name, _label, unit, _most in lines
        }
        return Assumptions(options=options, **values)


def written(number: Decimal | int) -> str:
    """A number as a field shows it: no useless zero, the reader's decimal sign."""
    text = f"{Decimal(number):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if is_french() else text


def fields_of(given: Assumptions) -> dict[str, str]:
    """The inverse of `AssumptionsForm.assumptions`: what each field shows, and what an address carries."""
    values: dict[str, str] = {}
    for place, option in enumerate(given.options, start=1):
        values[f"price_{place}"] = written(Decimal(option.price) / 100)
        values[f"part_{place}"] = written(option.part)
    for _legend, lines in GROUPS:
        for name, _label, unit, _most in lines:
            value = getattr(given, name)
            values[name] = written(Decimal(value) / 100 if unit == EUROS else value)
    return values


def stated(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs that an address needs to come back to this state."""
    return [(name, value) for name, value in fields.items() if value != ""]
