"""Scenarios: kept from the calculator, compared side by side, shared with the committee, retained for a training."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.consortium.models import University
from microcert.economics.actions import retain, revise, save_scenario, share, unshare
from microcert.economics.models import Scenario
from microcert.economics.queries import Snapshot, latest, readable_by, snapshot, with_figures
from microcert.foundation.refusals import Refusal
from microcert.trainings.models import Training
from microcert.web.access import SignedInRequest
from microcert.web.export import csv_file, table_as_csv
from microcert.web.frame.forms import UniForm

from .economics import calculates, owners_of
from .economics_form import AssumptionsForm, fields_of
from .economics_result import calculate
from .economics_tables import comparison_heads, comparison_rows

MOST_COMPARED = 4
NOBODY = "-"


class SavingForm(UniForm):
    """Under which name, and in whose."""

    name = forms.CharField(label=gettext_lazy("Nom du scénario"), max_length=120)
    owner = forms.ChoiceField(label=gettext_lazy("Enregistré pour"), required=False)

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [(slug or NOBODY, name or _("Comité de pilotage")) for slug, name in owners]  # type: ignore[attr-defined]


@login_required
@calculates
def index(request: SignedInRequest) -> HttpResponse:
    found = latest(with_figures(readable_by(request.user)))
    return render(request, "steering/scenarios.html", {"found": found, "most": MOST_COMPARED})


@login_required
@calculates
def compare(request: SignedInRequest) -> HttpResponse:
    """Up to four scenarios side by side: what each supposes, what follows. The choice stands in the address."""
    wanted = [key for key in request.GET.getlist("s") if key.isdecimal() and len(key) <= 12][:MOST_COMPARED]
    found = latest(with_figures(readable_by(request.user).filter(pk__in=wanted)))
    if "csv" in request.GET:
        return csv_file(table_as_csv(comparison_heads(), comparison_rows(found)), "scenarios")
    context = {
        "found": found,
        "rows": compared(found),
        "address": urlencode([("s", key) for key in wanted] + [("csv", 1)]),
    }
    return render(request, "steering/scenario_comparison.html", context)


def compared(found: list[Snapshot]) -> list[tuple[Any, str, list[str], bool]]:
    """Each hypothesis with its value in every scenario, and whether they differ in it."""
    shown = [fields_of(each.assumptions) for each in found]
    blank = AssumptionsForm({})
    rows = []
    for _legend, lines in blank.groups():
        for line in lines:
            values = [fields.get(line.field.name, "") for fields in shown]
            if any(values):
                rows.append((line.field.label, line.unit, values, len(set(values)) > 1))
    return rows


@login_required
@calculates
def show(request: SignedInRequest, scenario: int) -> HttpResponse:
    kept = readable(request, scenario)
    revisions = list(kept.revisions.all())
    now = snapshot(kept, revisions[0])
    context = {
        "scenario": kept,
        "now": now,
        "found": calculate(now.assumptions),
        "history": [(each, snapshot(kept, each)) for each in revisions],
        "may_share": request.user.has_perm("economics.share_scenario", kept) and kept.shared_at is None,
        "may_unshare": request.user.has_perm("economics.share_scenario", kept)
        and kept.shared_at is not None
        and kept.retained_at is None
        and kept.university is not None,
        "may_retain": request.user.has_perm("economics.retain_scenario", kept) and kept.retained_at is None,
        "may_edit": request.user.has_perm("economics.edit_scenario", kept),
        "rows": compared([now]),
    }
    return render(request, "steering/scenario.html", context)


@login_required
@calculates
@require_POST
def save(request: SignedInRequest) -> HttpResponse:
    """Keep the figures on screen: under a new name, or as the next revision of the scenario that they come from."""
    form = AssumptionsForm(request.POST)
    owners = owners_of(request.user)
    naming = SavingForm(request.POST, owners=owners)
    if not form.is_valid():
        raise Http404
    if "again" in request.POST:
        return _save_again(request, form)
    if naming.is_valid():
        try:
            kept = _save_new(request, form, naming)
        except Refusal as refusal:
            naming.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("Scénario enregistré."))
            return redirect("scenario", kept.pk)
    hidden = [(name, request.POST[name]) for name in form.fields if name in request.POST]
    context = {"form": naming, "hidden": hidden, "address": urlencode(hidden)}
    return render(request, "steering/scenario_naming.html", context, status=422)


def _save_new(request: SignedInRequest, form: AssumptionsForm, naming: SavingForm) -> Scenario:
    slug = naming.cleaned_data["owner"] or (owners_of(request.user)[0][0] or NOBODY)
    university = None if slug == NOBODY else University.objects.get(slug=slug)
    if not request.user.has_perm("economics.save_scenario_at", university):
        raise PermissionDenied
    return save_scenario(
        name=naming.cleaned_data["name"],
        university=university,
        training=Training.objects.filter(slug=form.cleaned_data["formation"]).first(),
        assumptions=form.assumptions(),
        by=request.user,
    )


def _save_again(request: SignedInRequest, form: AssumptionsForm) -> HttpResponse:
    kept = readable(request, form.cleaned_data["scenario"] or 0)
    if not request.user.has_perm("economics.edit_scenario", kept):
        raise PermissionDenied
    revise(kept, assumptions=form.assumptions(), known=form.cleaned_data["revision"] or 0, by=request.user)
    messages.success(request, _("Scénario enregistré."))
    return redirect("scenario", kept.pk)


@login_required
@require_POST
def share_it(request: SignedInRequest, scenario: int) -> HttpResponse:
    kept = readable(request, scenario)
    if not request.user.has_perm("economics.share_scenario", kept):
        raise PermissionDenied
    if request.POST.get("do") == "undo":
        unshare(kept, by=request.user)
        messages.success(request, _("Ce scénario redevient interne : le comité de pilotage ne le lit plus."))
    else:
        share(kept, by=request.user)
        messages.success(request, _("Le comité de pilotage peut désormais lire ce scénario."))
    return redirect("scenario", kept.pk)


@login_required
@require_POST
def retain_it(request: SignedInRequest, scenario: int) -> HttpResponse:
    kept = readable(request, scenario)
    if not request.user.has_perm("economics.retain_scenario", kept):
        raise PermissionDenied
    retain(kept, by=request.user)
    messages.success(request, _("Ce scénario fixe désormais le seuil d’ouverture recommandé de la formation."))
    return redirect("scenario", kept.pk)


def readable(request: SignedInRequest, key: int) -> Scenario:
    """The scenario; to whoever may not read it there is none."""
    return get_object_or_404(with_figures(readable_by(request.user)), pk=key)


urlpatterns = [
    path("scenarios/", index, name="scenarios"),
    path("scenarios/comparer/", compare, name="scenario-comparison"),
    path("scenarios/enregistrer/", save, name="scenario-save"),
    path("scenarios/<int:scenario>/", show, name="scenario"),
    path("scenarios/<int:scenario>/partager/", share_it, name="scenario-share"),
    path("scenarios/<int:scenario>/retenir/", retain_it, name="scenario-retain"),
]
