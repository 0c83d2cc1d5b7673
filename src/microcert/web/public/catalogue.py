"""The catalogue: search, filters, order, pages. A plain form in the address; htmx spares a reload."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from microcert.catalogue.queries import Filters, Found, Option, Results, Sort, When, search
from microcert.catalogue.rules import Band
from microcert.web.frame.wording import euros

from .seats import Availability, availability, taken

# The facet's name in the address, and the filter that it sets.
PARAMETERS = {
    "duree": "hours",
    "session": "sessions",
    "domaine": "families",
    "visee": "aims",
    "prix": "prices",
    "univ": "universities",
}
TITLES: dict[str, Promise] = {
    "duree": gettext_lazy("Durée"),
    "session": gettext_lazy("Prochaine session"),
    "domaine": gettext_lazy("Domaine"),
    "visee": gettext_lazy("Visée"),
    "prix": gettext_lazy("Tarif"),
    "univ": gettext_lazy("Université productrice"),
}
SESSIONS: dict[str, Promise] = {
    When.OPEN: gettext_lazy("Ouverte aux inscriptions"),
    When.SOON: gettext_lazy("Dans moins d’un mois"),
    When.NONE: gettext_lazy("Sans date annoncée"),
}
SORTS: dict[Sort, Promise] = {
    Sort.RELEVANCE: gettext_lazy("Pertinence"),
    Sort.SESSION: gettext_lazy("Prochaine session"),
    Sort.HOURS: gettext_lazy("Durée croissante"),
    Sort.PRICE: gettext_lazy("Prix croissant"),
}


@dataclass(frozen=True)
class Facet:
    name: str
    title: str | Promise
    options: list[tuple[Option, str]]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    words: str
    without: str


def filters_of(query: QueryDict) -> Filters:
    """The filters that an address asks for. Whatever is not a choice finds nothing to hold on to, and is ignored."""
    return Filters(**{field: frozenset(filter(None, query.getlist(name))) for name, field in PARAMETERS.items()})


def known_choices(wanted: Filters, results: Results) -> Filters:
    """The filters reduced to choices that exist, so that a mistyped address shows the catalogue and not a void."""
    return Filters(
        **{
            field: frozenset(option.value for option in results.facets[field] if option.value in getattr(wanted, field))
            for field in PARAMETERS.values()
        }
    )


def band_words(field: str, band: Band) -> str:
    if field == "hours":
        return _("%(low)s à %(high)s heures") % {"low": band.low, "high": band.high}
    if band.high is None:
        return _("Plus de %s") % euros((band.low - 1) * 100)
    if not band.low:
        return _("Jusqu’à %s") % euros(band.high * 100)
    return _("%(low)s à %(high)s") % {"low": euros((band.low - 1) * 100), "high": euros(band.high * 100)}


def words_of(field: str, option: Option) -> str:
    if isinstance(option.label, Band):
        return band_words(field, option.label)
    return str(SESSIONS[option.value]) if field == "sessions" else str(option.label)


def chips_of(query: QueryDict, facets: list[Facet]) -> list[Chip]:
    chips = []
    for facet in facets:
        for option, words in facet.options:
            if option.is_on:
                rest = query.copy()
                rest.setlist(facet.name, [value for value in query.getlist(facet.name) if value != option.value])
                rest.pop("page", None)
                chips.append(Chip(words, f"?{rest.urlencode()}"))
    return chips


def cards_of(results: Results) -> list[tuple[Found, Availability | None]]:
    """Each training of the page with what can be expected of its next session. One statement for all."""
    rows: list[Found] = list(results.page)
    sold = taken(row.next_session.pk for row in rows if row.next_session)
    return [(row, _availability(row, sold)) for row in rows]


def _availability(row: Found, sold: dict[int, int]) -> Availability | None:
    nearest = row.next_session
    if nearest is None:
        return None
    return availability(is_on_sale=nearest.is_on_sale, capacity=nearest.capacity, taken=sold.get(nearest.pk, 0))


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    query, text = request.GET, request.GET.get("q", "").replace("\0", "").strip()
    wanted = filters_of(query)
    results = search(text, wanted, query.get("tri", ""), query.get("page", 1))
    if (known := known_choices(wanted, results)) != wanted:
        results = search(text, known, query.get("tri", ""), query.get("page", 1))
    facets = [
        Facet(name, TITLES[name], [(option, words_of(field, option)) for option in results.facets[field]])
        for name, field in PARAMETERS.items()
    ]
    context = {
        "text": text,
        "results": results,
        "page": results.page,
        "cards": cards_of(results),
        "facets": facets,
        "chips": chips_of(query, facets),
        "sorts": [(sort, words) for sort, words in SORTS.items() if sort is not Sort.RELEVANCE or text],
        "corrections": [shown for _typed, shown in results.reading.corrected],
    }
    return render(request, "public/catalogue.html", context)


urlpatterns = [path("", catalogue, name="catalogue")]
