"""Making published versions findable."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from microcert.competencies.models import Alignment
from microcert.foundation.action import action
from microcert.trainings.models import Activity, TrainingVersion

from .engines import engine
from .models import CatalogueEntry, CatalogueText, CatalogueWord
from .rules import normalise, stem, telling_words, words_of

_SHOWN = re.compile(r"[^\W_]+")


@action
def index(*versions: TrainingVersion) -> None:
    """Write the catalogue's row of each version: what is compared, its words, their stems. Doing it again changes nothing.

    Markdown and punctuation fall away with the words; nothing is journaled, since the row is only a copy. The number of
    statements does not depend on that of versions.
    """
    prefetch_related_objects(
        versions,
        "training__producer",
        "competency_framework__competencies",
        Prefetch("competency_framework__alignments", Alignment.objects.filter(scheme="rome")),
        "outcomes",
        "activities",
        "tariffs",
    )
    entries = _write_entries(versions)
    written = {version.pk: _texts(version) for version in versions}
    texts = [
        CatalogueText(
            entry=entries[version],
            search_text=normalise(" ".join((title, keys, body))),
            title_stems=_stems(title),
            key_stems=_stems(keys),
            body_stems=_stems(body),
        )
        for version, (title, keys, body) in written.items()
    ]
    CatalogueText.objects.bulk_create(
        texts,
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["search_text", "title_stems", "key_stems", "body_stems"],
    )
    engine().keep(texts)
    _keep_words(written.values())


def _write_entries(versions: Iterable[TrainingVersion]) -> dict[int, CatalogueEntry]:
    """The entries by their version's key; bulk creation does not tell the keys of rows that were there."""
    rows = [_entry(version) for version in versions]
    compared = [field.name for field in CatalogueEntry._meta.concrete_fields if field.name not in ("id", "version")]
    CatalogueEntry.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["version"], update_fields=compared, batch_size=500
    )
    kept = CatalogueEntry.objects.filter(version__in=[row.version_id for row in rows])
    return {entry.version_id: entry for entry in kept}


def _entry(version: TrainingVersion) -> CatalogueEntry:
    activities = list(version.activities.all())
    cents = min((tariff.price_cents for tariff in version.tariffs.all()), default=0)
    is_remote = all(activity.place == Activity.Place.DISTANCE for activity in activities)
    is_live = any(activity.is_synchronous for activity in activities)
    return CatalogueEntry(
        version=version,
        producer=version.training.producer,
        sort_title=normalise(version.title),
        family=version.family,
        aim=version.aim,
        minutes=version.minutes,
        lowest_price_cents=cents,
        level=version.eqf_level,
        is_remote=is_remote,
        is_live=is_live,
    )


def _texts(version: TrainingVersion) -> tuple[str, str, str]:
    framework = version.competency_framework
    competencies = list(framework.competencies.all())
    keys = [version.summary, version.audience, str(version.get_family_display()), *version.keywords]
    keys += [competency.title for competency in competencies]
    keys += [alignment.label for alignment in framework.alignments.all()]
    body = [version.description, version.prerequisites, version.training.producer.name]
    body += [competency.statement for competency in competencies]
    body += [outcome.text for outcome in version.outcomes.all()]
    body += [activity.title for activity in version.activities.all()]
    return version.title, " ".join(keys), " ".join(body)


def _stems(text: str) -> str:
    return " ".join(stem(word) for word in words_of(text))


def _keep_words(texts: Iterable[tuple[str, str, str]]) -> None:
    """Words that the catalogue did not know, each shown as the first text writes it."""
    shown: dict[str, str] = {}
    for parts in texts:
        for spelt in _SHOWN.findall(" ".join(parts)):
            shown.setdefault(normalise(spelt), spelt.lower())
    words = [word for word in telling_words(" ".join(shown)) if len(word) <= 60]
    known = set(CatalogueWord.objects.filter(word__in=words).values_list("word", flat=True))
    CatalogueWord.objects.bulk_create(
        CatalogueWord(word=word, stem=stem(word), shown=shown.get(word, word)[:60])
        for word in words
        if word not in known
    )
