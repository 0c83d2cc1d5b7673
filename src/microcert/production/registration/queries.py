"""A training's registration file, read from the rooms below; what sessions and juries know is handed in by those above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microcert.competencies.models import SectorContribution
from microcert.competencies.queries import FrameworkTree, tree_of
from microcert.consortium.models import University
from microcert.trainings.models import TrainingVersion
from microcert.trainings.queries import judged
from microcert.trainings.rules import Decision
from microcert.trainings.rules import Lack as TrainingLack
from microcert.trainings.wording import words_of

from .rules import Finding, Shown, YearFigures, findings
from .words import framework_gap

Nature = SectorContribution.Nature
# What breaks the match of a training to its framework.
ALIGNMENT = (
    TrainingLack.COMPETENCY,
    TrainingLack.CRITERION,
    TrainingLack.THRESHOLD,
    TrainingLack.NOT_TAUGHT,
    TrainingLack.NOT_JUDGED,
    TrainingLack.AIMLESS,
)


@dataclass(frozen=True)
class Row:
    """A line of the three-column table: an activity, its competencies, how they are assessed."""

    activity: str
    competencies: tuple[str, ...]
    assessment: tuple[str, ...]


@dataclass(frozen=True)
class RegistrationFile:
    """All that the file says, and the answer to each criterion."""

    version: TrainingVersion
    tree: FrameworkTree
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    figures: tuple[YearFigures, ...]
    rules: dict[str, str]
    partners: tuple[University, ...]

    @property
    def met(self) -> int:
        return sum(finding.is_met for finding in self.findings)


def registration_of(
    version: TrainingVersion, figures: Sequence[YearFigures], giving: Sequence[University]
) -> RegistrationFile:
    """The file of a version, with the figures of its training by year and the universities that give it."""
    producer = version.training.producer
    tree = tree_of(version.competency_framework)
    rules = getattr(version, "rules", None)
    stated = rules.stated() if rules else {}
    return RegistrationFile(
        version,
        tree,
        _rows(tree),
        tuple(findings(_shown(version, tree, stated, figures))),
        tuple(sorted(figures, key=lambda each: each.year)),
        stated,
        (producer, *(each for each in giving if each != producer)),
    )


def _shown(
    version: TrainingVersion, tree: FrameworkTree, rules: dict[str, str], figures: Sequence[YearFigures]
) -> Shown:
    framework = tree.framework
    texts = ("purpose", "market_study", "transitions", "safety", "disability", "legal_constraints", "registry_links")
    natures = [each.nature for each in tree.contributions]
    lacking = [gap for gap in judged(version, Decision.GIVEN_BEFORE).gaps if gap.lack in ALIGNMENT]
    return Shown(
        texts={name: getattr(framework, name) for name in texts}
        | {"audience": version.audience, "equipment": version.equipment},
        studies=natures.count(Nature.STUDY),
        social_partners=natures.count(Nature.SOCIAL_PARTNER),
        contributions=len(natures),
        team=len(version.team),
        framework_gaps=[framework_gap(gap) for gap in tree.gaps],
        alignment_gaps=[words_of(gap) for gap in lacking],
        rules=rules,
        figures=figures,
    )


def _rows(tree: FrameworkTree) -> tuple[Row, ...]:
    rows = []
    for activity in tree.activities:
        head = activity.row
        title = f"{head.code} {head.title}" + (f"\n{head.description}" if head.description else "") if head else "–"
        competencies = tuple(
            f"{node.row.code} {node.row.title}\n{node.row.statement}" for node in activity.competencies
        )
        assessment = tuple(
            "\n".join(
                f"{each.code} {each.text}" + (f" ({each.modality})" if each.modality else "") for each in node.criteria
            )
            or "–"
            for node in activity.competencies
        )
        rows.append(Row(title, competencies, assessment))
    return tuple(rows)
