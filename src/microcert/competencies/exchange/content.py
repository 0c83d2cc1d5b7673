"""What a framework's file holds, whatever its form, and the one judgement on it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from microcert.competencies.models import Alignment, SectorContribution
from microcert.competencies.references import rome_label
from microcert.consortium.errors import Problem

MOST_PARTS = 3000
LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class Titled:
    """An activity or a block."""

    uuid: uuid.UUID
    code: str
    title: str
    description: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class CompetencyLine:
    uuid: uuid.UUID
    code: str
    title: str
    statement: str
    activity: str = ""
    block: str = ""
    eqf_level: int | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class ExpectationLine:
    uuid: uuid.UUID
    competency: str
    kind: str
    code: str
    text: str
    modality: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class ContributionLine:
    uuid: uuid.UUID
    organisation: str
    held_on: date | None
    nature: str
    text: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class AlignmentLine:
    competency: str
    scheme: str
    code: str
    label: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class FrameworkContent:
    """A whole framework, apart from any database. Parts refer to each other by code."""

    uuid: uuid.UUID
    title: str
    revision: int | None = None
    eqf_level: int | None = None
    purpose: str = ""
    market_study: str = ""
    transitions: str = ""
    safety: str = ""
    disability: str = ""
    legal_constraints: str = ""
    registry_links: str = ""
    activities: tuple[Titled, ...] = ()
    blocks: tuple[Titled, ...] = ()
    competencies: tuple[CompetencyLine, ...] = ()
    expectations: tuple[ExpectationLine, ...] = ()
    contributions: tuple[ContributionLine, ...] = ()
    alignments: tuple[AlignmentLine, ...] = ()
    place: str = field(default="", compare=False)


FACT_TEXTS = (
    "purpose",
    "market_study",
    "transitions",
    "safety",
    "disability",
    "legal_constraints",
    "registry_links",
)


class Judge:
    """Notes what is wrong, each with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def refuse(self, place: str, message: str) -> None:
        self.problems.append(Problem(place, "", message))

    def text(self, place: str, name: str, value: str, *, most: int = LONGEST_TEXT, required: bool = True) -> None:
        if required and not value.strip():
            self.refuse(place, _("renseignez « %s ».") % name)
        elif len(value) > most:
            self.refuse(
                place,
                _("« %(name)s » compte %(length)d caractères ; %(most)d au plus.")
                % {"name": name, "length": len(value), "most": most},
            )

    def level(self, place: str, value: int | None) -> None:
        if value is not None and not 1 <= value <= 8:
            self.refuse(place, _("indiquez un niveau de 1 à 8 (lu : %s).") % value)

    def once(self, keys: Iterable[tuple[object, str]], message: str) -> None:
        """Each key once; `keys` are (key, place)."""
        rows = list(keys)
        counts = Counter(key for key, _place in rows)
        seen: set[object] = set()
        for key, place in rows:
            if counts[key] > 1 and key in seen:
                self.refuse(place, message % {"key": key[-1] if isinstance(key, tuple) else key})
            seen.add(key)

    def known(self, place: str, code: str, codes: Iterable[str], message: str) -> None:
        if code and code not in codes:
            self.refuse(place, message % {"code": code})


def check_content(content: FrameworkContent, problems: list[Problem]) -> None:
    """Judge a framework as one: texts, codes, references between parts, public references."""
    judge = Judge(problems)
    parts: Sequence[Sequence[object]] = (
        content.activities,
        content.blocks,
        content.competencies,
        content.expectations,
        content.contributions,
        content.alignments,
    )
    if sum(len(rows) for rows in parts) > MOST_PARTS:
        judge.refuse(content.place, _("ce référentiel compte plus de %d lignes.") % MOST_PARTS)
        return
    judge.text(content.place, _("intitulé"), content.title, most=250)
    judge.level(content.place, content.eqf_level)
    for name in FACT_TEXTS:
        judge.text(content.place, name, getattr(content, name), required=False)
    for titled in (*content.activities, *content.blocks):
        _code(judge, titled.place, titled.code)
        judge.text(titled.place, _("intitulé"), titled.title, most=250)
        judge.text(titled.place, _("description"), titled.description, required=False)
    _check_competencies(judge, content)
    _check_contributions(judge, content)
    _check_alignments(judge, content)
    _check_unique(judge, content)


def _code(judge: Judge, place: str, code: str) -> None:
    judge.text(place, _("code"), code, most=10)


def _check_competencies(judge: Judge, content: FrameworkContent) -> None:
    activities, blocks = {each.code for each in content.activities}, {each.code for each in content.blocks}
    codes = {each.code for each in content.competencies}
    for line in content.competencies:
        _code(judge, line.place, line.code)
        judge.text(line.place, _("intitulé"), line.title, most=250)
        judge.text(line.place, _("énoncé"), line.statement)
        judge.level(line.place, line.eqf_level)
        judge.known(line.place, line.activity, activities, _("l’activité « %(code)s » n’est pas dans ce fichier."))
        judge.known(line.place, line.block, blocks, _("le bloc « %(code)s » n’est pas dans ce fichier."))
    for expected in content.expectations:
        _code(judge, expected.place, expected.code)
        judge.text(expected.place, _("texte"), expected.text)
        judge.text(expected.place, _("modalité"), expected.modality, required=False)
        if not expected.competency:
            judge.refuse(expected.place, _("indiquez la compétence à laquelle cette ligne se rattache."))
        judge.known(
            expected.place, expected.competency, codes, _("la compétence « %(code)s » n’est pas dans ce fichier.")
        )


def _check_contributions(judge: Judge, content: FrameworkContent) -> None:
    for line in content.contributions:
        judge.text(line.place, _("organisme"), line.organisation, most=200)
        judge.text(line.place, _("texte"), line.text)
        if line.held_on is None:
            judge.refuse(line.place, _("indiquez une date, par exemple 2026-11-02."))
        if line.nature not in SectorContribution.Nature.values:
            judge.refuse(
                line.place,
                _("nature « %(value)s » inconnue. Choisissez parmi : %(words)s.")
                % {"value": line.nature, "words": ", ".join(SectorContribution.Nature.values)},
            )


def _check_alignments(judge: Judge, content: FrameworkContent) -> None:
    codes = {each.code for each in content.competencies}
    for line in content.alignments:
        judge.known(line.place, line.competency, codes, _("la compétence « %(code)s » n’est pas dans ce fichier."))
        judge.text(line.place, _("code"), line.code, most=200)
        if line.scheme not in Alignment.Scheme.values:
            judge.refuse(line.place, _("référence « %s » inconnue. Choisissez rome ou esco.") % line.scheme)
        elif line.scheme == Alignment.Scheme.ROME and line.code and rome_label(line.code) is None:
            judge.refuse(line.place, _("« %s » n’est pas un code ROME.") % line.code)
        elif line.scheme == Alignment.Scheme.ESCO:
            judge.text(line.place, _("libellé"), line.label, most=250)


def _check_unique(judge: Judge, content: FrameworkContent) -> None:
    twice = _("« %(key)s » y figure deux fois.")
    for rows in (content.activities, content.blocks, content.competencies):
        judge.once(((each.code, each.place) for each in rows if each.code), twice)
        judge.once(((each.uuid, each.place) for each in rows), twice)
    judge.once((((e.competency, e.kind, e.code), e.place) for e in content.expectations if e.code), twice)
    judge.once(((e.uuid, e.place) for e in content.expectations), twice)
    judge.once(((c.uuid, c.place) for c in content.contributions), twice)
    judge.once((((a.competency, a.scheme, a.code), a.place) for a in content.alignments), twice)
