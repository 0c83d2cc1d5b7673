"""A file becomes a framework: all of it or nothing, known identifiers kept, what the file no longer holds removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from microcert.competencies.errors import BadFile
from microcert.competencies.exchange.content import FACT_TEXTS, FrameworkContent
from microcert.competencies.models import (
    Alignment,
    Competency,
    CompetencyBlock,
    CompetencyFramework,
    Expectation,
    SectorContribution,
    WorkActivity,
)
from microcert.competencies.references import rome_label
from microcert.consortium.errors import Problem
from microcert.consortium.models import University
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User

from .frameworks import begin_framework
from .parts import lock


@action
def import_framework(
    content: FrameworkContent,
    *,
    into: CompetencyFramework | None = None,
    at: University | None = None,
    replaces_newer: bool = False,
    by: User | None,
) -> CompetencyFramework:
    """Write a framework that was read: into a draft, or as a new framework of a university.

    Raises `BadFile` when the draft was changed since the file was exported (unless `replaces_newer`) or when a competency
    that is gone from the file serves a training; `FrameworkFrozen` unless it is a draft. Nothing is half done.
    """
    if into is None:
        if at is None:
            raise ValueError("a new framework belongs to a university")
        into = begin_framework(at, title=content.title, by=by)
        if not CompetencyFramework.objects.filter(uuid=content.uuid).exists():
            CompetencyFramework.objects.filter(pk=into.pk).update(uuid=content.uuid)
    elif not replaces_newer and content.revision != _revision(into) and _has_parts(into):
        changed = _(
            "ce référentiel a été modifié depuis l’export de ce fichier. Exportez-le de nouveau et reportez-y vos changements, "
            "ou cochez la case qui permet de remplacer."
        )
        raise BadFile([Problem(_("fichier"), "", changed)])
    framework = lock(into)
    framework.refresh_from_db()
    _write_facts(framework, content)
    _write_parts(framework, content)
    journal.write(
        "competencies.imported", framework, by=by, competencies=len(content.competencies), revision=_revision(framework)
    )
    return framework


def _revision(framework: CompetencyFramework) -> int:
    return CompetencyFramework.objects.values_list("revision", flat=True).get(pk=framework.pk)


def _has_parts(framework: CompetencyFramework) -> bool:
    return any(rows.exists() for rows in (framework.activities, framework.competencies, framework.contributions))


def _write_facts(framework: CompetencyFramework, content: FrameworkContent) -> None:
    framework.title, framework.eqf_level = content.title, content.eqf_level
    for name in FACT_TEXTS:
        setattr(framework, name, getattr(content, name))
    framework.save(update_fields=["title", "eqf_level", *FACT_TEXTS])


def _write_parts(framework: CompetencyFramework, content: FrameworkContent) -> None:
    inside = {"framework": framework}
    activities = _merge(WorkActivity, inside, content.activities, ("title", "description"))
    blocks = _merge(CompetencyBlock, inside, content.blocks, ("title", "description"))
    competencies = _merge(
        Competency,
        inside,
        content.competencies,
        ("title", "statement", "eqf_level"),
        lambda line: {"activity": activities.get(line.activity), "block": blocks.get(line.block)},
    )
    _merge(
        Expectation,
        {"competency__framework": framework},
        content.expectations,
        ("kind", "text", "modality"),
        lambda line: {"competency": competencies[line.competency]},
    )
    _merge(SectorContribution, inside, content.contributions, ("organisation", "held_on", "nature", "text"))
    _remove_the_rest(framework, content)
    Alignment.objects.filter(framework=framework).delete()
    Alignment.objects.bulk_create(
        Alignment(
            framework=framework,
            competency=competencies.get(line.competency),
            scheme=line.scheme,
            code=line.code,
            label=rome_label(line.code) or line.label if line.scheme == "rome" else line.label,
        )
        for line in content.alignments
    )


def _merge(
    model: Any,
    inside: Mapping[str, Any],
    lines: Iterable[Any],
    texts: tuple[str, ...],
    links: Any = lambda line: {},
) -> dict[str, Any]:
    """Rows whose identifier is known are changed, the others made. Returns them by code."""
    known = {row.uuid: row for row in model.objects.filter(**inside)}
    lines = list(lines)
    if lines and hasattr(lines[0], "code"):
        # Codes may have changed places among the rows: set aside first, so that none is taken on the way.
        for row in known.values():
            model.objects.filter(pk=row.pk).update(code=f"~{row.pk}"[:10])
    written: dict[str, Any] = {}
    for position, line in enumerate(lines, start=1):
        row = known.get(line.uuid) or model(uuid=line.uuid, **_owner(inside))
        words = {name: getattr(line, name) for name in texts} | links(line) | {"position": position}
        if code := getattr(line, "code", ""):
            words["code"] = code
        for name, value in words.items():
            setattr(row, name, value)
        row.revision += 1 if row.pk else 0
        row.save()
        written[code or str(line.uuid)] = row
    return written


def _owner(inside: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inside.items() if "__" not in name}


def _remove_the_rest(framework: CompetencyFramework, content: FrameworkContent) -> None:
    """What the file does not hold any more. What a training rests on is named, and stops everything."""
    problems = []
    for rows, lines in (
        (Expectation.objects.filter(competency__framework=framework), content.expectations),
        (framework.competencies.all(), content.competencies),
        (framework.activities.all(), content.activities),
        (framework.blocks.all(), content.blocks),
        (framework.contributions.all(), content.contributions),
    ):
        kept = {line.uuid for line in lines}
        for row in rows.exclude(uuid__in=kept):
            title, pk = str(row), row.pk
            try:
                with transaction.atomic():
                    type(row).objects.get(pk=pk).delete()
            except ProtectedError:
                problems.append(
                    Problem(
                        _("fichier"),
                        "",
                        _("« %s » n’y figure plus, mais une formation s’en sert. Laissez cette ligne.") % title,
                    )
                )
    if problems:
        raise BadFile(problems)
