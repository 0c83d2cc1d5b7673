"""What a training's file says of its competency framework beside the competencies: activities, blocks, what the sector brought.

All of it may be absent: older files stay loadable. Outcomes and criteria of the training are the framework's first ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from microcert.competencies.models import (
    Competency,
    CompetencyBlock,
    Expectation,
    SectorContribution,
    WorkActivity,
)
from microcert.competencies.rules import Expected
from microcert.consortium.sheet import Sheet

if TYPE_CHECKING:
    from .load import TrainingFile

# Keys of the table [framework] and the fields that they fill.
FACTS = ("purpose", "market_study", "transitions", "safety", "disability", "legal_constraints", "registry_links")


@dataclass
class FrameworkParts:
    """Rows of a framework that are not saved yet, and the codes by which competencies refer to them."""

    activities: dict[str, WorkActivity] = field(default_factory=dict)
    blocks: dict[str, CompetencyBlock] = field(default_factory=dict)
    contributions: list[SectorContribution] = field(default_factory=list)


def read_parts(sheet: Sheet, framework: Any) -> FrameworkParts:
    """The table [framework], [[work_activities]], [[blocks]] and [[sector_contributions]]."""
    parts = FrameworkParts()
    facts = sheet.table("framework", required=False)
    for name in FACTS:
        setattr(framework, name, facts.text(name, ""))
    facts.finish()
    for model, key, rows in (
        (WorkActivity, "work_activities", parts.activities),
        (CompetencyBlock, "blocks", parts.blocks),
    ):
        for position, row in enumerate(sheet.tables(key), start=1):
            made: Any = model(
                framework=framework,
                code=row.text("code"),
                title=row.text("title"),
                description=row.text("description", ""),
                position=position,
            )
            row.finish()
            if made.code in rows:
                row.refuse("code", _("« %s » y figure deux fois.") % made.code)
            rows[made.code] = row.check(made)
    for position, row in enumerate(sheet.tables("sector_contributions"), start=1):
        contribution = SectorContribution(
            framework=framework,
            organisation=row.text("organisation"),
            held_on=row.day("date"),
            nature=row.choice("nature", SectorContribution.Nature.values),
            text=row.text("text"),
            position=position,
        )
        row.finish()
        parts.contributions.append(row.check(contribution))
    return parts


def place_competency(row: Sheet, competency: Competency, parts: FrameworkParts) -> None:
    """The activity and the block that a competency of the file names."""
    if activity := row.choice("activity", parts.activities, ""):
        competency.activity = parts.activities.get(activity)
    if block := row.choice("block", parts.blocks, ""):
        competency.block = parts.blocks.get(block)


def write_framework(read: TrainingFile) -> None:
    """Save the framework and what competencies refer to, before they are saved. Its level is the training's."""
    parts = read.parts
    read.framework.eqf_level = read.version.eqf_level
    read.framework.save()
    WorkActivity.objects.bulk_create(parts.activities.values())
    CompetencyBlock.objects.bulk_create(parts.blocks.values())
    SectorContribution.objects.bulk_create(parts.contributions)


def write_expectations(read: TrainingFile) -> None:
    """The training's outcomes and criteria, as the framework's own: it can be read, and registered, without the training."""
    outcomes = [
        Expectation(
            competency=each.competency, kind=Expected.OUTCOME, code=each.code, text=each.text, position=each.position
        )
        for each in read.outcomes.values()
    ]
    modality = read.task.title
    criteria = [
        Expectation(
            competency=each.competency,
            kind=Expected.CRITERION,
            code=each.code,
            text=each.title,
            modality=modality,
            position=each.position,
        )
        for each in read.criteria
    ]
    Expectation.objects.bulk_create([*outcomes, *criteria])
