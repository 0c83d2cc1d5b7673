"""A binding text as an accessible PDF: the framework, terms, rules, notices, in force or as a specimen of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from credseal.pdf import compile_pdf
from microcert.consortium.queries import brand_of_the_house

from .blocks import blocks
from .render import TEMPLATES

TEMPLATE = "binding_text"


def render_binding_text(
    markdown: str,
    *,
    title: str,
    version: str,
    published_on: date | None,
    sha256: str = "",
    visas: Sequence[tuple[str, str]] = (),
) -> bytes:
    """PDF/A-3a and PDF/UA-1. Without a day it is a specimen, and every page says so. `visas` are (reference, title)."""
    house = brand_of_the_house()
    with override("fr"):
        day = date_format(published_on, "j F Y") if published_on else ""
        words = {
            "specimen": _("Spécimen : projet de texte, sans valeur"),
            "version": _("Version %(version)s, publiée le %(day)s") % {"version": version, "day": day}
            if day
            else _("Version %s, en préparation") % version,
            "fingerprint": f"SHA-256 {sha256[:16]}" if sha256 else "",
            "visas": _("Visas"),
        }
    content: dict[str, Any] = {
        "title": title,
        "brand": {"name": house.name},
        "blocks": blocks(markdown),
        "visas": [{"reference": reference, "title": words_of} for reference, words_of in visas],
        "words": words,
        "specimen": published_on is None,
    }
    return compile_pdf(TEMPLATES / f"{TEMPLATE}.typ", content, title=title, lang="fr", root=TEMPLATES)


@lru_cache(maxsize=32)
def published_text_pdf(
    sha256: str, markdown: str, title: str, version: str, published_on: date, visas: tuple[tuple[str, str], ...]
) -> bytes:
    """The same, computed once per process for each published text: it never changes, and anybody may ask for it."""
    return render_binding_text(
        markdown, title=title, version=version, published_on=published_on, sha256=sha256, visas=visas
    )
