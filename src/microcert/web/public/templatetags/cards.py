"""The one tag of the public pages: the cards of the catalogue, which need the brand that every template knows."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from microcert.catalogue.queries import Found
from microcert.web.public import drawn
from microcert.web.public.seats import Availability

register = template.Library()


@register.simple_tag(takes_context=True)
def cards(context: Context, rows: Iterable[tuple[Found, Availability | None]]) -> SafeString:
    return drawn.cards(rows, context["brand"], context["compared"])
