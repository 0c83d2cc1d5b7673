"""The tables of a training's file, noun by noun."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from microcert.competencies.models import Alignment, Competency
from microcert.competencies.references import rome_label
from microcert.consortium.sheet import Sheet
from microcert.foundation.money import cents
from microcert.trainings.content import read_content
from microcert.trainings.framework_file import place_competency, read_parts
from microcert.trainings.models import Activity, Criterion, CriterionLevel, Outcome, Tariff, Threshold, Unit
from microcert.trainings.queries import Requirements
from microcert.trainings.rules import ActivityKind
from microcert.trainings.training_file import TrainingFile

# No scale of mastery has more levels; what a file says beyond is a mistake.
MOST_RANKS = 10
LONGEST_URI = 200


def read_competencies(sheet: Sheet, read: TrainingFile) -> None:
    read.parts = read_parts(sheet, read.framework)
    for code in dict.fromkeys(sheet.texts("rome", [])):
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
        rank = row.number("threshold", 0, most=MOST_RANKS)
        _esco(row, competency, read)
        row.finish()
        _once(row, read.competencies, row.check(competency))
        read.thresholds.append(Threshold(version=read.version, competency=competency, rank=rank))


def _esco(row: Sheet, competency: Competency, read: TrainingFile) -> None:
    """The links of a competency to ESCO, each once."""
    linked: set[str] = set()
    for link in row.tables("esco"):
        uri = link.text("uri")
        if uri in linked:
            link.refuse("uri", _("« %s » y figure deux fois.") % uri)
        elif len(uri) > LONGEST_URI:
            link.refuse("uri", _("%d caractères au plus.") % LONGEST_URI)
        linked.add(uri)
        given = {"framework": read.framework, "competency": competency, "scheme": "esco", "label": link.text("label")}
        link.finish()
        read.alignments.append(link.check(Alignment(code=uri[:LONGEST_URI] or "-", **given)))


def _once(row: Sheet, known: dict[str, Any], thing: Any) -> None:
    if thing.code in known:
        row.refuse("code", _("« %s » y figure deux fois.") % thing.code)
    known[thing.code] = thing


def read_outcomes(sheet: Sheet, read: TrainingFile) -> None:
    for position, row in enumerate(sheet.tables("outcomes", least=1), start=1):
        competency = row.choice("competency", read.competencies)
        outcome = Outcome(version=read.version, code=row.text("code"), text=row.text("text"), position=position)
        if competency in read.competencies:
            outcome.competency = read.competencies[competency]
        row.finish()
        _once(row, read.outcomes, row.check(outcome))


def read_units(sheet: Sheet, read: TrainingFile) -> None:
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


def read_rubric(sheet: Sheet, read: TrainingFile, wanted: Requirements) -> None:
    task = read.task
    task.title, task.brief, task.deliverable = (
        sheet.text("title"),
        sheet.text("brief").strip(),
        sheet.text("deliverable"),
    )
    task.minutes = sheet.number("minutes", least=1, most=6000)
    known: dict[str, Criterion] = {}
    for position, row in enumerate(sheet.tables("criteria", least=1), start=1):
        competency, outcome = row.choice("competency", read.competencies), row.choice("outcome", read.outcomes)
        criterion = Criterion(task=task, code=row.text("code"), title=row.text("title"), position=position)
        levels = row.texts("levels")
        if len(levels) > MOST_RANKS:
            row.refuse("levels", _("%d niveaux au plus.") % MOST_RANKS)
        row.finish()
        _once(row, known, row.check(criterion))
        if competency not in read.competencies or outcome not in read.outcomes:
            continue
        criterion.competency, criterion.outcome = read.competencies[competency], read.outcomes[outcome]
        read.criteria.append(criterion)
        for rank, descriptor in enumerate(levels, start=1):
            label = wanted.scale[rank - 1] if rank <= len(wanted.scale) else str(rank)
            read.levels.append(CriterionLevel(criterion=criterion, rank=rank, label=label, descriptor=descriptor))
    sheet.finish()
    sheet.check(task)


def read_tariffs(sheet: Sheet, read: TrainingFile) -> None:
    known: dict[str, Tariff] = {}
    for position, row in enumerate(sheet.tables("tariffs"), start=1):
        tariff = Tariff(
            version=read.version,
            code=row.text("code"),
            label=row.text("label"),
            price_cents=_price(row),
            position=position,
        )
        row.finish()
        _once(row, known, row.check(tariff))
        read.tariffs.append(tariff)


def _price(row: Sheet) -> int:
    """Whole euros, or cents where the price has some."""
    if "price_cents" in row.content:
        return row.number("price_cents", most=10_000_000)
    return cents(row.number("price", most=100_000))
