"""From a template common to all universities and plain content to an accessible PDF on one university's letterhead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from credseal.pdf import compile_pdf
from microcert.consortium.models import University
from microcert.consortium.queries import brand_of_the_house, document_mentions
from microcert.consortium.rules import title_of

from .blocks import blocks

TEMPLATES = Path(__file__).parent / "templates"


def letterhead_of(university: University) -> dict[str, Any]:
    """What the top and the foot of every administrative document say (Labour code L6352-12 for the declaration)."""
    return {
        "name": university.name,
        # The name stands above the address already.
        "address": [line for line in university.address.splitlines() if line != university.name],
        "siret": university.siret,
        "declaration": university.activity_declaration_number,
        "prefect_region": university.prefect_region,
        "email": university.office_email,
        "phone": university.office_phone,
        "colour": university.colour,
        "logo": university.logo,
    }


def mention_blocks(markdown: str) -> list[dict[str, Any]]:
    """The common mentions as blocks, without the title under which they are kept."""
    return blocks(markdown)[1:] if title_of(markdown) else blocks(markdown)


def render(template: str, content: dict[str, Any], *, letterhead: University, title: str, lang: str = "fr") -> bytes:
    """The PDF (PDF/A-3a and PDF/UA-1, not yet sealed) of `templates/<template>.typ`.

    `content` is plain data (text, numbers, lists, dictionaries); the template also receives `letterhead`, `brand` and
    `title`. Takes some milliseconds of computing: call it outside a transaction.
    """
    house = brand_of_the_house()
    data = {
        **content,
        "title": title,
        "mentions": mention_blocks(document_mentions()),
        "letterhead": letterhead_of(letterhead),
        "brand": {"name": house.name, "brand": house.brand, "mark": house.mark},
    }
    return compile_pdf(TEMPLATES / f"{template}.typ", data, title=title, lang=lang, root=TEMPLATES)
