"""Up to three trainings side by side. The choice stands in the address, so that it works without JavaScript and can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from microcert.catalogue.holdings import NextSession, holdings
from microcert.trainings.models import TrainingVersion
from microcert.trainings.queries import published

from .seats import Availability, availability, taken

PARAMETER, MOST = "comparer", 3


@dataclass(frozen=True)
class Column:
    """A training in the comparison, and the address of the comparison without it."""

    version: TrainingVersion
    lowest_price_cents: int
    is_remote: bool
    is_live: bool
    competencies: list[str]
    session: NextSession | None
    availability: Availability | None
    without: str


def chosen(request: HttpRequest) -> list[str]:
    """The trainings named in the address, each once, in the order in which they were ticked."""
    return [slug for slug in dict.fromkeys(request.GET.getlist(PARAMETER)) if slug and "\0" not in slug][:20]


def columns_of(slugs: Sequence[str]) -> list[Column]:
    """The published ones of these trainings, in this order, three at most. Five statements."""
    rows = (
        published()
        .filter(training__slug__in=slugs)
        .select_related("training__producer", "competency_framework", "rules", "catalogue_entry")
        .prefetch_related("competency_framework__competencies")
        .annotate(lowest_price_cents=Min("tariffs__price_cents"))
    )
    by_slug = {version.training.slug: version for version in rows}
    versions = [by_slug[slug] for slug in slugs if slug in by_slug][:MOST]
    held = holdings().sessions
    sessions = {version.pk: held.get(version.pk) for version in versions}
    sold = taken(session.pk for session in sessions.values() if session)
    return [_column(version, versions, sessions.get(version.pk), sold) for version in versions]


def _column(
    version: TrainingVersion, versions: Sequence[TrainingVersion], session: NextSession | None, sold: dict[int, int]
) -> Column:
    others = [(PARAMETER, each.training.slug) for each in versions if each is not version]
    seats = None
    if session:
        seats = availability(is_on_sale=session.is_on_sale, capacity=session.capacity, taken=sold.get(session.pk, 0))
    entry = version.catalogue_entry
    competencies = [each.title for each in version.competency_framework.competencies.all()]
    cents = getattr(version, "lowest_price_cents", None) or 0
    return Column(version, cents, entry.is_remote, entry.is_live, competencies, session, seats, f"?{urlencode(others)}")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    slugs = chosen(request)
    columns = columns_of(slugs)
    kept = urlencode([(PARAMETER, column.version.training.slug) for column in columns])
    context = {
        "columns": columns,
        "is_enough": len(columns) > 1,
        "left_out": max(0, len(slugs) - MOST),
        "most": MOST,
        "more_url": f"{reverse('catalogue')}?{kept}" if len(columns) < MOST else "",
        "catalogue_url": reverse("catalogue"),
    }
    return render(request, "public/comparison.html", context)


urlpatterns = [path("comparer/", compare, name="comparison")]
