"""Making a published version findable."""

from __future__ import annotations

import re

from microcert.foundation.action import action
from microcert.trainings.models import TrainingVersion

from .engines import engine
from .models import CatalogueEntry, CatalogueWord
from .rules import normalise, stem, telling_words, words_of

_SHOWN = re.compile(r"[^\W_]+")


@action
def index(version: TrainingVersion) -> CatalogueEntry:
    """Write the catalogue's row of a version: its words, their stems, its lowest price. Doing it again changes nothing.

    Markdown and punctuation fall away with the words; nothing is journaled, since the row is only a copy.
    """
    titles, keys, body = _texts(version)
    entry, _created = CatalogueEntry.objects.update_or_create(
        version=version,
        defaults={
            "search_text": normalise(" ".join((titles, keys, body))),
            "title_stems": _stems(titles),
            "key_stems": _stems(keys),
            "body_stems": _stems(body),
            "lowest_price_cents": min((tariff.price_cents for tariff in version.tariffs.all()), default=0),
        },
    )
    engine().keep(entry, _new_words(" ".join((titles, keys, body))))
    return entry


def _texts(version: TrainingVersion) -> tuple[str, str, str]:
    framework = version.training.competency_framework
    competencies = framework.competencies.values_list("title", "statement")
    keys = [version.summary, version.audience, version.get_family_display(), *version.keywords]
    keys += [title for title, _statement in competencies]
    keys += framework.alignments.filter(scheme="rome").values_list("label", flat=True)
    body = [version.description, version.prerequisites, version.training.producer.name]
    body += [statement for _title, statement in competencies]
    body += version.outcomes.values_list("text", flat=True)
    body += version.activities.values_list("title", flat=True)
    return version.title, " ".join(keys), " ".join(body)


def _stems(text: str) -> str:
    return " ".join(stem(word) for word in words_of(text))


def _new_words(text: str) -> list[CatalogueWord]:
    """Words that the catalogue did not know, each shown as this text writes it."""
    shown = {normalise(word): word.lower() for word in _SHOWN.findall(text)}
    words = [word for word in telling_words(text) if len(word) <= 60]
    known = set(CatalogueWord.objects.filter(word__in=words).values_list("word", flat=True))
    return CatalogueWord.objects.bulk_create(
        CatalogueWord(word=word, stem=stem(word), shown=shown.get(word, word)[:60])
        for word in words
        if word not in known
    )
