"""A draft, section by section: what each says as plain JSON, and how that is written back into the rows.

A section is named by a word ("presentation", "rules") or by a part and its key ("activity-12"). The same plain content is
compared when two people write, kept in `Revision`, and put back when a removal is undone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Max, RestrictedError, Sum

from microcert.competencies.models import Competency
from microcert.consortium.models import Consortium

from .errors import CodeTaken, NoSuchSection, StillNeeded
from .models import (
    Activity,
    AssessmentRules,
    AssessmentTask,
    Criterion,
    CriterionLevel,
    Outcome,
    Revision,
    Tariff,
    Threshold,
    TrainingVersion,
    Unit,
)
from .queries import requirements_of
from .rules import MANDATORY_RULES, PROCTORING_RULES

Content = dict[str, Any]

# The columns of the version that each of its own sections holds.
COLUMNS: dict[str, tuple[str, ...]] = {
    "presentation": (
        *("title", "summary", "description", "family", "aim", "language", "keywords"),
        *("eqf_level", "registry_number", "registered_until", "provider_type", "learning_setting"),
    ),
    "information": (
        *("audience", "prerequisites", "equipment", "access_delay", "stackability", "quality_assurance"),
        *("updated_on", "update_due_on"),
    ),
    "team": ("expert_id", "expert_name", "expert_title", "team"),
}
RULE_COLUMNS = (*MANDATORY_RULES, "duration_minutes", *PROCTORING_RULES)
TASK_COLUMNS = ("title", "brief", "deliverable", "minutes")
ACTIVITY_COLUMNS = (
    *("kind", "title", "unit_id", "minutes", "is_milestone", "is_synchronous", "grouping", "place", "guidance"),
    *("body", "content", "position"),
)
DATES = ("updated_on", "update_due_on")
SECTIONS = (*COLUMNS, "outcomes", "task", "rules", "tariffs")
PARTS = ("unit", "activity", "criterion")


def split(section: str) -> tuple[str, int]:
    """("activity", 12) for "activity-12", ("rules", 0) for "rules". Raises `NoSuchSection`."""
    name, _dash, key = section.partition("-")
    if name in PARTS and key.isdecimal() and len(key) < 19:
        return name, int(key)
    if section in SECTIONS:
        return section, 0
    raise NoSuchSection


def content_of(version: TrainingVersion, section: str) -> Content:
    """What the section says now. Raises `NoSuchSection` when its part is not (or no longer) in this version."""
    name, pk = split(section)
    if name in COLUMNS:
        return {key: _plain(getattr(version, key)) for key in COLUMNS[name]}
    return _READERS[name](version, pk)


def write_content(version: TrainingVersion, section: str, content: Content) -> None:
    """Put `content` into the rows of the section; a part that was removed comes back under its own key."""
    name, pk = split(section)
    if name in COLUMNS:
        for key in COLUMNS[name]:
            setattr(version, key, _row_value(key, content[key]))
        version.save(update_fields=[key.removesuffix("_id") for key in COLUMNS[name]])
    else:
        _WRITERS[name](version, pk, content)
    if name == "activity":
        add_up(version)


def add_up(version: TrainingVersion) -> None:
    """The workload is the sum of the activities (framework, 8.1): the platform keeps it so."""
    version.minutes = version.activities.aggregate(sum=Sum("minutes"))["sum"] or 0
    version.save(update_fields=["minutes"])


def number_of(version: TrainingVersion, section: str) -> int:
    """The number of the section's latest revision; 0 when nobody has changed it."""
    return version.revisions.filter(section=section).aggregate(last=Max("number"))["last"] or 0


def latest_revision(version: TrainingVersion, section: str) -> Revision | None:
    return version.revisions.filter(section=section).select_related("author").order_by("-number").first()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _row_value(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in DATES and value else value


def _read_outcomes(version: TrainingVersion, _pk: int) -> Content:
    return {"rows": list(version.outcomes.values("id", "code", "text", "competency_id"))}


def _write_outcomes(version: TrainingVersion, _pk: int, content: Content) -> None:
    # A line that was just added has no key yet when it is saved again: its code tells which one it is.
    known = dict(version.outcomes.values_list("code", "pk"))
    rows = [
        {**row, "id": row["id"] if row.get("id") in known.values() else known.get(row["code"])}
        for row in content["rows"]
    ]
    kept = {row["id"] for row in rows}
    for outcome in version.outcomes.exclude(pk__in=kept - {None}):
        try:
            outcome.delete()
        except RestrictedError:
            raise StillNeeded(outcome.code) from None
    # Codes are unique at every moment: those that trade places pass through a neutral one.
    for outcome in version.outcomes.all():
        version.outcomes.filter(pk=outcome.pk).update(code=f"~{outcome.pk}"[:10])
    for position, row in enumerate(rows, start=1):
        pk = row["id"]
        values = {key: row[key] for key in ("code", "text", "competency_id")}
        values["competency_id"] = _competency_now(version, values["competency_id"])
        Outcome(pk=pk, version=version, position=position, **values).save(force_insert=pk is None)
    for criterion in Criterion.objects.filter(task__version=version).select_related("outcome"):
        if criterion.competency_id != criterion.outcome.competency_id:
            criterion.competency_id = criterion.outcome.competency_id
            criterion.save()


def _competency_now(version: TrainingVersion, key: Any) -> int:
    """The same competency in the framework that the version stands on: a form, or the history, may name an older row."""
    uuid = Competency.objects.filter(pk=key).values("uuid")[:1]
    now = version.competency_framework.competencies.filter(uuid__in=uuid).values_list("pk", flat=True).first()
    return now or int(key)


def _read_tariffs(version: TrainingVersion, _pk: int) -> Content:
    return {"rows": list(version.tariffs.values("code", "label", "price_cents"))}


def _write_tariffs(version: TrainingVersion, _pk: int, content: Content) -> None:
    version.tariffs.all().delete()
    for position, row in enumerate(content["rows"], start=1):
        Tariff.objects.create(version=version, position=position, **row)


def _read_task(version: TrainingVersion, _pk: int) -> Content:
    task = AssessmentTask.objects.filter(version=version).first() or AssessmentTask(minutes=60)
    ranks = version.thresholds.values_list("competency_id", "rank")
    thresholds = {str(competency): rank for competency, rank in ranks}
    return {**{key: getattr(task, key) for key in TASK_COLUMNS}, "thresholds": thresholds}


def _write_task(version: TrainingVersion, _pk: int, content: Content) -> None:
    AssessmentTask.objects.update_or_create(version=version, defaults={key: content[key] for key in TASK_COLUMNS})
    version.thresholds.all().delete()
    for competency, rank in content["thresholds"].items():
        Threshold.objects.create(version=version, competency_id=_competency_now(version, competency), rank=rank)


def _read_rules(version: TrainingVersion, _pk: int) -> Content:
    rules = AssessmentRules.objects.filter(version=version).first() or AssessmentRules(duration_minutes=60)
    return {key: getattr(rules, key) for key in RULE_COLUMNS}


def _write_rules(version: TrainingVersion, _pk: int, content: Content) -> None:
    AssessmentRules.objects.update_or_create(version=version, defaults={key: content[key] for key in RULE_COLUMNS})


def _read_unit(version: TrainingVersion, pk: int) -> Content:
    return _one(version.units.filter(pk=pk).values("title", "week", "position"))


def _write_unit(version: TrainingVersion, pk: int, content: Content) -> None:
    _put(Unit(pk=pk, version=version, **content))


def _read_activity(version: TrainingVersion, pk: int) -> Content:
    content = _one(version.activities.filter(pk=pk).values(*ACTIVITY_COLUMNS))
    through = Activity.outcomes.through.objects.filter(activity_id=pk).order_by("outcome__position")
    return {**content, "outcomes": list(through.values_list("outcome_id", flat=True))}


def _write_activity(version: TrainingVersion, pk: int, content: Content) -> None:
    activity = Activity(pk=pk, version=version, **{key: content[key] for key in ACTIVITY_COLUMNS})
    if not version.units.filter(pk=activity.unit_id).exists():
        raise NoSuchSection
    _put(activity)
    activity.outcomes.set(version.outcomes.filter(pk__in=content["outcomes"]))


def _read_criterion(version: TrainingVersion, pk: int) -> Content:
    rows = Criterion.objects.filter(pk=pk, task__version=version)
    levels = CriterionLevel.objects.filter(criterion_id=pk).values_list("rank", "descriptor")
    return {**_one(rows.values("code", "title", "outcome_id", "position")), "levels": {str(r): d for r, d in levels}}


def _write_criterion(version: TrainingVersion, pk: int, content: Content) -> None:
    outcome = version.outcomes.filter(pk=content["outcome_id"]).first()
    task = AssessmentTask.objects.filter(version=version).first()
    if outcome is None or task is None:
        raise NoSuchSection
    values = {key: content[key] for key in ("code", "title", "position")}
    if task.criteria.filter(code=content["code"]).exclude(pk=pk).exists():
        raise CodeTaken(content["code"])
    _put(Criterion(pk=pk, task=task, outcome=outcome, competency_id=outcome.competency_id, **values))
    CriterionLevel.objects.filter(criterion_id=pk).delete()
    labels = requirements_of(Consortium.objects.first()).scale
    for rank, descriptor in sorted((int(rank), text) for rank, text in content["levels"].items()):
        if descriptor.strip():
            label = labels[rank - 1] if rank <= len(labels) else str(rank)
            CriterionLevel.objects.create(criterion_id=pk, rank=rank, label=label, descriptor=descriptor)


def _one(rows: Any) -> Content:
    found = rows.first()
    if found is None:
        raise NoSuchSection
    return dict(found)


def _put(row: Any) -> None:
    """Save a part under its own key, new or not."""
    row.save(force_insert=not type(row).objects.filter(pk=row.pk).exists())


_READERS: dict[str, Callable[[TrainingVersion, int], Content]] = {
    "outcomes": _read_outcomes,
    "tariffs": _read_tariffs,
    "task": _read_task,
    "rules": _read_rules,
    "unit": _read_unit,
    "activity": _read_activity,
    "criterion": _read_criterion,
}
_WRITERS: dict[str, Callable[[TrainingVersion, int, Content], None]] = {
    "outcomes": _write_outcomes,
    "tariffs": _write_tariffs,
    "task": _write_task,
    "rules": _write_rules,
    "unit": _write_unit,
    "activity": _write_activity,
    "criterion": _write_criterion,
}
