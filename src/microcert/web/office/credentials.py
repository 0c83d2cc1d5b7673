"""What one's university has issued: search, tabs by status, the way to each permanent page, export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.credentials.actions import note_export
from microcert.credentials.permissions import REGISTER_ROLES
from microcert.credentials.queries import IssuedCredential, Register, issued_by
from microcert.credentials.rules import CredentialStatus
from microcert.web.access import SignedInRequest, admit
from microcert.web.export import csv_file, table_as_csv

PAGE_SIZE = 50

# What a badge says of one credential, and what a tab says of many.
WORDS: dict[CredentialStatus, str | Promise] = {
    CredentialStatus.VALID: _("En vigueur"),
    CredentialStatus.SUSPENDED: _("Suspendu"),
    CredentialStatus.REVOKED: _("Révoqué"),
    CredentialStatus.SUPERSEDED: _("Remplacé"),
}
TABS: dict[str, str | Promise] = {
    "": _("Tous"),
    CredentialStatus.VALID: _("En vigueur"),
    CredentialStatus.SUSPENDED: _("Suspendus"),
    CredentialStatus.REVOKED: _("Révoqués"),
    CredentialStatus.SUPERSEDED: _("Remplacés"),
}
# Kind and icon of the badge.
BADGES = {
    CredentialStatus.VALID: ("ok", "check-circle-fill"),
    CredentialStatus.SUSPENDED: ("wait", "hourglass-split"),
    CredentialStatus.REVOKED: ("stop", "x-circle-fill"),
    CredentialStatus.SUPERSEDED: ("info", "arrow-counterclockwise"),
}


@dataclass(frozen=True)
class View:
    """The universities whose register the person reads, and what was asked of it."""

    universities: list[University]
    register: Register
    text: str


@dataclass(frozen=True)
class Line:
    """One credential as the page shows it."""

    credential: IssuedCredential
    kind: str
    icon: str
    words: str | Promise
    may_change: bool


def view_of(request: SignedInRequest, asked: Any) -> View:
    within_reach = universities_within_reach(request.user, *REGISTER_ROLES)
    universities = [each for each in within_reach if request.user.has_perm("credentials.view_issued", each)]
    admit(request.user, bool(universities))
    text = asked.get("q", "")[:100]
    return View(universities, issued_by(universities, status=asked.get("etat", ""), text=text), text)


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    view = view_of(request, request.GET)
    page = Paginator(view.register.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    answered_for = {
        each.pk for each in view.universities if request.user.has_perm("credentials.change_statuses_of", each)
    }
    context = {
        "view": view,
        "universities": view.universities,
        "tabs": [(value, label, view.register.counts[value]) for value, label in TABS.items()],
        "page": page,
        "lines": [
            Line(row, *BADGES[row.status], WORDS[row.status], not row.is_final and row.issuer.pk in answered_for)
            for row in page.object_list
        ],
    }
    return render(request, "office/credentials.html", context)


@login_required
@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """The list on screen as a spreadsheet; the export stands in the journal, once for each university."""
    view = view_of(request, request.POST)
    for university in view.universities:
        rows = sum(row.issuer == university for row in view.register.rows)
        if rows or len(view.universities) == 1:
            note_export(university, rows=rows, by=request.user)
    return csv_file(as_csv(view.register.rows), "certificats")


def as_csv(rows: Iterable[IssuedCredential]) -> bytes:
    """One line per credential."""
    heads = (
        gettext("Numéro"),
        gettext("Titulaire"),
        gettext("Intitulé"),
        gettext("Session"),
        gettext("Université"),
        gettext("Délivré le"),
        gettext("État"),
        gettext("Motif"),
        gettext("Adresse permanente"),
    )
    return table_as_csv(
        heads,
        (
            (
                row.number,
                row.holder,
                row.title,
                row.session,
                row.issuer.name,
                f"{localtime(row.awarded_at):%Y-%m-%d}",
                WORDS[row.status],
                row.status_reason,
                row.address,
            )
            for row in rows
        ),
    )


urlpatterns = [
    path("certificats/", show, name="office-credentials"),
    path("certificats/export/", export, name="office-credentials-export"),
]
