"""A document of the consortium itself, which no university's letterhead stands on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from credseal.pdf import compile_pdf
from microcert.consortium.queries import brand_of_the_house

from .render import TEMPLATES


def render_for_the_house(template: str, content: dict[str, Any], *, title: str) -> bytes:
    """The PDF of `templates/<template>.typ` out of plain content; the template also receives `brand` and `title`."""
    data = {**content, "title": title, "brand": asdict(brand_of_the_house())}
    return compile_pdf(TEMPLATES / f"{template}.typ", data, title=title, lang="fr", root=TEMPLATES)
