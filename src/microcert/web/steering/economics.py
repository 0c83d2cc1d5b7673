"""The calculator of the break-even: hypotheses in the address, the answer first, a download for spreadsheets."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.economics.queries import CALCULATORS, steers
from microcert.people.models import User
from microcert.web.access import SignedInRequest
from microcert.web.export import csv_file, table_as_csv
from microcert.web.workbook import workbook, xlsx_file

from .economics_form import AssumptionsForm, fields_of, stated
from .economics_result import Calculation, calculate
from .economics_start import form_of, trainings_to_count
from .economics_tables import account_heads, account_rows, sheets

calculates = permission_required("economics.calculate", raise_exception=True)


def owners_of(person: User) -> list[tuple[str, str]]:
    """In whose name the person may save: (slug, name); the empty slug is the committee's."""
    found: list[University] = universities_within_reach(person, *CALCULATORS)
    named = [(each.slug, each.short_name) for each in found]
    return [*named, ("", "")] if steers(person) else named


@login_required
@calculates
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """The page; a state is an address, so that it can be sent, kept, and found again."""
    versions = list(trainings_to_count().prefetch_related("tariffs"))
    form, kept = form_of(request.GET, versions, request.user)
    found = calculate(form.assumptions()) if form.is_valid() else None
    context: dict[str, Any] = {
        "form": form,
        "versions": versions,
        "formation": form["formation"].value() or "",
        "found": found,
        "kept": kept,
        "owners": owners_of(request.user),
        "hidden": hidden_of(form, found),
    }
    context["address"] = urlencode(context["hidden"])
    return render(request, "steering/economics.html", context)


def hidden_of(form: AssumptionsForm, found: Calculation | None) -> list[tuple[str, str]]:
    """The state as pairs, for the saving form and for the links that carry it."""
    if found is None:
        return []
    origin = {name: str(form.cleaned_data[name] or "") for name in ("formation", "scenario", "revision")}
    return stated(fields_of(found.given) | origin)


@login_required
@calculates
@require_safe
def export(request: SignedInRequest, kind: str) -> HttpResponse:
    """The state of the address as a table (CSV) or a workbook (XLSX): figures only, nobody is named."""
    form, _kept = form_of(request.GET, [], request.user)
    if kind not in ("csv", "xlsx") or not form.is_valid():
        raise Http404
    found = calculate(form.assumptions())
    if kind == "csv":
        return csv_file(table_as_csv(account_heads(), account_rows(found)), "seuil-de-rentabilite")
    return xlsx_file(workbook(sheets(form, found)), "seuil-de-rentabilite")


urlpatterns = [
    path("seuil/", show, name="break-even"),
    path("seuil/export.<str:kind>", export, name="break-even-export"),
]
