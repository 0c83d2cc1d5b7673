"""From a training's file to a draft version: read and judge everything first, write afterwards.

The file also says who takes part and when (`participants`, `sessions`): the sessions' room reads those.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from microcert.competencies.models import Alignment, Competency, CompetencyFramework
from microcert.competencies.references import rome_label
from microcert.consortium.errors import Problem
from microcert.consortium.load import LoadedConsortium
from microcert.consortium.models import FrameworkVersion
from microcert.consortium.sheet import Sheet, refuse_problems
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.foundation.money import cents

from .content import read_content
from .errors import framework_clause
from .framework_file import place_competency, read_parts, write_expectations, write_framework
from .models import (
    AIM_LABELS,
    Activity,
    AssessmentRules,
    AssessmentTask,
    Criterion,
    CriterionLevel,
    Family,
    Outcome,
    Tariff,
    Threshold,
    Training,
    TrainingVersion,
    Unit,
)
from .queries import Requirements
from .rules import ActivityKind, Gap, Lack, gaps
from .training_file import Known, TrainingFile
from .wording import words_of

READ_BY_SESSIONS = ("participants", "sessions")
REGISTRIES = ("none", "rncp", "rs")


def read_training(path: Path, known: Known, problems: list[Problem] | None = None) -> TrainingFile:
    """Read and judge a training's file. Raises `BadFiles` with every problem, unless a list is given to note them in."""
    noted: list[Problem] = [] if problems is None else problems
    sheet = Sheet.open(path, noted)
    before = len(noted)
    read = _fact_sheet(sheet, path, known)
    _competencies(sheet, read)
    _outcomes(sheet, read)
    _units(sheet, read)
    _rubric(sheet.table("task"), read, known.requirements)
    _tariffs(sheet, read)
    sheet.leave(*READ_BY_SESSIONS)
    sheet.finish()
    wanted = known.requirements
    for gap in gaps(read.described(), hours_min=wanted.hours_min, hours_max=wanted.hours_max, levels=len(wanted.scale)):
        if not _is_noted(noted[before:], gap):
            sheet.refuse(_place(gap), f"{words_of(gap)} ({framework_clause(gap.clause)})")
    if problems is None:
        refuse_problems(noted)
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
        Lack.PROCTORING: f"rules.{gap.about}",
    }.get(gap.lack, "task.criteria")


def _is_noted(problems: list[Problem], gap: Gap) -> bool:
    """A key that is missing needs no second complaint about what follows from it."""
    return any(problem.place == _place(gap) for problem in problems)


def _fact_sheet(sheet: Sheet, path: Path, known: Known) -> TrainingFile:
    slug, producer = sheet.text("slug"), sheet.choice("producer", known.universities)
    expert, name, title = _expert(sheet, known)
    registry = sheet.choice("registry_status", REGISTRIES, "none")
    version = TrainingVersion(
        family=sheet.choice("family", Family.values),
        aim=sheet.choice("aim", [str(aim) for aim in AIM_LABELS]),
        language=sheet.text("language", "fr"),
        keywords=sheet.texts("keywords", []),
        minutes=sheet.number("hours", least=0, most=1000) * 60,
        eqf_level=sheet.number("eqf_level", least=1, most=8) if "eqf_level" in sheet.content else None,
        registry_number=sheet.text("registry_number", None if registry != "none" else ""),
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
    training = Training(slug=slug, competency_framework=framework)
    version.training = training
    sheet.check(training)
    sheet.check(version)
    if slug and path.stem != slug:
        sheet.refuse("slug", _("ce nom doit être celui du fichier, « %s ».") % path.stem)
    return TrainingFile(
        path=path,
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
    if set(partners) - (set(known.universities) - {producer}):
        sheet.refuse("awarded_with", _("nommez d’autres universités du consortium que celle qui conçoit la formation."))
    return partners


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


def _competencies(sheet: Sheet, read: TrainingFile) -> None:
    read.parts = read_parts(sheet, read.framework)
    for code in sheet.texts("rome", []):
        if label := rome_label(code):
            read.alignments.append(Alignment(framework=read.framework, scheme="rome", code=code, label=label))
        else:
            sheet.refuse("rome", _("« %s » n’est pas un code ROME.") % code)
    for position, row in enumerate(sheet.tables("competencies", least=1), start=1):
        competency = Competency(
            framework=read.framework,
            code=row.text("code"),
            title=row.text("title"),
            statement=row.text("statement"),
            position=position,
        )
        place_competency(row, competency, read.parts)
        rank = row.number("threshold", 0)
        for link in row.tables("esco"):
            read.alignments.append(
                Alignment(
                    framework=read.framework,
                    competency=competency,
                    scheme="esco",
                    code=link.text("uri"),
                    label=link.text("label"),
                )
            )
            link.finish()
        row.finish()
        _once(row, read.competencies, row.check(competency))
        read.thresholds.append(Threshold(version=read.version, competency=competency, rank=rank))


def _once(row: Sheet, known: dict[str, Any], thing: Any) -> None:
    if thing.code in known:
        row.refuse("code", _("« %s » y figure deux fois.") % thing.code)
    known[thing.code] = thing


def _outcomes(sheet: Sheet, read: TrainingFile) -> None:
    for position, row in enumerate(sheet.tables("outcomes", least=1), start=1):
        competency = row.choice("competency", read.competencies)
        outcome = Outcome(version=read.version, code=row.text("code"), text=row.text("text"), position=position)
        if competency in read.competencies:
            outcome.competency = read.competencies[competency]
        row.finish()
        _once(row, read.outcomes, row.check(outcome))


def _units(sheet: Sheet, read: TrainingFile) -> None:
    for position, row in enumerate(sheet.tables("units", least=1), start=1):
        unit = Unit(
            version=read.version,
            title=row.text("title"),
            week=row.number("week", 1, least=1, most=52),
            position=position,
        )
        read.units.append(row.check(unit))
        for activity in row.tables("activities", least=1):
            _activity(activity, unit, read)
        row.finish()


def _activity(row: Sheet, unit: Unit, read: TrainingFile) -> None:
    kind = row.choice("kind", ActivityKind)
    activity = Activity(
        version=read.version,
        unit=unit,
        kind=kind,
        title=row.text("title"),
        minutes=row.number("minutes", least=1, most=6000),
        is_milestone=row.truth("milestone", True),
        is_synchronous=row.truth("synchronous", kind == ActivityKind.VIRTUAL_CLASS),
        grouping=row.choice("grouping", Activity.Grouping.values, "individual"),
        place=row.choice("place", Activity.Place.values, "distance"),
        guidance=row.choice(
            "guidance", Activity.Guidance.values, "guided" if kind == ActivityKind.VIRTUAL_CLASS else "autonomous"
        ),
        body=row.text("body", "").strip(),
        content=read_content(row, kind),
        position=len(read.activities) + 1,
    )
    codes = row.texts("outcomes")
    for code in codes:
        if code not in read.outcomes:
            row.refuse("outcomes", _("l’acquis « %s » n’est pas dans ce fichier.") % code)
    row.finish()
    read.activities.append((row.check(activity), codes))


def _rubric(sheet: Sheet, read: TrainingFile, wanted: Requirements) -> None:
    task = read.task
    task.title, task.brief, task.deliverable = (
        sheet.text("title"),
        sheet.text("brief").strip(),
        sheet.text("deliverable"),
    )
    task.minutes = sheet.number("minutes", least=1, most=6000)
    for position, row in enumerate(sheet.tables("criteria", least=1), start=1):
        competency, outcome = row.choice("competency", read.competencies), row.choice("outcome", read.outcomes)
        criterion = Criterion(task=task, code=row.text("code"), title=row.text("title"), position=position)
        levels = row.texts("levels")
        row.finish()
        row.check(criterion)
        if competency not in read.competencies or outcome not in read.outcomes:
            continue
        criterion.competency, criterion.outcome = read.competencies[competency], read.outcomes[outcome]
        read.criteria.append(criterion)
        for rank, descriptor in enumerate(levels, start=1):
            label = wanted.scale[rank - 1] if rank <= len(wanted.scale) else str(rank)
            read.levels.append(CriterionLevel(criterion=criterion, rank=rank, label=label, descriptor=descriptor))
    sheet.finish()


def _tariffs(sheet: Sheet, read: TrainingFile) -> None:
    for position, row in enumerate(sheet.tables("tariffs"), start=1):
        tariff = Tariff(
            version=read.version,
            code=row.text("code"),
            label=row.text("label"),
            price_cents=cents(row.number("price", most=100_000)),
            position=position,
        )
        row.finish()
        read.tariffs.append(row.check(tariff))


@action
def load_training(read: TrainingFile, loaded: LoadedConsortium, framework: FrameworkVersion) -> TrainingVersion | None:
    """Write a training that was read, as a draft. Returns None, and changes nothing, when the training is there already."""
    if Training.objects.filter(slug=read.slug).exists():
        return None
    producer = loaded.universities[read.producer]
    read.framework.university = read.training.producer = producer
    write_framework(read)
    Competency.objects.bulk_create(read.competencies.values())
    Alignment.objects.bulk_create(read.alignments)
    read.training.competency_framework = read.framework
    read.training.save()
    read.training.awarded_with.set([loaded.universities[slug] for slug in read.awarded_with])
    read.version.training = read.training
    read.version.framework_version = framework
    read.version.expert = loaded.people.get(read.expert)
    read.version.save()
    _write_parts(read)
    journal.write("trainings.loaded", read.version, by=None)
    return read.version


def _write_parts(read: TrainingFile) -> None:
    Outcome.objects.bulk_create(read.outcomes.values())
    write_expectations(read)
    Unit.objects.bulk_create(read.units)
    Activity.objects.bulk_create([activity for activity, _codes in read.activities])
    through: Any = Activity.outcomes.through
    through.objects.bulk_create(
        through(activity_id=activity.pk, outcome_id=read.outcomes[code].pk)
        for activity, codes in read.activities
        for code in dict.fromkeys(codes)
    )
    read.task.version = read.rules.version = read.version
    read.task.save()
    Criterion.objects.bulk_create(read.criteria)
    CriterionLevel.objects.bulk_create(read.levels)
    Threshold.objects.bulk_create(read.thresholds)
    read.rules.save()
    Tariff.objects.bulk_create(read.tariffs)
