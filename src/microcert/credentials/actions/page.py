"""What the certificate looks like as a page: the producing university's letterhead and the consortium's mark."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from credseal import AwardRecord
from credseal.pdf import CertificateLook
from microcert.consortium.models import Consortium, University
from microcert.credentials.rules import is_legible_on_white

TEMPLATE = "certificate@2026-1"
# Stands where a consortium has given no figure of its own: a C of four bricks that a fifth one closes.
FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="{brick}" d="M13 3h9.3v9H14a2 2 0 0 0-2 2v5.1H3V13A10'
    ' 10 0 0 1 13 3zM24 3h13v9H24zM3 20.9h9V26a2 2 0 0 0 2 2h3.3v9H13A10 10 0 0 1 3 27zM19 28h18v9H19z"/><path fill="{marker}"'
    ' d="M26 15.5h11v9H26z"/></svg>'
)


def look_of(record: AwardRecord, issuer: University) -> CertificateLook:
    """The page's letterhead, colours and words, in the record's language."""
    house = Consortium.objects.get()
    theme: dict[str, Any] = house.settings.get("theme", {})
    brick = theme.get("primary", CertificateLook.__dataclass_fields__["brick_colour"].default)
    heading = issuer.colour if is_legible_on_white(issuer.colour) else "#0b3b43"
    with translation.override(record.language):
        return CertificateLook(
            logo_svg=_drawing(issuer.logo),
            mark_svg=FIGURE.format(brick=brick, marker=theme.get("marker", "#f4b52a")),
            mark_name=house.mark,
            subtitle=f"{issuer.city}, {record.issuer.country}",
            certifies=_("%(body)s certifie que") % {"body": issuer.article[:1].upper() + issuer.article[1:]},
            most_hours=house.hours_max,
            heading_colour=heading,
            brick_colour=brick,
            footer=_footer(house, record),
        )


def reason_of(body: University, language: str) -> str:
    """Why a university sealed the page, as PDF readers show it beside the seal, in the record's language."""
    with translation.override(language):
        # The article is French, whatever language the sentence around it is in.
        named = body.article if language.startswith("fr") else body.name
        return _("Micro-certification délivrée par %(body)s") % {"body": named}


def _footer(house: Consortium, record: AwardRecord) -> str:
    return _(
        "%(brand)s, marque commune du consortium %(name)s. Reconnu par les %(count)s universités partenaires. Cadre commun, version %(version)s."
    ) % {
        "brand": house.brand,
        "count": University.objects.count(),
        "name": house.name,
        "version": record.framework_version,
    }


def _drawing(logo: str) -> str:
    """A logo as a drawing of its own: inside a page SVG needs no name space, in a file it does."""
    if "xmlns=" in logo or not logo.startswith("<svg"):
        return logo
    return logo.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
