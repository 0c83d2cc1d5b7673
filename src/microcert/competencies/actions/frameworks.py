"""The life of a framework: begun, described, put in force by a publication, succeeded by its next version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from microcert.competencies.errors import ChangedMeanwhile, VersionOpenAlready, WrongState
from microcert.competencies.freezing import ANSWERS
from microcert.competencies.models import (
    Competency,
    CompetencyFramework,
    Expectation,
    UnsavedWords,
)
from microcert.competencies.rules import TRANSITIONS, FrameworkStatus, changed_words
from microcert.consortium.models import University
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User

from .parts import lock

# What a framework says of itself; the rest is its parts.
FACTS = (
    "title",
    "eqf_level",
    "purpose",
    *ANSWERS,
)


@action
def begin_framework(university: University, *, title: str, by: User | None) -> CompetencyFramework:
    """An empty framework of a university, as a draft."""
    framework = CompetencyFramework.objects.create(slug=free_slug(title), title=title, university=university)
    journal.write("competencies.framework_begun", framework, by=by)
    return framework


@action
def describe_framework(
    framework: CompetencyFramework, values: Mapping[str, Any], *, revision: int, by: User | None
) -> CompetencyFramework:
    """Change what a framework says of itself; once it is in force, only its answers to the criteria of registration.

    Raises `ChangedMeanwhile` only when these very words changed meanwhile, `FrameworkFrozen`.
    """
    now = CompetencyFramework.objects.select_for_update(of=("self",)).get(pk=framework.pk)
    said = {name: getattr(now, name) for name in values}
    if now.revision != revision and _facts_changed_since(now, revision) and changed_words(said, values):
        raise ChangedMeanwhile(said, values, now.revision)
    lock(now, even_in_force=set(values) <= set(ANSWERS))
    now.refresh_from_db(fields=["revision"])
    for name, value in values.items():
        setattr(now, name, value)
    now.save(update_fields=list(values))
    if by is not None:
        UnsavedWords.objects.filter(person=by, framework=now, place="facts").delete()
    if before := changed_words(said, values):
        journal.write("competencies.framework_described", now, by=by, before=before, revision=now.revision)
    return now


def _facts_changed_since(framework: CompetencyFramework, revision: int) -> bool:
    """Parts raise the framework's number too: only a change of its own words is a conflict."""
    from microcert.foundation.models import JournalEntry

    described = JournalEntry.objects.filter(
        subject=journal.key_of(framework), verb__in=("competencies.framework_described", "competencies.imported")
    )
    return any(entry.facts.get("revision", 0) > revision for entry in described)


@action
def put_in_force(framework: CompetencyFramework, *, by: User | None) -> CompetencyFramework:
    """A training that uses the framework is published: from now on it never changes. Again changes nothing.

    The version that it succeeds is superseded. Raises `WrongState` when it is superseded itself.
    """
    locked = CompetencyFramework.objects.select_for_update(of=("self",)).get(pk=framework.pk)
    if locked.status == FrameworkStatus.IN_FORCE:
        return locked
    _become(locked, FrameworkStatus.IN_FORCE)
    locked.in_force_since = clock.now()
    locked.save(update_fields=["status", "in_force_since"])
    previous = locked.succeeds
    if previous is not None and previous.status == FrameworkStatus.IN_FORCE:
        _become(previous, FrameworkStatus.SUPERSEDED)
        previous.save(update_fields=["status"])
    journal.write("competencies.framework_in_force", locked, by=by)
    return locked


@action
def open_next_version(framework: CompetencyFramework, *, by: User | None) -> CompetencyFramework:
    """A draft with all that a framework in force holds, its identifiers kept. Raises `WrongState`, `VersionOpenAlready`."""
    source = CompetencyFramework.objects.select_for_update(of=("self",)).get(pk=framework.pk)
    if source.status == FrameworkStatus.DRAFT:
        raise WrongState
    if CompetencyFramework.objects.filter(succeeds=source).exists():
        raise VersionOpenAlready
    facts = {name: getattr(source, name) for name in FACTS}
    draft = CompetencyFramework.objects.create(
        slug=free_slug(source.title), university=source.university, number=source.number + 1, succeeds=source, **facts
    )
    copy_parts(source, draft)
    journal.write("competencies.version_opened", draft, by=by, succeeds=source.pk)
    return draft


@action
def remove_framework(framework: CompetencyFramework, *, by: User | None) -> None:
    """Remove a draft that no training uses. Raises `FrameworkFrozen`, `StillCited`."""
    from django.db.models import ProtectedError

    from microcert.competencies.errors import StillCited

    locked = lock(framework)
    journal.write("competencies.framework_removed", locked, by=by, title=locked.title)
    try:
        with transaction.atomic():
            Expectation.objects.filter(competency__framework=locked).delete()
            Competency.objects.filter(framework=locked).delete()
            locked.delete()
    except ProtectedError as cited:
        raise StillCited(locked.title) from cited


def free_slug(title: str) -> str:
    """An address that no framework has."""
    wanted = slugify(title)[:110].strip("-") or "referentiel"
    slug, number = wanted, 1
    while CompetencyFramework.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _become(framework: CompetencyFramework, to: FrameworkStatus) -> None:
    if to not in TRANSITIONS[FrameworkStatus(framework.status)]:
        raise WrongState
    framework.status = to


def copy_parts(source: CompetencyFramework, target: CompetencyFramework) -> dict[int, int]:
    """Every part of a framework under another, identifiers kept; old key → new key of the competencies."""
    activities = _copies(source.activities.all(), framework=target)
    blocks = _copies(source.blocks.all(), framework=target)
    _copies(source.contributions.all(), framework=target)
    competencies: dict[int, int] = {}
    for each in source.competencies.all():
        links = {"activity_id": activities.get(each.activity_id or 0), "block_id": blocks.get(each.block_id or 0)}
        competencies |= _copies([each], framework=target, **links)
    for expected in Expectation.objects.filter(competency__framework=source):
        _copies([expected], competency_id=competencies[expected.competency_id])
    for link in source.alignments.all():
        _copies([link], framework=target, competency_id=competencies.get(link.competency_id or 0))
    return competencies


def _copies(rows: Any, **changes: Any) -> dict[int, int]:
    """Save each row again with these changes; old key → new key."""
    keys: dict[int, int] = {}
    for row in rows:
        columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
        columns = {name: value for name, value in columns.items() if name.removesuffix("_id") not in changes}
        copy = type(row)(**columns | changes)
        copy.save(force_insert=True)
        keys[row.pk] = copy.pk
    return keys
