"""Writing in a draft: a section is saved on the number that was read, parts come, go, come back and change places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Max

from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.errors import ChangedMeanwhile, NoSuchSection, NotADraft, StillNeeded
from microcert.trainings.models import Activity, AssessmentTask, Criterion, Revision, TrainingVersion, Unit
from microcert.trainings.rules import ActivityKind, VersionStatus
from microcert.trainings.sections import Content, add_up, content_of, latest_revision, split, write_content

# Saves of one person within this time are one line of the history.
ONE_SITTING = timedelta(minutes=10)


@action
def save_section(
    version: TrainingVersion, section: str, content: Content, *, based_on: int, by: User | None
) -> Revision | None:
    """Write the section, if it still says what revision `based_on` said; None when nothing changes.

    Raises `ChangedMeanwhile` with the latest revision, `NotADraft`, `NoSuchSection`, `StillNeeded`.
    """
    draft = locked_draft(version)
    latest = latest_revision(draft, section)
    if based_on != (latest.number if latest else 0):
        raise ChangedMeanwhile(latest)
    before = content_of(draft, section)
    if before == content:
        return latest
    write_content(draft, section, content)
    return _keep(draft, section, before, latest, by=by)


@action
def add_unit(version: TrainingVersion, *, title: str, by: User | None) -> str:
    """Add an empty unit at the end; returns the name of its section."""
    draft = locked_draft(version)
    last = draft.units.aggregate(place=Max("position"), week=Max("week"))
    unit = Unit.objects.create(
        version=draft, title=title, week=min(52, (last["week"] or 0) + 1), position=(last["place"] or 0) + 1
    )
    return _added(draft, f"unit-{unit.pk}", by=by)


@action
def add_activity(
    version: TrainingVersion, *, unit: int, kind: ActivityKind, title: str, minutes: int, by: User | None
) -> str:
    """Add an activity at the end of a unit; returns the name of its section."""
    draft = locked_draft(version)
    where = draft.units.filter(pk=unit).first()
    if where is None:
        raise NoSuchSection
    is_met = kind is ActivityKind.VIRTUAL_CLASS
    activity = Activity.objects.create(
        version=draft,
        unit=where,
        kind=kind,
        title=title,
        minutes=minutes,
        is_synchronous=is_met,
        grouping=Activity.Grouping.GROUP if is_met else Activity.Grouping.INDIVIDUAL,
        guidance=Activity.Guidance.GUIDED if is_met else Activity.Guidance.AUTONOMOUS,
        content=_empty_content(kind),
        position=(draft.activities.aggregate(place=Max("position"))["place"] or 0) + 1,
    )
    add_up(draft)
    return _added(draft, f"activity-{activity.pk}", by=by)


def _empty_content(kind: ActivityKind) -> dict[str, Any]:
    if kind is ActivityKind.QUIZ:
        return {"pass_percent": 60, "questions": []}
    return {"day_offset": 7, "at": "12:30"} if kind is ActivityKind.VIRTUAL_CLASS else {}


@action
def add_criterion(version: TrainingVersion, *, title: str, outcome: int, by: User | None) -> str:
    """Add a line to the rubric, that judges an outcome; returns the name of its section."""
    draft = locked_draft(version)
    judged = draft.outcomes.filter(pk=outcome).first()
    if judged is None:
        raise NoSuchSection
    task, _created = AssessmentTask.objects.get_or_create(version=draft, defaults={"minutes": 60})
    codes = set(task.criteria.values_list("code", flat=True))
    code = next(code for number in range(1, 1000) if (code := f"K{number}") not in codes)
    position = (task.criteria.aggregate(place=Max("position"))["place"] or 0) + 1
    criterion = Criterion.objects.create(
        task=task, outcome=judged, competency=judged.competency, code=code, title=title, position=position
    )
    return _added(draft, f"criterion-{criterion.pk}", by=by)


@action
def remove_part(version: TrainingVersion, section: str, *, by: User | None) -> Revision:
    """Take a part out of the draft. What it held is kept, and `take_up` puts it back.

    Raises `StillNeeded` for a unit that holds activities.
    """
    draft = locked_draft(version)
    content, latest = content_of(draft, section), latest_revision(draft, section)
    name, pk = split(section)
    row = _part(draft, name, pk)
    if name == "unit" and draft.activities.filter(unit_id=pk).exists():
        raise StillNeeded(str(row))
    row.delete()
    add_up(draft)
    journal.write("trainings.part_removed", draft, by=by, section=section)
    number = (latest.number if latest else 0) + 1
    return Revision.objects.create(
        version=draft, section=section, number=number, content=content, is_removed=True, author=by, at=clock.now()
    )


@action
def take_up(revision: Revision, *, by: User | None) -> None:
    """Let a section say again what it said at `revision`; a part that was taken out stands again under its own key."""
    draft = locked_draft(revision.version)
    latest = latest_revision(draft, revision.section)
    write_content(draft, revision.section, revision.content)
    journal.write("trainings.revision_taken_up", draft, by=by, section=revision.section, revision=revision.number)
    Revision.objects.create(
        version=draft,
        section=revision.section,
        number=(latest.number if latest else 0) + 1,
        content=content_of(draft, revision.section),
        author=by,
        at=clock.now(),
    )


@action
def move_part(version: TrainingVersion, section: str, *, by: User | None, is_up: bool) -> None:
    """Let a unit, an activity or a criterion trade places with its neighbour; at the end of the row nothing happens.

    An activity at the edge of its unit goes over to the unit beside.
    """
    draft = locked_draft(version)
    name, pk = split(section)
    rows = _in_order(draft, name)
    place = next((place for place, row in enumerate(rows) if row.pk == pk), None)
    if place is None:
        raise NoSuchSection
    other = place - 1 if is_up else place + 1
    if name == "activity" and _crosses_to_another_unit(draft, rows, place, is_up=is_up):
        pass
    elif 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
        row.save()
    journal.write("trainings.part_moved", draft, by=by, section=section)


def _crosses_to_another_unit(draft: TrainingVersion, rows: list[Any], place: int, *, is_up: bool) -> bool:
    """Whether the activity leaves its unit for the one beside; its row is changed, its place among all stays."""
    moved, other = rows[place], place - 1 if is_up else place + 1
    if 0 <= other < len(rows) and rows[other].unit_id == moved.unit_id:
        return False
    units = list(draft.units.values_list("pk", flat=True))
    target = units.index(moved.unit_id) + (-1 if is_up else 1)
    if 0 <= target < len(units):
        moved.unit_id = units[target]
    return True


def _in_order(draft: TrainingVersion, name: str) -> list[Any]:
    """The rows among which a part is moved: activities go unit by unit."""
    if name == "unit":
        return list(draft.units.all())
    if name == "activity":
        return list(draft.activities.order_by("unit__position", "position"))
    return list(Criterion.objects.filter(task__version=draft))


@action
def align(version: TrainingVersion, changes: dict[tuple[str, int, int], bool], *, by: User | None) -> int:
    """Tie or untie activities and outcomes, criteria and outcomes: {("activity", its key, outcome's key): tied}.

    Only what is named changes, so that two people may fill the matrix together. Returns how many ties changed.
    """
    draft = locked_draft(version)
    outcomes = {each.pk: each for each in draft.outcomes.all()}
    touched: dict[str, Content] = {}
    for (name, pk, outcome), is_tied in changes.items():
        if outcome not in outcomes:
            raise NoSuchSection
        section = f"{name}-{pk}"
        content = touched.get(section) or content_of(draft, section)
        touched[section] = _tied(name, content, outcome, is_tied=is_tied)
    done = 0
    for section, content in touched.items():
        before = content_of(draft, section)
        if before != content:
            write_content(draft, section, content)
            _keep(draft, section, before, latest_revision(draft, section), by=by)
            done += 1
    return done


def _tied(name: str, content: Content, outcome: int, *, is_tied: bool) -> Content:
    if name == "criterion":
        return {**content, "outcome_id": outcome if is_tied else content["outcome_id"]}
    others = [each for each in content["outcomes"] if each != outcome]
    return {**content, "outcomes": [*others, outcome] if is_tied else others}


def locked_draft(version: TrainingVersion) -> TrainingVersion:
    """The version, its row locked. Raises `NotADraft`."""
    draft = TrainingVersion.objects.select_for_update(of=("self",)).select_related("training").get(pk=version.pk)
    if draft.status != VersionStatus.DRAFT:
        raise NotADraft
    return draft


def _part(draft: TrainingVersion, name: str, pk: int) -> Any:
    rows: dict[str, Any] = {
        "unit": draft.units,
        "activity": draft.activities,
        "criterion": Criterion.objects.filter(task__version=draft),
    }
    if name not in rows:
        raise NoSuchSection
    return rows[name].get(pk=pk)


def _added(draft: TrainingVersion, section: str, *, by: User | None) -> str:
    journal.write("trainings.part_added", draft, by=by, section=section)
    Revision.objects.create(
        version=draft, section=section, number=1, content=content_of(draft, section), author=by, at=clock.now()
    )
    return section


def _keep(
    draft: TrainingVersion, section: str, before: Content, latest: Revision | None, *, by: User | None
) -> Revision:
    """The revision that says what the section says now; the first one keeps beside it what was there before."""
    now, content = clock.now(), content_of(draft, section)
    if latest is None:
        Revision.objects.create(version=draft, section=section, number=0, content=before, author=None, at=now)
    is_same_sitting = (
        latest is not None
        and latest.author_id == (by.pk if by else None)
        and latest.number > 0
        and not latest.is_removed
        and now - latest.at < ONE_SITTING
    )
    if latest is not None and is_same_sitting:
        latest.number, latest.content, latest.at = latest.number + 1, content, now
        latest.save()
        return latest
    journal.write("trainings.section_saved", draft, by=by, section=section)
    number = (latest.number if latest else 0) + 1
    return Revision.objects.create(version=draft, section=section, number=number, content=content, author=by, at=now)
