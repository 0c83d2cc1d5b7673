"""A framework as a CASE 1.0 package (1EdTech): CFDocument, CFItems, CFAssociations; identifiers are ours and stay.

What CASE has no word for (blocks, contributions, the headings of registration) is an item with its own `CFItemType`.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from microcert.competencies.rules import Expected
from microcert.foundation import clock

from .content import FACT_TEXTS, FrameworkContent

ACTIVITY, BLOCK, COMPETENCY = "Activité de travail", "Bloc de compétences", "Compétence"
CONTRIBUTION, HEADING = "Contribution du secteur", "Rubrique d’enregistrement"
EXPECTED_TYPES = {Expected.OUTCOME: "Acquis d’apprentissage", Expected.CRITERION: "Critère d’évaluation"}
OURS = {ACTIVITY, BLOCK, COMPETENCY, CONTRIBUTION, HEADING, *EXPECTED_TYPES.values()}
ROME = "urn:rome:"


def write_case(content: FrameworkContent) -> bytes:
    """The package in UTF-8."""
    return json.dumps(_Writer(content).package(), ensure_ascii=False, indent=2).encode()


class _Writer:
    def __init__(self, content: FrameworkContent) -> None:
        self.content = content
        self.now = clock.now().isoformat(timespec="seconds")
        self.document = {"title": content.title, "identifier": str(content.uuid), "uri": _uri(content.uuid)}
        self.items: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []

    def package(self) -> dict[str, Any]:
        content = self.content
        parents = {each.code: self.item(each.uuid, ACTIVITY, each.title, each) for each in content.activities}
        blocks = {each.code: self.item(each.uuid, BLOCK, each.title, each) for each in content.blocks}
        nodes = {}
        for line in content.competencies:
            extra = {"abbreviatedStatement": line.title}
            if line.eqf_level:
                extra["educationLevel"] = [f"EQF {line.eqf_level}"]  # type: ignore[assignment]
            node = self.item(line.uuid, COMPETENCY, line.statement, line, under=parents.get(line.activity), extra=extra)
            nodes[line.code] = node
            if line.block:
                self.link("isPartOf", node, blocks[line.block])
        for expected in content.expectations:
            kind = EXPECTED_TYPES[Expected(expected.kind)]
            self.item(expected.uuid, kind, expected.text, expected, under=nodes[expected.competency])
        self.write_beside()
        self.write_alignments(nodes)
        return {"CFDocument": self.described(), "CFItems": self.items, "CFAssociations": self.links}

    def write_beside(self) -> None:
        """What CASE has no word for."""
        content = self.content
        for each in content.contributions:
            extra = {
                "abbreviatedStatement": each.organisation,
                "statusStartDate": f"{each.held_on}",
                "conceptKeywords": [each.nature],
            }
            self.item(each.uuid, CONTRIBUTION, each.text, each, extra=extra)
        for name in FACT_TEXTS[1:]:
            if text := getattr(content, name):
                self.item(uuid.uuid5(content.uuid, name), HEADING, text, None, extra={"humanCodingScheme": name})

    def write_alignments(self, nodes: dict[str, dict[str, str]]) -> None:
        """Where the framework and its competencies stand in public references."""
        for row in self.content.alignments:
            uri = f"{ROME}{row.code}" if row.scheme == "rome" else row.code
            target = {"title": row.label, "identifier": str(uuid.uuid5(uuid.NAMESPACE_URL, uri)), "uri": uri}
            self.link("isRelatedTo", nodes[row.competency] if row.competency else self.document, target)

    def described(self) -> dict[str, Any]:
        content = self.content
        described = {
            **self.document,
            "creator": "microcert",
            "language": "fr",
            "frameworkType": "Référentiel de compétences",
            "description": content.purpose,
            "lastChangeDateTime": self.now,
            "CFPackageURI": {**self.document, "uri": _uri(content.uuid)},
        }
        if content.revision is not None:
            described["version"] = str(content.revision)
        if content.eqf_level:
            described["notes"] = f"EQF {content.eqf_level}"
        return described

    def item(
        self,
        identifier: uuid.UUID,
        kind: str,
        statement: str,
        part: Any,
        *,
        under: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> dict[str, str]:
        node = {"title": statement[:120], "identifier": str(identifier), "uri": _uri(identifier)}
        item = {
            "identifier": node["identifier"],
            "uri": node["uri"],
            "CFItemType": kind,
            "fullStatement": statement,
            "language": "fr",
            "lastChangeDateTime": self.now,
            "CFDocumentURI": self.document,
        }
        if code := getattr(part, "code", ""):
            item["humanCodingScheme"] = code
        if notes := getattr(part, "description", "") or getattr(part, "modality", ""):
            item["notes"] = notes
        self.items.append(item | (extra or {}))
        self.link("isChildOf", node, under or self.document, len(self.items))
        return node

    def link(self, kind: str, origin: dict[str, str], target: dict[str, str], place: int | None = None) -> None:
        identifier = uuid.uuid5(self.content.uuid, f"{kind} {origin['identifier']} {target['identifier']}")
        link = {
            "identifier": str(identifier),
            "uri": _uri(identifier),
            "associationType": kind,
            "originNodeURI": origin,
            "destinationNodeURI": target,
            "CFDocumentURI": self.document,
            "lastChangeDateTime": self.now,
        }
        self.links.append(link if place is None else link | {"sequenceNumber": place})


def _uri(identifier: uuid.UUID) -> str:
    return f"urn:uuid:{identifier}"
