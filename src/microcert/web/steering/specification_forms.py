"""What the committee fills in to write a course specification."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from microcert.production.models import SpecificationItem
from microcert.production.specification_parts import Part
from microcert.web.frame.forms import UniForm

from .texts import OpeningForm

MOST_WORDS = 20_000
# What a Markdown area takes; carriage returns are the browser's, not the text's.
LINES = {"rows": 10, "spellcheck": "true"}


class SpecificationOpeningForm(OpeningForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["kind"]


class MethodForm(UniForm):
    says_what_is_required = False
    method = forms.CharField(
        label=_("Méthode de production et approche pédagogique"),
        help_text=_("Markdown."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_method(self) -> str:
        return str(self.cleaned_data["method"]).replace("\r\n", "\n")


class PartForm(UniForm):
    section = forms.ChoiceField(label=_("Partie"), choices=SpecificationItem.Section.choices)
    code = forms.SlugField(
        label=_("Code"),
        max_length=20,
        help_text=_("Lettres, chiffres et tirets, par exemple CCF-14. Il reste le même d’une version à l’autre."),
    )
    title = forms.CharField(label=_("Intitulé"), max_length=200)
    text = forms.CharField(
        label=_("Ce qui est demandé"),
        help_text=_("Markdown."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs=LINES),
    )
    clause = forms.RegexField(
        r"^[0-9]{1,3}(\.[0-9]{1,3}){0,3}$",
        label=_("Article du cadre commun"),
        required=False,
        max_length=20,
        help_text=_("Son numéro, par exemple 13.2."),
        error_messages={"invalid": _("Écrivez le numéro seul, par exemple 13.2.")},
    )
    form = forms.CharField(
        label=_("Modèle à remplir"),
        help_text=_("Markdown. Les équipes le téléchargent en DOCX. Laissez vide s’il n’y en a pas."),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs=LINES),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def as_part(self) -> Part:
        given = {key: str(value).replace("\r\n", "\n") for key, value in self.cleaned_data.items() if key != "seen"}
        return Part(**given)
