"""The steering committee's overview, on screen and as a table. It counts; it names no learner."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.web.export import csv_file, table_as_csv

from . import figures

steers = permission_required("consortium.steer", raise_exception=True)


@login_required
@steers
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "steering/overview.html", {"found": figures.overview()})


@login_required
@steers
def export(request: HttpRequest) -> HttpResponse:
    """The table of sessions for a spreadsheet: counts only, so nothing to journal."""
    heads = (
        _("Session"),
        _("Formation"),
        _("Université productrice"),
        _("Début"),
        _("État"),
        _("Places attribuées"),
        _("Capacité"),
        _("Seuil d’ouverture"),
        _("Écart entre universités"),
    )
    rows = (
        (
            line.code,
            line.training,
            line.producer,
            line.starts_on.isoformat(),
            line.state[2],
            line.taken,
            line.capacity,
            line.threshold,
            line.spread,
        )
        for line in figures.overview().sessions
    )
    return csv_file(table_as_csv(heads, rows), "sessions")


urlpatterns = [
    path("", show, name="steering"),
    path("sessions.csv", export, name="steering-export"),
]
