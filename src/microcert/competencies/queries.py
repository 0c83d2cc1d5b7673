"""Reads of a framework that several doors need: as a tree, as what a file holds, as what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F

from microcert.consortium.models import FrameworkVersion
from microcert.consortium.queries import framework_in_force
from microcert.foundation import journal
from microcert.foundation.models import JournalEntry
from microcert.people.models import User

from .exchange.content import (
    FACT_TEXTS,
    AlignmentLine,
    CompetencyLine,
    ContributionLine,
    ExpectationLine,
    FrameworkContent,
    Titled,
)
from .models import (
    Alignment,
    Competency,
    CompetencyBlock,
    CompetencyFramework,
    Expectation,
    SectorContribution,
    WorkActivity,
)
from .rules import Definition, Expected, Gap, PartKind, Said, definition_in, gaps

# How many changes the page of a framework tells.
MOST_CHANGES = 50


def shared_definition() -> Definition | None:
    """What a competency is, in the words of the common framework in force (R033)."""
    try:
        return definition_in(framework_in_force().text)
    except FrameworkVersion.DoesNotExist:
        return None


@dataclass(frozen=True)
class CompetencyNode:
    """A competency with what stands under it."""

    row: Competency
    outcomes: tuple[Expectation, ...]
    criteria: tuple[Expectation, ...]
    alignments: tuple[Alignment, ...]


@dataclass(frozen=True)
class ActivityNode:
    """A work activity with its competencies; `row` is None for those that have none yet."""

    row: WorkActivity | None
    competencies: tuple[CompetencyNode, ...]

    @property
    def lines(self) -> int:
        """How many rows of the three-column table it spans."""
        return max(1, len(self.competencies))


@dataclass(frozen=True)
class FrameworkTree:
    """A framework as people read it: activities → competencies → outcomes and criteria (R038)."""

    framework: CompetencyFramework
    activities: tuple[ActivityNode, ...]
    blocks: tuple[tuple[CompetencyBlock, tuple[Competency, ...]], ...]
    contributions: tuple[SectorContribution, ...]
    alignments: tuple[Alignment, ...]

    @property
    def competencies(self) -> list[CompetencyNode]:
        return [node for activity in self.activities for node in activity.competencies]

    @property
    def gaps(self) -> list[Gap]:
        """What it lacks, by the room's rule."""
        nodes = self.competencies
        links = [*self.alignments, *(link for node in nodes for link in node.alignments)]
        return gaps(
            activities=[node.row.code for node in self.activities if node.row],
            competencies={each.row.code: each.row.activity.code if each.row.activity else None for each in nodes},
            expected=[
                (node.row.code, Expected(each.kind)) for node in nodes for each in (*node.outcomes, *node.criteria)
            ],
            has_level=self.framework.eqf_level is not None,
            schemes={link.scheme for link in links},
            contributions=len(self.contributions),
        )


def tree_of(framework: CompetencyFramework) -> FrameworkTree:
    """The whole framework. Six queries, however large it is."""
    expected: dict[int, list[Expectation]] = {}
    for each in Expectation.objects.filter(competency__framework=framework):
        expected.setdefault(each.competency_id, []).append(each)
    links: dict[int | None, list[Alignment]] = {}
    for link in framework.alignments.all():
        links.setdefault(link.competency_id, []).append(link)
    rows = list(framework.competencies.select_related("activity", "block"))

    def node(row: Competency) -> CompetencyNode:
        below = expected.get(row.pk, [])
        return CompetencyNode(
            row,
            tuple(each for each in below if each.kind == Expected.OUTCOME),
            tuple(each for each in below if each.kind == Expected.CRITERION),
            tuple(links.get(row.pk, [])),
        )

    def under(activity: WorkActivity | None) -> ActivityNode:
        wanted = activity.pk if activity else None
        return ActivityNode(activity, tuple(node(row) for row in rows if row.activity_id == wanted))

    activities = [under(activity) for activity in framework.activities.all()]
    loose = under(None)
    return FrameworkTree(
        framework,
        tuple([*activities, loose] if loose.competencies else activities),
        tuple((block, tuple(r for r in rows if r.block_id == block.pk)) for block in framework.blocks.all()),
        tuple(framework.contributions.all()),
        tuple(links.get(None, [])),
    )


def content_of(framework: CompetencyFramework) -> FrameworkContent:
    """The framework as its files hold it. Six queries."""
    tree = tree_of(framework)
    nodes = tree.competencies
    links = [*tree.alignments, *(link for node in nodes for link in node.alignments)]
    codes = {node.row.pk: node.row.code for node in nodes}
    return FrameworkContent(
        uuid=framework.uuid,
        title=framework.title,
        revision=framework.revision,
        eqf_level=framework.eqf_level,
        activities=_titled(each.row for each in tree.activities if each.row),
        blocks=_titled(block for block, _rows in tree.blocks),
        competencies=tuple(_competency_line(node.row) for node in nodes),
        expectations=tuple(
            ExpectationLine(e.uuid, node.row.code, e.kind, e.code, e.text, e.modality)
            for node in nodes
            for e in (*node.outcomes, *node.criteria)
        ),
        contributions=tuple(
            ContributionLine(c.uuid, c.organisation, c.held_on, c.nature, c.text) for c in tree.contributions
        ),
        alignments=tuple(
            AlignmentLine(codes.get(link.competency_id or 0, ""), link.scheme, link.code, link.label) for link in links
        ),
        **{name: getattr(framework, name) for name in FACT_TEXTS},
    )


def _titled(rows: Iterable[Any]) -> tuple[Titled, ...]:
    return tuple(Titled(row.uuid, row.code, row.title, row.description) for row in rows)


def _competency_line(row: Competency) -> CompetencyLine:
    return CompetencyLine(
        row.uuid,
        row.code,
        row.title,
        row.statement,
        row.activity.code if row.activity else "",
        row.block.code if row.block else "",
        row.eqf_level,
    )


def frameworks_by_university() -> Sequence[CompetencyFramework]:
    """Every framework with how many competencies it has, the newest version of each title first. One query."""
    return list(
        CompetencyFramework.objects.select_related("university")
        .annotate(size=Count("competencies"))
        .order_by(F("university__position"), "title", "-number")
    )


def newest_after(framework: CompetencyFramework) -> CompetencyFramework | None:
    """The last of the versions that follow; None when the framework is the last itself. One query a version, and one."""
    newest, following = None, framework.pk
    while found := CompetencyFramework.objects.filter(succeeds=following).first():
        newest, following = found, found.pk
    return newest


def said_by(framework: CompetencyFramework) -> list[Said]:
    """Activities, then each competency with its outcomes and criteria, as this version says them. Six queries."""
    tree = tree_of(framework)
    said = [
        Said(str(node.row.uuid), PartKind.ACTIVITY, node.row.code, f"{node.row.title}\n{node.row.description}".strip())
        for node in tree.activities
        if node.row
    ]
    for node in tree.competencies:
        of = (str(node.row.uuid), node.row.code)
        words = f"{node.row.title}\n{node.row.statement}"
        said.append(Said(str(node.row.uuid), PartKind.COMPETENCY, node.row.code, words, *of))
        said += [
            Said(str(each.uuid), each.kind, each.code, each.text, *of) for each in (*node.outcomes, *node.criteria)
        ]
    return said


@dataclass(frozen=True)
class Change:
    """One line of a framework's history: what was done, to what, by whom, and the words that it replaced."""

    verb: str
    at: datetime
    who: str
    about: str
    before: tuple[tuple[str, str], ...]


def history_of(framework: CompetencyFramework) -> list[Change]:
    """The last changes, newest first. Two queries; names stand in the accounts, never in the journal."""
    entries = list(JournalEntry.objects.filter(subject=journal.key_of(framework)).order_by("-number")[:MOST_CHANGES])
    keys = {entry.actor.rpartition(":")[2] for entry in entries if ":" in entry.actor}
    names = {str(person.pk): str(person) for person in User.objects.filter(pk__in=[key for key in keys if key])}
    return [
        Change(
            entry.verb.removeprefix("competencies."),
            entry.at,
            names.get(entry.actor.rpartition(":")[2], ""),
            str(entry.facts.get("part") or entry.facts.get("code") or ""),
            tuple((name, str(value)) for name, value in entry.facts.get("before", {}).items() if value),
        )
        for entry in entries
    ]
