"""The parts of an award record. Each checks and normalises itself when it is made; a wrong value raises RecordError."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from credseal import text
from credseal.errors import RecordError


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """Who earned the credential (Council Recommendation 2022/C 243/02, annex: identification of the learner)."""

    subject_id: str  # opaque, urn:uuid:…, never an e-mail address
    given_names: str
    family_name: str
    birth_date: date | None = None
    birth_place: str | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "subject_id", text.uuid_urn(self.subject_id, "subject_id"))
        put(self, "given_names", text.line(self.given_names, "given_names", limit=200))
        put(self, "family_name", text.line(self.family_name, "family_name", limit=200))
        put(self, "birth_date", text.optional_day(self.birth_date, "birth_date"))
        put(self, "birth_place", text.optional_line(self.birth_place, "birth_place", limit=200))

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardingBody:
    """An institution that awards: its identity, its place and the person who answers for it."""

    name: str
    url: str
    did: str
    representative_name: str
    representative_title: str
    country_code: str = "FR"
    country: str = "France"
    region: str | None = None
    legal_identifier: str | None = None  # SIRET in France

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "name", text.line(self.name, "name", limit=300))
        put(self, "url", text.https_url(self.url, "url"))
        put(self, "did", text.did(self.did, "did"))
        put(self, "representative_name", text.line(self.representative_name, "representative_name"))
        put(self, "representative_title", text.line(self.representative_title, "representative_title"))
        put(self, "country_code", text.country_code(self.country_code, "country_code"))
        put(self, "country", text.line(self.country, "country", limit=100))
        put(self, "region", text.optional_line(self.region, "region", limit=200))
        put(self, "legal_identifier", text.optional_line(self.legal_identifier, "legal_identifier", limit=60))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A link from a competency to a public reference (ESCO skill, ROME competence, …)."""

    uri: str
    label: str
    framework: str
    code: str | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "uri", text.iri(self.uri, "uri"))
        put(self, "label", text.line(self.label, "label"))
        put(self, "framework", text.line(self.framework, "framework", limit=100))
        put(self, "code", text.optional_line(self.code, "code", limit=100))


@dataclass(frozen=True, slots=True, kw_only=True)
class MasteryLevel:
    """The level reached on one competency: its rank on the rubric (1 = lowest) and the word that people read."""

    rank: int
    label: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", text.whole(self.rank, "rank", least=1, most=20))
        object.__setattr__(self, "label", text.line(self.label, "label", limit=100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """One certified competency with the level reached and its alignments."""

    code: str
    title: str
    statement: str
    level: MasteryLevel
    alignments: tuple[Alignment, ...] = ()

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "code", text.line(self.code, "code", limit=60))
        put(self, "title", text.line(self.title, "title"))
        put(self, "statement", text.paragraph(self.statement, "statement", limit=2_000))
        if not isinstance(self.level, MasteryLevel):
            raise RecordError("level", "Un niveau de maîtrise est attendu.")
        put(self, "alignments", tuple(self.alignments))
        if any(not isinstance(item, Alignment) for item in self.alignments):
            raise RecordError("alignments", "Une liste de correspondances est attendue.")
