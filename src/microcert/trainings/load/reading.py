"""From a training's file to rows that are not saved yet: everything is read and judged, nothing is written.

The file also says who takes part and when (`participants`, `sessions`): the sessions' room reads those.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from microcert.competencies.models import CompetencyFramework
from microcert.consortium.errors import Problem
from microcert.consortium.sheet import Sheet, refuse_problems
from microcert.trainings.errors import framework_clause
from microcert.trainings.models import AIM_LABELS, AssessmentRules, AssessmentTask, Family, Training, TrainingVersion
from microcert.trainings.rules import Gap, Lack, gaps
from microcert.trainings.training_file import Known, TrainingFile
from microcert.trainings.wording import words_of

from .parts import read_competencies, read_outcomes, read_rubric, read_tariffs, read_units
from .resources import read_resources

READ_BY_SESSIONS = ("participants", "sessions")
REGISTRIES = ("none", "rncp", "rs")


def read_training(path: Path, known: Known, problems: list[Problem] | None = None) -> TrainingFile:
    """Read and judge a training's file. Raises `BadFiles` with every problem, unless a list is given to note them in."""
    noted: list[Problem] = [] if problems is None else problems
    sheet = Sheet.open(path, noted)
    before = len(noted)
    read = read_sheet(sheet, known)
    if read.slug and path.stem != read.slug:
        sheet.refuse("slug", _("ce nom doit être celui du fichier, « %s ».") % path.stem)
    wanted = known.requirements
    for gap in gaps(read.described(), hours_min=wanted.hours_min, hours_max=wanted.hours_max, levels=len(wanted.scale)):
        if not _is_noted(noted[before:], gap):
            sheet.refuse(_place(gap), f"{words_of(gap)} ({framework_clause(gap.clause)})")
    if problems is None:
        refuse_problems(noted)
    return read


def read_sheet(sheet: Sheet, known: Known) -> TrainingFile:
    """The training of a sheet; what is wrong is noted there. What a draft may still lack is for the gate to say."""
    read = _fact_sheet(sheet, known)
    read_competencies(sheet, read)
    read_outcomes(sheet, read)
    read_units(sheet, read)
    read_rubric(sheet.table("task"), read, known.requirements)
    read_tariffs(sheet, read)
    read_resources(sheet, read)
    sheet.leave(*READ_BY_SESSIONS)
    sheet.finish()
    return read


def _place(gap: Gap) -> str:
    """Where in the file a gap is mended."""
    return {
        Lack.RULE: f"rules.{gap.about}",
        Lack.HOURS: "hours",
        Lack.SUM: "hours",
        Lack.TARIFF: "tariffs",
        Lack.COMPETENCY: "competencies",
        Lack.THRESHOLD: "competencies",
        Lack.NOT_TAUGHT: "units",
        Lack.MILESTONE: "units",
        Lack.AIMLESS: "units",
        Lack.TRAINER: "team",
        Lack.FACT: gap.about,
        Lack.CLAIM: gap.about,
        Lack.UNPROVEN: "resources",
        Lack.PROCTORING: f"rules.{gap.about}",
    }.get(gap.lack, "task.criteria")


def _is_noted(problems: list[Problem], gap: Gap) -> bool:
    """A key that is missing needs no second complaint about what follows from it."""
    return any(problem.place == _place(gap) for problem in problems)


def _fact_sheet(sheet: Sheet, known: Known) -> TrainingFile:
    slug, producer = sheet.text("slug"), sheet.choice("producer", known.universities)
    expert, name, title = _expert(sheet, known)
    registry = sheet.choice("registry_status", REGISTRIES, "none")
    version = TrainingVersion(
        family=sheet.choice("family", Family.values),
        aim=sheet.choice("aim", [str(aim) for aim in AIM_LABELS]),
        language=sheet.text("language", "fr"),
        keywords=sheet.texts("keywords", []),
        minutes=_workload(sheet),
        eqf_level=sheet.number("eqf_level", least=1, most=8) if "eqf_level" in sheet.content else None,
        registry_number=sheet.text("registry_number", None if registry != "none" else ""),
        registered_until=sheet.day("registered_until", required=False),
        expert_name=name,
        expert_title=title,
        team=_team(sheet, known),
        updated_on=sheet.day("updated_on"),
        update_due_on=sheet.day("update_due_on", required=False),
        provider_type=sheet.choice("provider_type", TrainingVersion.ProviderType.values, "higher_education"),
        learning_setting=sheet.choice("learning_setting", TrainingVersion.LearningSetting.values, "non_formal"),
    )
    for key in (
        "title summary description audience prerequisites equipment access_delay stackability quality_assurance".split()
    ):
        setattr(version, key, sheet.text(key))
    framework = CompetencyFramework(slug=slug, title=version.title)
    training = Training(slug=slug)
    version.training, version.competency_framework = training, framework
    sheet.check(training)
    sheet.check(version)
    return TrainingFile(
        producer=producer,
        expert=expert,
        framework=framework,
        training=training,
        version=version,
        task=AssessmentTask(version=version),
        rules=_rules(sheet.table("rules"), version),
        awarded_with=_partners(sheet, producer, known),
    )


def _partners(sheet: Sheet, producer: str, known: Known) -> list[str]:
    """The universities that award with the producer; none for most trainings."""
    partners = sheet.texts("awarded_with", [])
    if set(partners) - ({*known.universities, *known.partners} - {producer}):
        sheet.refuse("awarded_with", _("nommez d’autres universités du consortium que celle qui conçoit la formation."))
    return partners


def _workload(sheet: Sheet) -> int:
    """Whole hours, or minutes where the activities do not add up to whole hours."""
    if "minutes" in sheet.content:
        sheet.leave("hours")
        return sheet.number("minutes", least=0, most=60_000)
    return sheet.number("hours", least=0, most=1000) * 60


def _expert(sheet: Sheet, known: Known) -> tuple[str, str, str]:
    """The expert's key (empty when the expert has no account), name and title."""
    if isinstance(sheet.content.get("expert"), dict):
        row = sheet.table("expert")
        found = ("", row.text("name"), row.text("title"))
        row.finish()
        return found
    key = sheet.choice("expert", known.people)
    return (key, *known.people.get(key, ("-", "-")))


def _team(sheet: Sheet, known: Known) -> list[dict[str, Any]]:
    team = []
    for row in sheet.tables("team"):
        member = {"role": row.text("role"), "name": row.text("name"), "title": row.text("title")}
        if "person" in row.content:
            row.choice("person", known.people)
        row.finish()
        team.append(member)
    return team


def _rules(sheet: Sheet, version: TrainingVersion) -> AssessmentRules:
    rules = AssessmentRules(version=version, duration_minutes=sheet.number("duration_minutes", least=1, most=2000))
    for key in rules.stated():
        # An item that is absent is a gap with its clause, which the publication rule names.
        setattr(rules, key, sheet.text(key, ""))
    sheet.finish()
    return rules
