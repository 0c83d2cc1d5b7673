"""What programs read: the map of the public pages, and what robots are asked to leave alone."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from microcert.consortium.models import TermsVersion
from microcert.trainings.queries import published

# Pages that belong to a person or to a session of work.
PRIVATE = ("/espace/", "/evaluation/", "/jury/", "/bureau/", "/bureaux/", "/compte/", "/api/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}" for prefix in PRIVATE),
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    pages: list[tuple[str, date | None]] = [
        (reverse(name), None) for name in ("catalogue", "about", "framework", "help")
    ]
    # The mentions of documents are no page that anybody looks for.
    texts = TermsVersion.objects.exclude(kind=TermsVersion.Kind.DOCUMENT_MENTIONS)
    kinds = texts.order_by("kind").values_list("kind", flat=True).distinct()
    pages += [(reverse("terms", args=[kind.replace("_", "-")]), None) for kind in kinds]
    trainings = published().order_by("training__slug").values_list("training__slug", "updated_on")
    pages += [(reverse("training", args=[slug]), updated_on) for slug, updated_on in trainings]
    context = {"pages": [(settings.SITE_URL + page, changed) for page, changed in pages]}
    return render(request, "public/sitemap.xml", context, content_type="application/xml; charset=utf-8")


urlpatterns = [path("robots.txt", robots, name="robots"), path("sitemap.xml", sitemap, name="sitemap")]
