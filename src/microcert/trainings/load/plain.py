"""A version as plain data, under the keys of a training's file: what is exported reads back as the same training."""

from __future__ import annotations

from typing import Any

from microcert.trainings.framework_file import FACTS
from microcert.trainings.models import Activity, AssessmentRules, AssessmentTask, TrainingVersion
from microcert.trainings.sections import RULE_COLUMNS

from .resources import plain_resources

TEXTS = ("summary", "description", "audience", "prerequisites", "equipment", "access_delay")
LAST_TEXTS = ("stackability", "quality_assurance")


def plain(version: TrainingVersion) -> dict[str, Any]:
    """{key: value} in the order of the files: texts, numbers, days, lists and tables only. About ten queries."""
    training = version.training
    sheet: dict[str, Any] = {
        "slug": training.slug,
        "title": version.title,
        "producer": training.producer.slug,
        "family": version.family,
        "aim": version.aim,
        "language": version.language,
    }
    if partners := list(training.awarded_with.order_by("slug").values_list("slug", flat=True)):
        sheet["awarded_with"] = partners
    sheet |= {"minutes": version.minutes} if version.minutes % 60 else {"hours": version.minutes // 60}
    if version.eqf_level:
        sheet["eqf_level"] = version.eqf_level
    sheet["registry_status"] = _registry(version.registry_number)
    if version.registry_number:
        sheet["registry_number"] = version.registry_number
    if version.registered_until:
        sheet["registered_until"] = version.registered_until
    for name in ("updated_on", "update_due_on"):
        if getattr(version, name):
            sheet[name] = getattr(version, name)
    sheet |= {"provider_type": version.provider_type, "learning_setting": version.learning_setting}
    sheet |= {name: getattr(version, name) for name in TEXTS}
    links = list(version.competency_framework.alignments.all())
    sheet["keywords"] = version.keywords
    sheet["rome"] = [each.code for each in links if each.scheme == "rome"]
    sheet["expert"] = {"name": version.expert_name, "title": version.expert_title}
    sheet["team"] = [{key: each.get(key, "") for key in ("role", "name", "title")} for each in version.team]
    sheet |= {name: getattr(version, name) for name in LAST_TEXTS}
    given = plain_resources(version)
    whole = sheet | _framework(version) | _course(version, links) | _assessment(version)
    return whole | ({"resources": given} if given else {})


def _framework(version: TrainingVersion) -> dict[str, Any]:
    """What the competency framework says beside its competencies; nothing of it where nothing is said."""
    framework = version.competency_framework
    facts = {name: getattr(framework, name) for name in FACTS if getattr(framework, name)}
    tables = {
        "work_activities": framework.activities.values("code", "title", "description"),
        "blocks": framework.blocks.values("code", "title", "description"),
        "sector_contributions": [
            {"organisation": each.organisation, "date": each.held_on, "nature": each.nature, "text": each.text}
            for each in framework.contributions.all()
        ],
    }
    return ({"framework": facts} if facts else {}) | {key: list(rows) for key, rows in tables.items() if rows}


def _registry(number: str) -> str:
    if not number:
        return "none"
    return "rs" if number.upper().startswith("RS") else "rncp"


def _course(version: TrainingVersion, links: list[Any]) -> dict[str, Any]:
    thresholds = dict(version.thresholds.values_list("competency_id", "rank"))
    competencies = []
    for each in version.competency_framework.competencies.select_related("activity", "block"):
        row: dict[str, Any] = {"code": each.code, "title": each.title, "statement": each.statement}
        row |= {name: part.code for name, part in (("activity", each.activity), ("block", each.block)) if part}
        if each.pk in thresholds:
            row["threshold"] = thresholds[each.pk]
        esco = [link for link in links if link.competency_id == each.pk and link.scheme == "esco"]
        row["esco"] = [{"uri": link.code, "label": link.label} for link in esco]
        competencies.append(row)
    outcomes = [
        {"code": each.code, "competency": each.competency.code, "text": each.text}
        for each in version.outcomes.select_related("competency")
    ]
    activities: dict[int, list[dict[str, Any]]] = {}
    for activity in version.activities.prefetch_related("outcomes"):
        activities.setdefault(activity.unit_id, []).append(_activity(activity))
    units = [
        {"title": each.title, "week": each.week, "activities": activities.get(each.pk, [])}
        for each in version.units.all()
    ]
    return {"competencies": competencies, "outcomes": outcomes, "units": units}


def _activity(activity: Activity) -> dict[str, Any]:
    content = dict(activity.content)
    questions = content.pop("questions", [])
    row: dict[str, Any] = {
        "kind": activity.kind,
        "title": activity.title,
        "minutes": activity.minutes,
        "milestone": activity.is_milestone,
        "synchronous": activity.is_synchronous,
        "grouping": activity.grouping,
        "place": activity.place,
        "guidance": activity.guidance,
        "outcomes": [each.code for each in activity.outcomes.all()],
        **content,
        "body": activity.body,
    }
    return row | ({"questions": questions} if questions else {})


def _assessment(version: TrainingVersion) -> dict[str, Any]:
    task: AssessmentTask | None = getattr(version, "task", None)
    rules: AssessmentRules | None = getattr(version, "rules", None)
    criteria = task.criteria.select_related("competency", "outcome").prefetch_related("levels") if task else []
    sheet: dict[str, Any] = {}
    if task:
        sheet["task"] = {
            "title": task.title,
            "deliverable": task.deliverable,
            "minutes": task.minutes,
            "brief": task.brief,
            "criteria": [
                {
                    "code": each.code,
                    "competency": each.competency.code,
                    "outcome": each.outcome.code,
                    "title": each.title,
                    "levels": [level.descriptor for level in each.levels.all()],
                }
                for each in criteria
            ],
        }
    if rules:
        sheet["rules"] = {name: getattr(rules, name) for name in RULE_COLUMNS}
    sheet["tariffs"] = [
        {"code": each.code, "label": each.label}
        | ({"price_cents": each.price_cents} if each.price_cents % 100 else {"price": each.price_cents // 100})
        for each in version.tariffs.all()
    ]
    return sheet
