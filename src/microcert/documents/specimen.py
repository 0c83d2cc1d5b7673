"""Documents with sample data: how each common template prints, and how mentions do before they are published.

Nobody in them exists; `samples.toml` holds the data, and a red line says on each page that the document is a specimen.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from credseal.pdf import compile_pdf
from microcert.consortium.models import University
from microcert.consortium.queries import brand_of_the_house

from .render import TEMPLATES, letterhead_of, mention_blocks, render

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


@lru_cache(maxsize=1)
def samples() -> dict[str, dict[str, Any]]:
    """Sample content by template: what all share, and what each adds."""
    read = tomllib.loads((TEMPLATES.parent / "samples.toml").read_text(encoding="utf-8"))
    shared = read.pop("shared")
    return {template: shared | content for template, content in read.items()}


def render_sample(template: str, university: University) -> bytes:
    """One common template on a university's letterhead with sample data. KeyError when there is no such template."""
    content = samples()[template]
    with override("fr"):
        title = _("Spécimen : document avec des données d’exemple")
    return render(template, content | {"is_specimen": True}, letterhead=university, title=title)
