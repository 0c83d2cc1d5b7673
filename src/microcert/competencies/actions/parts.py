"""Writing a framework together: parts are added, changed, moved and removed, and nobody's words are overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Model, ProtectedError

from microcert.competencies.errors import ChangedMeanwhile, CodeTaken, StillCited, UnknownReference
from microcert.competencies.freezing import PartOfFramework, refuse_unless_draft
from microcert.competencies.models import (
    Alignment,
    Competency,
    CompetencyBlock,
    CompetencyFramework,
    Expectation,
    SectorContribution,
    UnsavedWords,
    WorkActivity,
)
from microcert.competencies.references import rome_label
from microcert.competencies.rules import FrameworkStatus, PartKind, changed_words
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User

MODELS: dict[PartKind, type[PartOfFramework]] = {
    PartKind.ACTIVITY: WorkActivity,
    PartKind.BLOCK: CompetencyBlock,
    PartKind.COMPETENCY: Competency,
    PartKind.EXPECTATION: Expectation,
    PartKind.CONTRIBUTION: SectorContribution,
}


def kind_of(part: PartOfFramework) -> PartKind:
    """The kind of a part."""
    return next(kind for kind, model in MODELS.items() if isinstance(part, model))


def label_of(part: PartOfFramework) -> str:
    """How a list names a part: its code, or the organisation of a contribution."""
    return str(getattr(part, "code", None) or getattr(part, "organisation", ""))


@action
def add_part(
    framework: CompetencyFramework, kind: PartKind, values: Mapping[str, Any], *, by: User | None
) -> PartOfFramework:
    """Add a part at the end of its list. Raises `FrameworkFrozen`, `CodeTaken`."""
    model: Any = MODELS[kind]
    locked = lock(framework, even_in_force=model.stays_open)
    owner = {} if kind is PartKind.EXPECTATION else {"framework": locked}
    last = model.objects.filter(**{model.framework_path: locked}).aggregate(last=Max("position"))["last"] or 0
    part = model(**owner, **values, position=last + 1)
    _save(part)
    _forget(locked, f"{kind}:new", by)
    _note("competencies.part_added", locked, part, by)
    return part


@action
def change_part(part: PartOfFramework, values: Mapping[str, Any], *, revision: int, by: User | None) -> PartOfFramework:
    """Replace the words of a part that says what it said at `revision`.

    Raises `ChangedMeanwhile` with both texts when somebody saved in between, `FrameworkFrozen`, `CodeTaken`.
    """
    framework = lock(framework_of(part), even_in_force=part.stays_open)
    now: Any = type(part).objects.select_for_update(of=("self",)).get(pk=part.pk)
    said = {name: getattr(now, name) for name in values}
    if now.revision != revision and changed_words(said, values):
        raise ChangedMeanwhile(_words(said), _words(values), now.revision)
    before = changed_words(said, values)
    for name, value in values.items():
        setattr(now, name, value)
    now.revision += 1
    _save(now)
    _forget(framework, f"{kind_of(part)}:{part.pk}", by)
    if before:
        _note("competencies.part_changed", framework, now, by, before=_words(before))
    return now


@action
def move_part(part: PartOfFramework, *, up: bool, by: User | None) -> None:
    """Exchange a part with its neighbour; at the end of the list nothing happens. Raises `FrameworkFrozen`."""
    framework = lock(framework_of(part), even_in_force=part.stays_open)
    neighbours = [each.pk for each in siblings(part)]
    place = neighbours.index(part.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(neighbours):
        return
    neighbours[place], neighbours[other] = neighbours[other], neighbours[place]
    # The whole list is numbered again: rows that were loaded together may share a position.
    for position, pk in enumerate(neighbours, start=1):
        type(part).objects.filter(pk=pk).update(position=position)
    _note("competencies.part_moved", framework, part, by)


@action
def remove_part(part: PartOfFramework, *, by: User | None) -> None:
    """Remove a part and what is its own. Raises `StillCited` when competencies or a training's outcomes rest on it."""
    framework = lock(framework_of(part), even_in_force=part.stays_open)
    before = _words({f.name: getattr(part, f.name) for f in part._meta.fields if f.name in _TEXTS})
    _note("competencies.part_removed", framework, part, by, before=before)
    try:
        with transaction.atomic():
            part.delete()
    except ProtectedError as cited:
        raise StillCited(label_of(part)) from cited


@action
def align(
    framework: CompetencyFramework,
    *,
    scheme: str,
    code: str,
    label: str,
    competency: Competency | None = None,
    by: User | None,
) -> Alignment:
    """Say where a competency, or the whole framework, stands in ROME or ESCO; again says it once.

    The label of a ROME code is the ROME's own. Raises `UnknownReference`, `FrameworkFrozen`.
    """
    locked = lock(framework)
    if scheme == Alignment.Scheme.ROME:
        if (known := rome_label(code)) is None:
            raise UnknownReference(code)
        label = known
    found, is_new = Alignment.objects.get_or_create(
        framework=locked, competency=competency, scheme=scheme, code=code, defaults={"label": label}
    )
    if is_new:
        journal.write("competencies.aligned", locked, by=by, code=code, about=competency.code if competency else "")
    return found


@action
def unalign(alignment: Alignment, *, by: User | None) -> None:
    """Take a reference away. Raises `FrameworkFrozen`."""
    framework = lock(alignment.framework)
    journal.write("competencies.unaligned", framework, by=by, code=alignment.code, before={"label": alignment.label})
    alignment.delete()


def lock(framework: CompetencyFramework, *, even_in_force: bool = False) -> CompetencyFramework:
    """The framework's row, locked: whoever writes in it waits for the one who writes.

    Raises `FrameworkFrozen` unless it is a draft, or in force and what is written is cited by nothing (`even_in_force`).
    """
    locked = CompetencyFramework.objects.select_for_update(of=("self",)).get(pk=framework.pk)
    if not (even_in_force and locked.status == FrameworkStatus.IN_FORCE):
        refuse_unless_draft([locked.pk])
    # One number for the whole, so that a file exported before a change is recognised.
    CompetencyFramework.objects.filter(pk=locked.pk).update(revision=F("revision") + 1)
    return locked


def framework_of(part: PartOfFramework) -> CompetencyFramework:
    """The framework that a part belongs to."""
    owner: Any = part
    return owner.competency.framework if isinstance(part, Expectation) else owner.framework


def siblings(part: PartOfFramework) -> Iterable[Any]:
    """The parts that stand in one list with this one, in their order."""
    owner: Any = part
    rows: Any = type(part).objects
    if isinstance(part, Expectation):
        return rows.filter(competency=part.competency_id, kind=part.kind)
    if isinstance(part, Competency):
        return rows.filter(framework=part.framework_id, activity=part.activity_id)
    return rows.filter(framework=owner.framework_id)


_TEXTS = frozenset(
    {"code", "title", "description", "statement", "text", "modality", "organisation", "held_on", "nature"}
)


def _save(part: PartOfFramework) -> None:
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError as taken:
        raise CodeTaken(label_of(part)) from taken


def _words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the journal and a page can hold them."""
    return {
        name: str(value) if isinstance(value, Model) or not isinstance(value, str | int | None) else value
        for name, value in values.items()
    }


def _note(verb: str, framework: CompetencyFramework, part: PartOfFramework, by: User | None, **facts: Any) -> None:
    journal.write(verb, framework, by=by, kind=str(kind_of(part)), part=label_of(part), **facts)


def _forget(framework: CompetencyFramework, place: str, by: User | None) -> None:
    """What was saved need not wait any more."""
    if by is not None:
        UnsavedWords.objects.filter(person=by, framework=framework, place=place).delete()
