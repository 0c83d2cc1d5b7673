"""Where a competency may stand: the ROME by its French labels, ESCO by the labels imported or else by the bundled English text."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, Max

from . import rome
from .index import Reference, ReferenceIndex

BUNDLED = Path(__file__).parent / "esco_skills.csv.gz"
LONGEST_QUERY = 200


@lru_cache(maxsize=1)
def rome_index() -> ReferenceIndex:
    """The ROME, indexed."""
    return ReferenceIndex((Reference(code, label) for code, label in rome().items()), "french")


def search_rome(text: str) -> list[Reference]:
    """The jobs whose label holds these words, or whose code begins with them."""
    asked = text.strip()[:LONGEST_QUERY]
    by_code = [Reference(code, label) for code, label in rome().items() if asked and code.startswith(asked.upper())]
    return by_code[:20] or rome_index().search(asked)


def search_esco(text: str) -> list[Reference]:
    """The skills that these words mean. One query; the index is built at the first search and after each import."""
    return esco_index().search(text.strip()[:LONGEST_QUERY])


def esco_index() -> ReferenceIndex:
    """The index over what the consortium imported, or over the bundled English file."""
    from microcert.competencies.models import EscoSkill

    state = EscoSkill.objects.aggregate(count=Count("pk"), last=Max("imported_at"))
    return _esco_index(state["count"], state["last"])


@lru_cache(maxsize=1)
def _esco_index(count: int, last: datetime | None) -> ReferenceIndex:
    if not count:
        return ReferenceIndex(_bundled(), "english")
    from microcert.competencies.models import EscoSkill

    rows = EscoSkill.objects.values_list("uri", "label", "alternatives", "description").order_by("pk").iterator()
    return ReferenceIndex((Reference(*row) for row in rows), "french")


def _bundled() -> Iterator[Reference]:
    with gzip.open(BUNDLED, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(io.StringIO(file.read())):
            yield bundled_reference(row["uri"], row["text"])


def bundled_reference(uri: str, text: str) -> Reference:
    """The parts of a bundled text, guessed: names up to the sentence, and of the names the first."""
    words = text.split()
    sentence = next((at for at in range(1, len(words)) if words[at][0].isupper() and _begins(words, at)), len(words))
    names = words[:sentence]
    # Further labels mostly begin with the verb of the first.
    again = next((at for at in range(2, min(len(names), 7)) if names[at] == names[0]), min(len(names), 4))
    return Reference(uri, " ".join(names[:again]), " ".join(names), " ".join(words[sentence:]), is_exact=False)


def _begins(words: list[str], at: int) -> bool:
    """Whether a sentence begins here: a word such as « Supervise » with a lower-case one behind it."""
    return words[at][1:].islower() and at + 2 < len(words) and words[at + 1][0].islower()
