"""What changed between two versions of a text, clause by clause, and each version as an accessible PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.consortium.models import FrameworkVersion, TextDraft
from microcert.consortium.queries import published_versions, why_made
from microcert.consortium.rules import Change, compare, title_of
from microcert.documents.binding import published_text_pdf

FRAMEWORK = TextDraft.FRAMEWORK


def the_versions(kind: str, version: str) -> tuple[Any, list[Any]]:
    """(the version asked for, all of them newest first)."""
    versions: list[Any] = list(published_versions(kind.replace("-", "_")))
    shown = next((each for each in versions if each.version == version), None)
    if shown is None:
        raise Http404(_("Cette version n’existe pas."))
    return shown, versions


@require_safe
def changes(request: HttpRequest, version: str, kind: str = FRAMEWORK) -> HttpResponse:
    """What a version changed: against the one before it, or against the one that `avec` names."""
    shown, versions = the_versions(kind, version)
    others = [each for each in versions if each != shown]
    older = next((each for each in others if each.version == request.GET.get("avec")), None)
    if older is None:
        place = versions.index(shown)
        older = versions[place + 1] if place + 1 < len(versions) else None
    compared = compare(older.text, shown.text) if older else []
    context = {
        "shown": shown,
        "older": older,
        "others": others,
        "title": title_of(shown.text),
        "changed": [each for each in compared if each.change is not Change.SAME],
        "kept": sum(each.change is Change.SAME for each in compared),
        "why": why_made(kind.replace("-", "_"), shown.version),
        "kind": kind,
        "is_framework": kind == FRAMEWORK,
    }
    return render(request, "public/changes.html", context)


@require_safe
def paper(request: HttpRequest, version: str, kind: str = FRAMEWORK) -> HttpResponse:
    shown, _versions = the_versions(kind, version)
    visas: tuple[tuple[str, str], ...] = ()
    if isinstance(shown, FrameworkVersion):
        visas = tuple(shown.visas.values_list("reference", "title"))
    title = title_of(shown.text) or version
    pdf = published_text_pdf(shown.sha256, shown.text, title, shown.version, shown.published_on, visas)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{kind}-{shown.version}.pdf"'
    response["Cache-Control"] = "public, max-age=86400"
    return response


urlpatterns = [
    path("cadre-commun/<str:version>/differences/", changes, name="framework-changes"),
    path("cadre-commun/<str:version>/texte.pdf", paper, name="framework-pdf"),
    path("textes/<slug:kind>/<str:version>/differences/", changes, name="terms-changes"),
    path("textes/<slug:kind>/<str:version>/texte.pdf", paper, name="terms-pdf"),
]
