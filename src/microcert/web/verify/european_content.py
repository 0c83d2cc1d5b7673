"""What a European Digital Credential says (European Learning Model v3). A stranger's may hold anything; see `content.py`."""

from __future__ import annotations

from typing import Any

from .content import Certified, Content, first, member, moment, objects, text


def european_content(document: dict[str, Any]) -> Content:
    """Read the credential under the seal, as far as it is one. Never raises."""
    subject = first(document.get("credentialSubject"))
    issuer = first(document.get("issuer"))
    achievement = first(subject.get("hasClaim"))
    process = first(achievement.get("awardedBy"))
    bodies = [name for each in objects(process.get("awardingBody")) if (name := _words(each.get("legalName")))]
    location = first(issuer.get("location"))
    return Content(
        title=_words(achievement.get("title")) or _words(member(first(document.get("displayParameter")), "title")),
        holder=_holder(subject),
        issuer=_words(issuer.get("legalName")) or text(issuer.get("id")),
        bodies=tuple(bodies),
        place=_words(location.get("geographicName")),
        issued=moment(document.get("validFrom") or document.get("issuanceDate")),
        expires=moment(document.get("validUntil") or document.get("expirationDate")),
        number=next((text(each.get("notation")) for each in objects(document.get("identifier"))), ""),
        level=_words(member(first(first(achievement.get("specifiedBy")).get("eqfLevel")), "prefLabel")),
        assessment=_assessed(achievement),
        competencies=_judged(achievement),
    )


def _holder(subject: dict[str, Any]) -> str:
    names = (_words(subject.get("givenName")), _words(subject.get("familyName")))
    return _words(subject.get("fullName")) or " ".join(name for name in names if name)


def _assessed(achievement: dict[str, Any]) -> tuple[str, ...]:
    """How the achievement was assessed as a whole, and how identity was checked."""
    proven = first(achievement.get("provenBy"))
    kind = _words(member(first(proven.get("specifiedBy")), "title")) or _words(proven.get("title"))
    notes = (_words(each.get("noteLiteral")) for each in objects(proven.get("additionalNote")))
    return tuple(line for line in (kind, *notes) if line)


def _judged(achievement: dict[str, Any]) -> tuple[Certified, ...]:
    """What each part of the assessment found; where there is none, the learning outcomes without a level."""
    parts = objects(first(achievement.get("provenBy")).get("hasPart"))
    found = [(_words(part.get("title")), _words(member(first(part.get("grade")), "noteLiteral"))) for part in parts]
    said = objects(first(achievement.get("specifiedBy")).get("learningOutcome"))
    pairs = found or [(_words(outcome.get("title")), "") for outcome in said]
    return tuple(Certified(title, level) for title, level in pairs if title)


def _words(value: Any) -> str:
    """The text of a language map, French first, then English, then any."""
    if isinstance(value, dict):
        value = value.get("fr") or value.get("en") or next(iter(value.values()), None)
    if isinstance(value, list):
        value = next(iter(value), None)
    return text(value)
