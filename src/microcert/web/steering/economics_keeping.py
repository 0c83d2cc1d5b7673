"""What its owner does with a saved scenario: give it another name, start another one from it, take it away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.consortium.models import University
from microcert.economics.actions import delete, duplicate, rename
from microcert.economics.models import Scenario
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest
from microcert.web.frame.forms import UniForm
from microcert.web.refusals import add_refusal

from .economics import calculates, owners_of
from .economics_scenarios import NOBODY, SavingForm, readable


class NameForm(UniForm):
    name = forms.CharField(label=gettext_lazy("Nom du scénario"), max_length=120)


def _own(request: SignedInRequest, key: int) -> Scenario:
    """A scenario that this person may change; whoever only reads it is told so."""
    kept = readable(request, key)
    if not request.user.has_perm("economics.edit_scenario", kept):
        raise PermissionDenied
    return kept


@login_required
@calculates
def rename_it(request: SignedInRequest, scenario: int) -> HttpResponse:
    kept = _own(request, scenario)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": kept.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename(kept, name=form.cleaned_data["name"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Le scénario s’appelle désormais « %s ».") % form.cleaned_data["name"])
            return redirect("scenario", kept.pk)
    return _form(request, kept, form, title=_("Renommer « %s »") % kept.name, verb=_("Renommer"))


@login_required
@calculates
def duplicate_it(request: SignedInRequest, scenario: int) -> HttpResponse:
    """Whoever reads a scenario may start one of their own from it."""
    kept = readable(request, scenario)
    owners = owners_of(request.user)
    proposed = {"name": (_("Copie de %s") % kept.name)[:120]}
    form = SavingForm(request.POST if request.method == "POST" else None, owners=owners, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            copy = _copied(request, kept, form)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La copie est à vous : ses hypothèses se modifient sans toucher à l’original."))
            return redirect("scenario", copy.pk)
    return _form(request, kept, form, title=_("Dupliquer « %s »") % kept.name, verb=_("Dupliquer"))


def _copied(request: SignedInRequest, kept: Scenario, form: SavingForm) -> Scenario:
    slug = form.cleaned_data["owner"] or NOBODY
    university = None if slug == NOBODY else University.objects.filter(slug=slug).first()
    if not request.user.has_perm("economics.save_scenario_at", university):
        raise PermissionDenied
    return duplicate(kept, name=form.cleaned_data["name"], university=university, by=request.user)


@login_required
@calculates
def delete_it(request: SignedInRequest, scenario: int) -> HttpResponse:
    kept = _own(request, scenario)
    if request.method == "POST":
        delete(kept, by=request.user)
        messages.success(request, _("Le scénario « %s » est supprimé.") % kept.name)
        return redirect("scenarios")
    consequences = [
        _("Ses hypothèses et l’historique de ses enregistrements disparaissent de la liste et des comparaisons."),
        _("Ce qu’une proposition en a repris reste dans la proposition."),
    ]
    if kept.shared_at:
        consequences.append(_("Le comité de pilotage, qui peut le lire aujourd’hui, ne le verra plus."))
    context = {
        "title": _("Supprimer « %s » ?") % kept.name,
        "consequences": consequences,
        "confirm_label": _("Supprimer le scénario"),
        "danger": True,
        "cancel_url": reverse("scenario", args=[kept.pk]),
    }
    return render(request, "frame/confirm.html", context)


def _form(request: SignedInRequest, kept: Scenario, form: Any, *, title: str, verb: str) -> HttpResponse:
    context = {"scenario": kept, "form": form, "title": title, "verb": verb}
    return render(request, "steering/scenario_keeping.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("scenarios/<int:scenario>/renommer/", rename_it, name="scenario-rename"),
    path("scenarios/<int:scenario>/dupliquer/", duplicate_it, name="scenario-duplicate"),
    path("scenarios/<int:scenario>/supprimer/", delete_it, name="scenario-delete"),
]
