"""AwardRecord: the union of the framework's content list (§ 10.2) and the annex of the Council Recommendation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from credseal import text
from credseal.errors import RecordError
from credseal.record.parts import AwardingBody, Competency, Learner

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{3,59}\Z")
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRecord:
    """One award, complete and valid by construction; equal records give equal JSON.

    Workload is in hours (at most two decimals), ``ects`` only where the university voted it, ``eqf_level`` only where
    there is one (1-8; the French scale has the same ranks). ``bodies[0]`` is the issuer whose letterhead the
    certificate carries (the producing university); further bodies are joint awarding bodies.

    Raises RecordError(field, reason) on the first value that cannot be signed.
    """

    credential_id: str  # urn:uuid:…
    url: str  # permanent page, https
    number: str  # MC-HTR-2027-000118
    learner: Learner
    title: str
    description: str
    achievement_id: str  # IRI of the micro-credential itself, equal for all its holders
    bodies: tuple[AwardingBody, ...]
    issued_at: datetime
    competencies: tuple[Competency, ...]
    outcomes: tuple[str, ...]
    workload_hours: Decimal
    assessment_type: str
    participation: str
    quality_assurance: str
    pedagogical_expert: str
    framework_version: str
    ects: Decimal | None = None
    eqf_level: int | None = None
    prerequisites: str | None = None
    supervision: str | None = None
    identity_verification: str | None = None
    stackability: str | None = None
    jury_date: datetime | None = None
    expires_at: datetime | None = None
    further_information: str | None = None
    supersedes: str | None = None  # credential_id that this award replaces (rectified name…)
    language: str = "fr"

    def __post_init__(self) -> None:
        self._check_identity()
        self._check_parts()
        self._check_description()
        self._check_times()

    def _put(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _check_identity(self) -> None:
        self._put("credential_id", text.uuid_urn(self.credential_id, "credential_id"))
        self._put("url", text.https_url(self.url, "url"))
        self._put("achievement_id", text.iri(self.achievement_id, "achievement_id"))
        if not isinstance(self.number, str) or not _NUMBER.match(self.number):
            raise RecordError("number", "Un numéro de certificat est attendu, par exemple « MC-HTR-2027-000118 ».")
        self._put("language", text.language(self.language, "language"))
        if self.supersedes is not None:
            self._put("supersedes", text.uuid_urn(self.supersedes, "supersedes"))
            if self.supersedes == self.credential_id:
                raise RecordError("supersedes", "Un certificat ne peut pas se remplacer lui-même.")

    def _check_parts(self) -> None:
        if not isinstance(self.learner, Learner):
            raise RecordError("learner", "Une identité est attendue.")
        self._put("bodies", _members(self.bodies, AwardingBody, "bodies"))
        self._put("competencies", _members(self.competencies, Competency, "competencies"))
        if len({competency.code for competency in self.competencies}) != len(self.competencies):
            raise RecordError("competencies", "Deux compétences portent le même code.")
        if len({body.did for body in self.bodies}) != len(self.bodies):
            raise RecordError("bodies", "Deux établissements portent le même identifiant.")
        outcomes = _members(self.outcomes, str, "outcomes")
        self._put("outcomes", tuple(text.line(item, f"outcomes.{rank}") for rank, item in enumerate(outcomes)))

    def _check_description(self) -> None:
        for name in ("title", "pedagogical_expert", "framework_version", "assessment_type", "participation"):
            self._put(name, text.line(getattr(self, name), name))
        for name in ("description", "quality_assurance"):
            self._put(name, text.paragraph(getattr(self, name), name))
        for name in ("prerequisites", "supervision", "identity_verification", "stackability", "further_information"):
            self._put(name, text.optional_paragraph(getattr(self, name), name))
        self._put("workload_hours", text.amount(self.workload_hours, "workload_hours", least="0.25", most="10000"))
        if self.ects is not None:
            self._put("ects", text.amount(self.ects, "ects", least="0.01", most="400"))
        if self.eqf_level is not None:
            self._put("eqf_level", text.whole(self.eqf_level, "eqf_level", least=1, most=8))

    def _check_times(self) -> None:
        self._put("issued_at", text.aware_moment(self.issued_at, "issued_at"))
        self._put("jury_date", text.optional_moment(self.jury_date, "jury_date"))
        self._put("expires_at", text.optional_moment(self.expires_at, "expires_at"))
        if self.expires_at is not None and self.expires_at <= self.issued_at:
            raise RecordError("expires_at", "La fin de validité doit suivre la date de délivrance.")

    @property
    def issuer(self) -> AwardingBody:
        """The body whose key signs and whose letterhead is printed: the producing university."""
        return self.bodies[0]

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces, UTF-8 text, absent fields left out, numbers as decimal text."""
        from credseal.record.canonical import record_to_json

        return record_to_json(self)

    @classmethod
    def from_json(cls, source: str | bytes) -> AwardRecord:
        """Read what ``to_json`` wrote. Unknown or missing fields raise RecordError; nothing is ignored."""
        from credseal.record.canonical import record_from_json

        return record_from_json(source)


def _members(items: Sequence[object], kind: type[_Part], field: str) -> tuple[_Part, ...]:
    if isinstance(items, (str, bytes)) or not isinstance(items, Sequence) or not items:
        raise RecordError(field, "Une liste d’au moins un élément est attendue.")
    if len(items) > 100:
        raise RecordError(field, "Cent éléments au plus sont acceptés.")
    checked = []
    for rank, item in enumerate(items):
        if not isinstance(item, kind):
            raise RecordError(f"{field}.{rank}", "Cet élément n’a pas la forme attendue.")
        checked.append(item)
    return tuple(checked)
