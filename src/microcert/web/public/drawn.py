"""What repeats on the catalogue page, drawn in one go: a template's loop over fifty choices and twelve cards costs as much
as the search itself (docs/decisions/0028). Whatever comes from a person is escaped here; the words are translated once a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape as e
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from microcert.catalogue.queries import Found
from microcert.consortium.queries import Brand
from microcert.web.frame import drawings, wording
from microcert.web.frame.templatetags.uc import content_lang, status

from .links import training_addresses
from .seats import Availability

if TYPE_CHECKING:
    from .catalogue import Facet


def facet_fields(facets: Iterable[Facet]) -> SafeString:
    """The choices of every facet, long facets folded until asked for."""
    return SafeString("".join(map(_fieldset, facets)))


def _fieldset(facet: Facet) -> str:
    title, name = e(str(facet.title)), facet.name
    choices = "".join(
        f'<div class="form-check"><input class="form-check-input" type="checkbox" form="recherche" name="{name}" value="{value}"'
        f' id="{name}-{value}"{" checked" if is_on else ""}><label class="form-check-label" for="{name}-{value}">{words}'
        f' <span class="n" id="n-{name}-{value}">({count})</span></label></div>'
        for value, words, count, is_on in (
            (e(one.value), e(words), one.count, one.is_on) for one, words in facet.options
        )
    )
    if not facet.is_long:
        return f'<fieldset class="uc-facet"><legend>{title}</legend>{choices}</fieldset>'
    return (
        f'<details class="uc-facet pt-3 border-top"{" open" if facet.is_on else ""}><summary class="fw-bold uc-s">{title}</summary>'
        f'<fieldset class="uc-facet border-0"><legend class="visually-hidden">{title}</legend>{choices}</fieldset></details>'
    )


def counts_to_swap(facets: Iterable[Facet]) -> SafeString:
    """What htmx replaces beside the results when a choice changes: every count, by its identifier."""
    return SafeString("".join(f",#n-{each.name}-{option.value}" for each in facets for option, _words in each.options))


def cards(rows: Iterable[tuple[Found, Availability | None]], brand: Brand, compared: Iterable[str]) -> SafeString:
    """The trainings of a slice, each with the mark, its next session and its lowest price."""
    return _Cards(brand, compared).drawn(rows)


class _Cards:
    """The words that every card repeats, translated once."""

    def __init__(self, brand: Brand, compared: Iterable[str]) -> None:
        self.address_of, self.most, self.compared = training_addresses(), brand.hours_max, frozenset(compared)
        self.mark, self.lang = drawings.mark(brand.mark), content_lang()
        self.work = e(_("%(hours)s de travail"))
        self.by, self.next, self.price = e(_("Conçue par")), e(_("Prochaine session")), e(_("Tarif"))
        self.least, self.net = e(_("à partir de")), e(_("net de taxe"))
        self.compare, self.to_come = e(_("Comparer")), e(_("Dates à venir"))

    def drawn(self, rows: Iterable[tuple[Found, Availability | None]]) -> SafeString:
        return SafeString("".join(self._card(row, seats) for row, seats in rows))

    def _card(self, row: Found, seats: Availability | None) -> str:
        title, lang = e(row.title), self.lang
        checked = " checked" if row.slug in self.compared else ""
        return (
            '<li><article class="uc-card"><div class="uc-row between">'
            f'<span class="uc-s">{self.mark}</span>'
            f'<span class="uc-s uc-num">{self.work % {"hours": wording.hours(row.minutes)}}</span></div>'
            f'<div class="mt-2">{drawings.hours_gauge(row.minutes // 60, self.most)}</div>'
            f'<h3{lang}><a href="{self.address_of(row.slug)}">{title}</a></h3>'
            f'<p class="uc-muted mb-0"{lang}>{e(row.summary)}</p>'
            '<div class="foot"><dl class="uc-facts uc-s">'
            f"<div><dt>{self.by}</dt><dd>{e(row.university_name)}</dd></div>"
            f"<div><dt>{self.next}</dt><dd>{self._session(row, seats)}</dd></div>"
            f"<div><dt>{self.price}</dt><dd>{self.least}"
            f' <strong class="fs-5 uc-num">{wording.euros(row.lowest_price_cents)}</strong> {self.net}</dd></div></dl>'
            '<div class="form-check"><input class="form-check-input" type="checkbox" form="comparaison" name="comparer"'
            f' value="{row.slug}" id="comparer-{row.slug}"{checked}><label class="form-check-label uc-s"'
            f' for="comparer-{row.slug}">{self.compare}<span class="visually-hidden"> {title}</span></label></div>'
            "</div></article></li>\n"
        )

    def _session(self, row: Found, seats: Availability | None) -> str:
        if not row.next_session or not seats:
            return self.to_come
        return f"{wording.long_date(row.next_session.starts_on)}<br>{status(seats.kind, seats.icon, seats.words)}"
