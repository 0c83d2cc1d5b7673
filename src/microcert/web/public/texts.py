"""Texts that anybody may read: what a micro-credential is, the framework, the terms, help."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.consortium.models import Consortium, FrameworkVersion, TermsVersion, TextDraft, University
from microcert.consortium.queries import assets_of, why_made

from .clauses import binding_text


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html", {"universities": University.objects.all(), "assets": assets_of(None)})


@require_safe
def framework(request: HttpRequest, version: str = "") -> HttpResponse:
    """The common framework in force, or the version that a document names."""
    versions = list(FrameworkVersion.objects.all())
    shown = next((each for each in versions if each.version == version or not version), None)
    if shown is None:
        raise Http404(_("Cette version du cadre commun n’existe pas."))
    context = {
        "shown": shown,
        "versions": versions,
        "is_in_force": shown == versions[0],
        "text": binding_text(shown.text),
        "visas": shown.visas.all(),
        "why": why_made(TextDraft.FRAMEWORK, shown.version),
    }
    return render(request, "public/framework.html", context)


@require_safe
def terms(request: HttpRequest, kind: str, version: str = "") -> HttpResponse:
    """A binding text in force, or the version that somebody accepted."""
    versions = list(TermsVersion.objects.filter(kind=kind.replace("-", "_")))
    shown = next((each for each in versions if each.version == version or not version), None)
    if shown is None:
        raise Http404(_("Ce texte n’existe pas."))
    text = binding_text(shown.text)
    context = {
        "shown": shown,
        "slug": kind,
        "why": why_made(kind.replace("-", "_"), shown.version),
        "versions": versions,
        "is_in_force": shown == versions[0],
        "text": text,
        "title": text.title or shown.get_kind_display(),
    }
    return render(request, "public/terms.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(
        request, "public/help.html", {"house": Consortium.objects.first(), "universities": University.objects.all()}
    )


@require_safe
def university(request: HttpRequest, slug: str) -> HttpResponse:
    """A member: who to write to, and on what its quality rests."""
    found = get_object_or_404(University, slug=slug)
    return render(request, "public/university.html", {"university": found, "assets": assets_of(found)})


urlpatterns = [
    path("micro-certifications/", about, name="about"),
    path("cadre-commun/", framework, name="framework"),
    path("cadre-commun/<str:version>/", framework, name="framework-version"),
    path("textes/<slug:kind>/", terms, name="terms"),
    path("textes/<slug:kind>/<str:version>/", terms, name="terms-version"),
    path("aide/", help_page, name="help"),
    path("universites/<slug:slug>/", university, name="university"),
]
