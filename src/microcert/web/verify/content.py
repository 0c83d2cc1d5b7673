"""What a credential says, read from the very document that was judged.

A stranger's file may hold anything: every value is checked for its kind and cut to a decent length, nothing is followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from credseal.errors import CredentialError
from credseal.jose.tokens import moment_of
from credseal.proof import read_moment
from microcert.web.frame.wording import long_date

LONGEST = 2_000
MOST_ITEMS = 60
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
_SECTION = re.compile(r"^## +(.+)$", re.MULTILINE)
_BODIES = ("Établissements certificateurs", "Awarding bodies")
_EXPERT = ("Expertise pédagogique", "Pedagogical expert")


@dataclass(frozen=True)
class Certified:
    """One competency and the level reached."""

    title: str
    level: str


@dataclass(frozen=True)
class Section:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """What the verification page shows of a credential; empty text where the document says nothing.

    `bodies` are all that award, the issuer first.
    """

    title: str = ""
    holder: str = ""
    issuer: str = ""
    bodies: tuple[str, ...] = ()
    place: str = ""
    issued: datetime | None = None
    expires: datetime | None = None
    number: str = ""
    level: str = ""
    assessment: tuple[str, ...] = ()
    expert: str = ""
    signatory: str = ""
    competencies: tuple[Certified, ...] = ()
    sections: tuple[Section, ...] = field(default=())


def content_of(document: Any) -> Content:
    """Read an Open Badges 3.0 credential, as far as it is one. Never raises."""
    subject = first(member(document, "credentialSubject"))
    achievement = first(member(subject, "achievement"))
    issuer = first(member(document, "issuer"))
    address = first(member(issuer, "address"))
    sections = _sections(text(member(first(member(achievement, "criteria")), "narrative"), limit=20_000))
    country, region = (text(member(address, name)) for name in ("addressCountry", "addressRegion"))
    return Content(
        title=text(member(achievement, "name")) or text(member(document, "name")),
        holder=_identity(subject, "name"),
        issuer=text(member(issuer, "name")) or text(member(issuer, "id")) or text(member(document, "issuer")),
        bodies=next((section.lines for section in sections if section.heading in _BODIES), ()),
        place=f"{country} ({region})" if country and region else country or region,
        issued=moment(member(document, "validFrom") or member(document, "issuanceDate")),
        expires=moment(member(document, "validUntil") or member(document, "expirationDate")),
        number=text(member(subject, "licenseNumber")),
        level=_level(achievement),
        assessment=_assessment(document),
        expert=next((" ".join(section.lines) for section in sections if section.heading in _EXPERT), ""),
        signatory=text(member(issuer, "official")),
        competencies=_competencies(subject, achievement),
        sections=sections,
    )


def _competencies(subject: dict[str, Any], achievement: dict[str, Any]) -> tuple[Certified, ...]:
    """The results on a rubric; what is measured otherwise (hours) stands in the sections."""
    named = {
        text(item.get("id")): text(item.get("name"))
        for item in objects(achievement.get("resultDescription"))
        if item.get("resultType") == "RubricCriterionLevel"
    }
    results = objects(subject.get("result"))
    reached = ((named.get(text(result.get("resultDescription")), ""), text(result.get("value"))) for result in results)
    return tuple(Certified(title, level) for title, level in reached if title)


def _level(achievement: dict[str, Any]) -> str:
    frameworks = ("European Qualifications Framework",)
    found = (item for item in objects(achievement.get("alignment")) if item.get("targetFramework") in frameworks)
    return next((text(item.get("targetName")) for item in found), "")


def _assessment(document: Any) -> tuple[str, ...]:
    evidence = next(iter(objects(member(document, "evidence"))), {})
    narrative = _DAY.sub(lambda found: _spelled(found.group()), text(evidence.get("narrative")))
    return tuple(line for line in narrative.splitlines() if line.strip())


def _spelled(day: str) -> str:
    """A date as people write it; what only looks like a date stays as it is."""
    try:
        return long_date(date.fromisoformat(day))
    except ValueError:
        return day


def _identity(subject: dict[str, Any], kind: str) -> str:
    """The holder's name as Open Badges writes it: an identity that is not hashed."""
    for item in objects(subject.get("identifier")):
        if item.get("identityType") == kind and item.get("hashed") is not True:
            return text(item.get("identityHash"))
    return text(subject.get("name"))


def _sections(narrative: str) -> tuple[Section, ...]:
    parts = _SECTION.split(narrative)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=False)
    return tuple(Section(heading.strip(), _lines(body)) for heading, body in list(pairs)[:MOST_ITEMS])


def _lines(body: str) -> tuple[str, ...]:
    return tuple(line.strip().removeprefix("- ") for line in body.splitlines() if line.strip())[:MOST_ITEMS]


def member(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else None


def first(value: Any) -> dict[str, Any]:
    """The object, or the first one of a list; an empty one for anything else."""
    if isinstance(value, list):
        value = next(iter(value), None)
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items[:MOST_ITEMS] if isinstance(item, dict)]


def text(value: Any, *, limit: int = LONGEST) -> str:
    """Text without invisible control characters, cut to a decent length."""
    if not isinstance(value, str):
        return ""
    shown = "".join(character for character in value[:limit] if character in "\n" or character.isprintable())
    return shown + ("…" if len(value) > limit else "")


def moment(value: Any) -> datetime | None:
    """A moment as credentials (text) or tokens (seconds since 1970) write it; None for anything else."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return read_moment(moment_of(value))
        return read_moment(value)
    except (CredentialError, ValueError, OverflowError):
        return None
