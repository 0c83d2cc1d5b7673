"""What programs read: the map of the public pages, the feed of new trainings, and what robots are asked to leave alone."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.consortium.models import FrameworkVersion, TermsVersion, University
from microcert.consortium.queries import brand_of_the_house
from microcert.trainings.queries import published

from .structured import absolute

# Pages that belong to a person or to a session of work.
PRIVATE = ("/espace/", "/evaluation/", "/jury/", "/bureau/", "/bureaux/", "/compte/", "/api/")
# Addresses in one map: far under the protocol's 50,000, so that a part stays quick to write.
MOST_ADDRESSES = 5_000
NEWEST = 50
# An address, and the day on which its page last changed.
Page = tuple[str, date | None]


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
    """The map of the public pages; with many trainings, the list of its parts (sitemaps.org)."""
    number = published().count()
    if number <= MOST_ADDRESSES:
        return _map(request, [*_texts(), *_trainings(0)])
    parts = range(1 + -(-number // MOST_ADDRESSES))
    context = {"parts": [(absolute(reverse("sitemap-part", args=[part])), _newest(_part(part))) for part in parts]}
    return render(request, "public/sitemap_index.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """A part of a large map: 0 holds the texts, the following ones the trainings."""
    pages = _part(part)
    if not pages:
        raise Http404
    return _map(request, pages)


def _part(part: int) -> list[Page]:
    return _trainings((part - 1) * MOST_ADDRESSES) if part else _texts()


def _newest(pages: list[Page]) -> date | None:
    return max((day for _address, day in pages if day), default=None)


def _map(request: HttpRequest, pages: list[Page]) -> HttpResponse:
    context = {"pages": [(absolute(page), changed) for page, changed in pages]}
    return render(request, "public/sitemap.xml", context, content_type="application/xml; charset=utf-8")


def _texts() -> list[Page]:
    """What is not a training, each page with the day on which it last changed where that is known."""
    pages: list[Page] = [
        (reverse("catalogue"), published().aggregate(day=Max("updated_on"))["day"]),
        (reverse("about"), None),
        (reverse("framework"), FrameworkVersion.objects.aggregate(day=Max("published_on"))["day"]),
        (reverse("help"), None),
    ]
    # The mentions of documents are no page that anybody looks for.
    texts = TermsVersion.objects.exclude(kind=TermsVersion.Kind.DOCUMENT_MENTIONS)
    kinds = texts.order_by("kind").values_list("kind").annotate(day=Max("published_on"))
    pages += [(reverse("terms", args=[kind.replace("_", "-")]), day) for kind, day in kinds]
    slugs = University.objects.order_by("slug").values_list("slug", flat=True)
    return pages + [(reverse("university", args=[slug]), None) for slug in slugs]


def _trainings(begin: int) -> list[Page]:
    rows = published().order_by("training__slug").values_list("training__slug", "updated_on")
    return [(reverse("training", args=[slug]), day) for slug, day in rows[begin : begin + MOST_ADDRESSES]]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The trainings published last, as Atom (RFC 4287)."""
    brand = brand_of_the_house()
    atom = Atom1Feed(
        title=_("%s : nouvelles formations") % brand.brand,
        link=absolute(reverse("catalogue")),
        description=brand.tagline,
        language="fr",
        feed_url=absolute(reverse("catalogue-feed")),
        author_name=brand.name,
    )
    newest = published().filter(published_at__isnull=False).select_related("training__producer")
    for version in newest.order_by("-published_at", "-pk")[:NEWEST]:
        page = absolute(reverse("training", args=[version.training.slug]))
        atom.add_item(
            title=version.title,
            link=page,
            # Readers take a summary for HTML.
            description=escape(version.summary),
            unique_id=f"{page}#version-{version.number}",
            pubdate=version.published_at,
            updateddate=version.published_at,
            author_name=version.training.producer.name,
            categories=[version.get_family_display()],
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap_part, name="sitemap-part"),
    path("formations.atom", feed, name="catalogue-feed"),
]
