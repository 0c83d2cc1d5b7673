"""A document with sample data, to see how mentions print before they are published. Nobody in it exists."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from credseal.pdf import compile_pdf
from microcert.consortium.models import University
from microcert.consortium.queries import brand_of_the_house

from .render import TEMPLATES, letterhead_of, mention_blocks

TEMPLATE = "specimen"


def render_specimen(mentions: str) -> bytes:
    """A sample document on the first university's letterhead with these mentions (Markdown) at its foot."""
    house = brand_of_the_house()
    university = University.objects.all()[0]
    with override("fr"):
        title = _("Spécimen : document avec des données d’exemple")
    data = {
        "title": title,
        "letterhead": letterhead_of(university),
        "brand": {"name": house.name, "brand": house.brand, "mark": house.mark},
        "mentions": mention_blocks(mentions),
    }
    return compile_pdf(TEMPLATES / f"{TEMPLATE}.typ", data, title=title, lang="fr", root=TEMPLATES)
