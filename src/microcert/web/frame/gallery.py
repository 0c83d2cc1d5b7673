"""Every component on one page, with fictional content: the sheet that page authors copy from and that axe checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .drawings import Tally
from .forms import MaxFileSize, UniForm


@dataclass(frozen=True)
class SampleStep:
    """A milestone as a page would receive it."""

    title: str
    minutes: int
    state: str
    detail: str = ""


STEPS = [
    SampleStep("Jalon 1. Se situer", 120, "done", "Validé le 6 novembre"),
    SampleStep("Jalon 2. Choisir une situation d'évaluation", 180, "done", "Validé le 13 novembre"),
    SampleStep("Jalon 3. Relire entre pairs", 120, "now", "En cours : 1 activité sur 3 faite"),
    SampleStep("Jalon 4. Évaluation certificative", 90, "todo", "Dépôt le 8 décembre"),
]
ROWS = [
    Tally("Hauterive (productrice)", 8),
    Tally("Valmère", 8),
    Tally("Brocéliande (vous)", 7, is_yours=True),
    Tally("Val-d'Orne", 1),
]
MARKDOWN = """# Avant de commencer

Lisez la **consigne** deux fois : elle dit *quand* faire appel à l'interprète.

- Repérer les besoins
- Adapter le débit

| Critère | Points |
|---|--:|
| Situation | 4 |
"""


class SampleForm(UniForm):
    """One field of each kind."""

    name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(label="Adresse électronique", help_text="Nous y envoyons votre contrat.")
    birth = forms.DateField(label="Date de naissance", help_text="Par exemple 14/03/1988", required=False)
    funding = forms.ChoiceField(label="Financement", choices=[("", "Choisir"), ("own", "À titre individuel")])
    rhythm = forms.ChoiceField(
        label="Rythme", choices=[("week", "En semaine"), ("evening", "En soirée")], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="Aménagements",
        choices=[("time", "Temps majoré"), ("format", "Format adapté")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Vous n'avez pas à préciser de diagnostic.",
    )
    work = forms.FileField(label="Production", validators=[MaxFileSize(20_000_000)], help_text="PDF, 20 Mo au plus")
    why = forms.CharField(label="Ce que vous attendez", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    terms = forms.BooleanField(label="J'ai lu les conditions générales de vente")


def show(request: HttpRequest) -> HttpResponse:
    """The public gallery; ``?erreurs`` submits the form empty."""
    form = SampleForm({"email": "ines@", "birth": "hier"}) if "erreurs" in request.GET else SampleForm()
    messages.success(
        request, "Votre production est déposée (8 décembre, 21 h 04). Vous pouvez la remplacer jusqu'à 23 h 59."
    )
    context = {
        "form": form,
        "steps": STEPS,
        "rows": ROWS,
        "text": MARKDOWN,
        "day": dt.date(2027, 2, 1),
        "moment": dt.datetime(2026, 11, 26, 22, 59, tzinfo=dt.UTC),
        "page": Paginator(range(45), 20).get_page(2),
    }
    return render(request, "frame/gallery.html", context)


def show_desk(request: HttpRequest) -> HttpResponse:
    """The same for professionals' pages."""
    return render(request, "frame/gallery_desk.html", {"rows": ROWS})


def show_confirmation(request: HttpRequest) -> HttpResponse:
    """The page before an act that cannot be undone."""
    context = {
        "title": "Révoquer le certificat d'Inès Carpentier",
        "consequences": [
            "La page de vérification dira qu'il est révoqué, avec le motif.",
            "Inès Carpentier en est informée aujourd'hui ; elle a deux mois pour contester.",
        ],
        "confirm_label": "Révoquer le certificat",
        "cancel_url": "/",
        "danger": True,
    }
    return render(request, "frame/confirm.html", context)
