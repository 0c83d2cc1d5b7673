"""The catalogue: search, filters, order, pages. A plain form in the address; htmx spares a reload."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from microcert.catalogue.bitmaps import Place, Sort
from microcert.catalogue.facets import NO_LEVEL, Filters, Modality, When
from microcert.catalogue.queries import Found, Option, Results, search
from microcert.catalogue.rules import Band
from microcert.web.frame.wording import euros

from . import drawn
from .comparison import chosen
from .seats import Availability, availability, taken
from .structured import absolute, list_block, picture

# The facet's name in the address, and the filter that it sets.
PARAMETERS = {
    "duree": "hours",
    "session": "sessions",
    "domaine": "families",
    "modalite": "modalities",
    "visee": "aims",
    "niveau": "levels",
    "prix": "prices",
    "univ": "universities",
}
TITLES: dict[str, Promise] = {
    "duree": gettext_lazy("Durée"),
    "session": gettext_lazy("Prochaine session"),
    "domaine": gettext_lazy("Domaine"),
    "modalite": gettext_lazy("Modalité"),
    "visee": gettext_lazy("Visée"),
    "niveau": gettext_lazy("Niveau européen"),
    "prix": gettext_lazy("Tarif"),
    "univ": gettext_lazy("Université productrice"),
}
SESSIONS: dict[str, Promise] = {
    When.OPEN: gettext_lazy("Ouverte aux inscriptions"),
    When.SOON: gettext_lazy("Dans moins d’un mois"),
    When.NONE: gettext_lazy("Sans date annoncée"),
}
MODALITIES: dict[str, Promise] = {
    Modality.REMOTE: gettext_lazy("Entièrement à distance"),
    Modality.ON_SITE: gettext_lazy("En partie sur site"),
    Modality.LIVE: gettext_lazy("Avec rendez-vous en direct"),
    Modality.OWN_PACE: gettext_lazy("Entièrement à votre rythme"),
}
# Facets of which a choice is shown only where some training has it: few of the eight levels are ever used.
SPARSE = {"niveau", "univ"}
# Above so many choices a facet is folded.
LONG = 9
# Where a slice of the results begins, in the address.
AFTER, BEFORE = "apres", "avant"
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

    @property
    def is_long(self) -> bool:
        """Whether it is folded until asked for."""
        return len(self.options) > LONG

    @property
    def is_on(self) -> bool:
        return any(option.is_on for option, _words in self.options)


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    words: str
    without: str


def filters_of(query: QueryDict) -> Filters:
    """The filters that an address asks for. Whatever is not a choice finds nothing to hold on to, and is ignored."""
    return Filters(**{field: frozenset(filter(None, query.getlist(name))) for name, field in PARAMETERS.items()})


def place_of(query: QueryDict) -> Place:
    """The training after or before which the page begins."""
    if slug := query.get(BEFORE, "")[:120]:
        return Place(slug.replace("\0", ""), is_before=True)
    return Place(query.get(AFTER, "")[:120].replace("\0", ""))


def address_of(query: QueryDict, **changed: list[str]) -> str:
    """The address of the same search with some parameters replaced, from its first slice on: it can be shared as it is."""
    rest = query.copy()
    for name in (AFTER, BEFORE, "page"):
        rest.pop(name, None)
    for name, values in changed.items():
        rest.setlist(name, values)
    return f"?{rest.urlencode()}"


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
    if field == "levels":
        return _("Sans niveau") if option.value == NO_LEVEL else _("Niveau %s") % option.value
    return str({**SESSIONS, **MODALITIES}.get(option.value, option.label))


def chips_of(query: QueryDict, facets: list[Facet]) -> list[Chip]:
    chips = []
    for facet in facets:
        for option, words in facet.options:
            if option.is_on:
                rest = [value for value in query.getlist(facet.name) if value != option.value]
                chips.append(Chip(words, address_of(query, **{facet.name: rest})))
    return chips


@dataclass(frozen=True)
class Neighbours:
    """The addresses of the results before and after these; empty where there are none."""

    previous: str
    following: str
    first: str


def neighbours_of(query: QueryDict, results: Results) -> Neighbours:
    here = results.slice
    return Neighbours(
        address_of(query, **{BEFORE: [here.previous.slug]}) if here.previous else "",
        address_of(query, **{AFTER: [here.following.slug]}) if here.following else "",
        address_of(query) if here.previous else "",
    )


def proposals_of(query: QueryDict, text: str, results: Results) -> list[Chip]:
    """The searches that a misspelt word may have meant instead."""
    return [
        Chip(shown, address_of(query, q=[text.lower().replace(typed, shown)]))
        for typed, shown in results.reading.others
        if typed in text.lower()
    ]


def facets_of(results: Results) -> list[Facet]:
    facets = []
    for name, field in PARAMETERS.items():
        options = results.facets[field]
        shown = [each for each in options if each.count or each.is_on] if name in SPARSE else options
        facets.append(Facet(name, TITLES[name], [(option, words_of(field, option)) for option in shown]))
    return [facet for facet in facets if facet.options]


def cards_of(results: Results) -> list[tuple[Found, Availability | None]]:
    """Each training of the page with what can be expected of its next session. One statement for all."""
    rows = results.slice.rows
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
    results = search(text, filters_of(query), query.get("tri", ""), place_of(query))
    facets, compared = facets_of(results), chosen(request)
    context = {
        "compared": compared,
        "compared_elsewhere": [slug for slug in compared if slug not in {row.slug for row in results.slice.rows}],
        "text": text,
        "canonical": absolute(
            request.get_full_path() if query.get(AFTER) and len(query) == 1 else reverse("catalogue")
        ),
        "picture": picture(),
        "described": list_block(results.slice.rows, results.slice.first),
        "results": results,
        "cards": cards_of(results),
        "neighbours": neighbours_of(query, results),
        "facet_fields": drawn.facet_fields(facets),
        "counts_to_swap": drawn.counts_to_swap(facets),
        "chips": chips_of(query, facets),
        "proposals": proposals_of(query, text, results),
        "sorts": [(sort, words) for sort, words in SORTS.items() if sort is not Sort.RELEVANCE or text],
        "corrections": [shown for _typed, shown in results.reading.corrected],
    }
    return render(request, "public/catalogue.html", context)


urlpatterns = [path("", catalogue, name="catalogue")]
