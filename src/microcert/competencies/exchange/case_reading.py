"""Reading a CASE 1.0 package, ours or another maker's: there, what has children is an activity, and below it stand competencies."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from microcert.competencies.rules import Expected
from microcert.consortium.errors import Problem

from .case import ACTIVITY, BLOCK, COMPETENCY, CONTRIBUTION, EXPECTED_TYPES, OURS, ROME
from .content import (
    FACT_TEXTS,
    AlignmentLine,
    CompetencyLine,
    ContributionLine,
    ExpectationLine,
    FrameworkContent,
    Titled,
)

MOST_DEPTH = 40


def read_case(content: bytes, problems: list[Problem]) -> FrameworkContent:
    """The framework of a CASE package, ours or another's."""
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        problems.append(Problem(_("fichier"), "", _("ce n’est pas du JSON en UTF-8.")))
        return FrameworkContent(uuid.uuid4(), "-")
    return _Reader(read, problems).content()


class _Reader:
    def __init__(self, read: Any, problems: list[Problem]) -> None:
        self.problems = problems
        self.document = self.whole(read, "CFDocument")
        self.items: dict[str, dict[str, Any]] = {}
        self.places: dict[str, str] = {}
        for number, item in enumerate(self.rows(read, "CFItems")):
            self.take_item(item, f"CFItems[{number}]")
        self.children: dict[str, list[tuple[float, str]]] = {}
        self.parent: dict[str, str] = {}
        self.blocks: dict[str, str] = {}
        self.related: list[tuple[str, dict[str, Any], str]] = []
        for number, link in enumerate(self.rows(read, "CFAssociations")):
            self.take_link(link, f"CFAssociations[{number}]", number)
        self.codes: dict[str, str] = {}
        self.parts: dict[str, list[Any]] = {"a": [], "b": [], "c": [], "e": [], "s": []}
        self.headings: dict[str, str] = {}
        self.walked: set[str] = set()

    def refuse(self, place: str, message: str) -> None:
        self.problems.append(Problem(place, "", message))

    def whole(self, read: Any, key: str) -> dict[str, Any]:
        value = read.get(key) if isinstance(read, dict) else None
        if isinstance(value, dict):
            return value
        self.refuse(key, _("cet objet manque : ce fichier n’est pas un paquet CASE 1.0."))
        return {}

    def rows(self, read: Any, key: str) -> list[Any]:
        value = read.get(key, []) if isinstance(read, dict) else []
        if isinstance(value, list):
            return value
        self.refuse(key, _("cette entrée doit être une liste."))
        return []

    def take_item(self, item: Any, place: str) -> None:
        identifier = str(item.get("identifier", "")) if isinstance(item, dict) else ""
        try:
            uuid.UUID(identifier)
        except ValueError:
            self.refuse(place, _("« identifier » doit être un UUID."))
            return
        if identifier in self.items:
            self.refuse(place, _("« %(key)s » y figure deux fois.") % {"key": identifier})
        if not isinstance(item.get("fullStatement"), str) or not item["fullStatement"].strip():
            self.refuse(place, _("« fullStatement » doit être un texte."))
            item["fullStatement"] = "-"
        self.items[identifier], self.places[identifier] = item, place

    def take_link(self, link: Any, place: str, number: int) -> None:
        try:
            kind, origin, target = link["associationType"], link["originNodeURI"], link["destinationNodeURI"]
            start, end = str(origin["identifier"]), str(target["identifier"])
            rank = float(link.get("sequenceNumber") or number)
        except (TypeError, KeyError, ValueError):
            self.refuse(place, _("indiquez associationType, originNodeURI et destinationNodeURI."))
            return
        root = str(self.document.get("identifier"))
        if start not in self.items and start != root:
            self.refuse(place, _("l’origine « %s » n’est pas dans ce fichier.") % start)
        elif kind == "isChildOf" and end not in self.items and end != root:
            self.refuse(place, _("le parent « %s » n’est pas dans ce fichier.") % end)
        elif kind == "isChildOf" and start not in self.parent:
            self.parent[start] = end
            self.children.setdefault(end, []).append((rank, start))
        elif kind == "isPartOf" and end in self.items:
            self.blocks[start] = end
        elif kind in ("isRelatedTo", "exactMatchOf") and end not in self.items:
            self.related.append((start, target, place))

    def content(self) -> FrameworkContent:
        root = str(self.document.get("identifier"))
        try:
            identifier = uuid.UUID(root)
        except ValueError:
            identifier = uuid.uuid4()
            self.refuse("CFDocument.identifier", _("« identifier » doit être un UUID."))
        roots = [key for _rank, key in sorted(self.children.get(root, []))]
        roots += [key for key in self.items if key not in self.parent]
        # Blocks first: competencies refer to them.
        for key in sorted(roots, key=lambda each: self.items[each].get("CFItemType") != BLOCK):
            self.walk(key, "", "", 0)
        lost = set(self.items) - self.walked
        for key in lost:
            self.refuse(self.places[key], _("cet élément est son propre parent, de proche en proche."))
        return FrameworkContent(
            uuid=identifier,
            title=str(self.document.get("title") or ""),
            revision=self.number(self.document.get("version")),
            eqf_level=self.level(self.document.get("notes")),
            purpose=str(self.document.get("description") or ""),
            activities=tuple(self.parts["a"]),
            blocks=tuple(self.parts["b"]),
            competencies=tuple(self.parts["c"]),
            expectations=tuple(self.parts["e"]),
            contributions=tuple(self.parts["s"]),
            alignments=tuple(self.alignments()),
            place="CFDocument",
            **self.headings,
        )

    def walk(self, key: str, activity: str, competency: str, depth: int) -> None:
        """Take an item and what hangs below it; `activity` and `competency` are the codes above it."""
        self.walked.add(key)
        item, below = self.items[key], [each for _rank, each in sorted(self.children.get(key, []))]
        kind = item.get("CFItemType")
        if kind not in OURS:
            kind = self.guess(below, competency, depth)
        if kind == ACTIVITY:
            activity = self.titled(key, item, "a", "AT")
        elif kind == COMPETENCY:
            competency = self.competency(key, item, activity)
        else:
            self.leaf(key, item, competency, kind)
        if depth > MOST_DEPTH:
            self.refuse(self.places[key], _("l’arborescence est trop profonde."))
            return
        for each in below:
            self.walk(each, activity, competency, depth + 1)

    def leaf(self, key: str, item: dict[str, Any], competency: str, kind: str) -> None:
        """An item on which no other rests."""
        if kind == BLOCK:
            self.titled(key, item, "b", "B")
        elif kind in EXPECTED_TYPES.values():
            self.expectation(key, item, competency, kind)
        elif kind == CONTRIBUTION:
            self.contribution(key, item)
        elif item.get("humanCodingScheme") in FACT_TEXTS:
            self.headings[item["humanCodingScheme"]] = item["fullStatement"]

    def guess(self, below: list[str], competency: str, depth: int) -> str:
        if competency:
            return EXPECTED_TYPES[Expected.OUTCOME]
        return ACTIVITY if depth == 0 and below else COMPETENCY

    def code(self, item: dict[str, Any], prefix: str, taken: list[Any]) -> str:
        given = str(item.get("humanCodingScheme") or "").strip()
        return given if 0 < len(given) <= 10 else f"{prefix}{len(taken) + 1}"

    def titled(self, key: str, item: dict[str, Any], where: str, prefix: str) -> str:
        code = self.code(item, prefix, self.parts[where])
        title = item["fullStatement"]
        notes = str(item.get("notes") or "")
        if len(title) > 250:
            title, notes = title[:249] + "…", title
        self.parts[where].append(Titled(uuid.UUID(key), code, title, notes, place=self.places[key]))
        self.codes[key] = code
        return code

    def competency(self, key: str, item: dict[str, Any], activity: str) -> str:
        code = self.code(item, "C", self.parts["c"])
        statement = item["fullStatement"]
        title = str(item.get("abbreviatedStatement") or statement)
        levels = item.get("educationLevel") or [""]
        block = self.codes.get(self.blocks.get(key, ""), "")
        self.parts["c"].append(
            CompetencyLine(
                uuid.UUID(key),
                code,
                title if len(title) <= 250 else title[:249] + "…",
                statement,
                activity,
                block,
                self.level(levels[0] if isinstance(levels, list) else levels),
                place=self.places[key],
            )
        )
        self.codes[key] = code
        return code

    def expectation(self, key: str, item: dict[str, Any], competency: str, kind: str) -> None:
        expected = next(each for each, words in EXPECTED_TYPES.items() if words == kind)
        code = self.code(item, "A" if expected is Expected.OUTCOME else "K", self.parts["e"])
        notes = str(item.get("notes") or "")
        self.parts["e"].append(
            ExpectationLine(
                uuid.UUID(key), competency, str(expected), code, item["fullStatement"], notes, place=self.places[key]
            )
        )

    def contribution(self, key: str, item: dict[str, Any]) -> None:
        try:
            held_on = date.fromisoformat(str(item.get("statusStartDate")))
        except ValueError:
            held_on = None
        nature = item.get("conceptKeywords") or [""]
        self.parts["s"].append(
            ContributionLine(
                uuid.UUID(key),
                str(item.get("abbreviatedStatement") or ""),
                held_on,
                str(nature[0] if isinstance(nature, list) else nature),
                item["fullStatement"],
                place=self.places[key],
            )
        )

    def alignments(self) -> list[AlignmentLine]:
        found = []
        for start, target, place in self.related:
            uri, label = str(target.get("uri") or ""), str(target.get("title") or "")
            scheme = "rome" if uri.startswith(ROME) else "esco" if "/esco/" in uri else ""
            if scheme:
                code = uri.removeprefix(ROME)
                found.append(AlignmentLine(self.codes.get(start, ""), scheme, code, label, place=place))
        return found

    @staticmethod
    def level(text: object) -> int | None:
        word = str(text or "").removeprefix("EQF ").strip()
        return int(word) if word.isdecimal() and len(word) < 3 else None

    @staticmethod
    def number(text: object) -> int | None:
        word = str(text or "")
        return int(word) if word.isdecimal() and len(word) < 10 else None
