"""From an AwardRecord to an OpenBadgeCredential (1EdTech Open Badges 3.0, context 3.0.3).

What an award fixes is read from the record; what differs from one learner to the next from its ``Particulars`` alone,
because ``credseal.openbadge.mould`` writes one badge for all of them, with marks in these places.
Only the two standard contexts are used, so that every verifier knows every term. What Open Badges has no field for
(quality assurance, prerequisites, stackability…) stands in the criteria, in sentences, under the signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from credseal.jsonld.pinned import OB_V3, VC_V2
from credseal.openbadge.narrative import criteria_narrative, evidence_narrative, words
from credseal.openbadge.particulars import Particulars, texts_of
from credseal.record import Alignment, AwardingBody, AwardRecord, Competency
from credseal.status.entry import StatusEntry, entry_json

EQF = "http://data.europa.eu/snb/eqf/"


def open_badge(record: AwardRecord, status: Sequence[StatusEntry] = ()) -> dict[str, Any]:
    """The unsigned credential.

    One status entry is written as an object, as the Open Badges schema wants; several as an array, which the VC Data
    Model allows and that schema refuses. Suspension needs no second entry: see ``credseal.status.companion_url``.
    """
    texts, presence = texts_of(record, status)
    return badge_of(record, status, Particulars.of(texts, presence, len(record.competencies)))


def badge_of(record: AwardRecord, status: Sequence[StatusEntry], own: Particulars) -> dict[str, Any]:
    """The unsigned credential of the learner with these particulars; those of ``record`` are not looked at."""
    badge: dict[str, Any] = {
        "@context": [VC_V2, OB_V3],
        "id": own.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": record.title,
        "description": record.description,
        "issuer": _profile(record.issuer),
        "validFrom": own.issued,
        "awardedDate": own.issued,
        "credentialSubject": _subject(record, own),
        "evidence": [_evidence(record, own)],
    }
    if own.expires is not None:
        badge["validUntil"] = own.expires
    entries = [
        entry_json(entry.list_url, index, entry.purpose) for entry, index in zip(status, own.indexes, strict=True)
    ]
    if entries:
        badge["credentialStatus"] = entries[0] if len(entries) == 1 else entries
    return badge


def _profile(body: AwardingBody) -> dict[str, Any]:
    address = {"type": ["Address"], "addressCountry": body.country, "addressCountryCode": body.country_code}
    if body.region is not None:
        address["addressRegion"] = body.region
    profile: dict[str, Any] = {
        "id": body.did,
        "type": ["Profile"],
        "name": body.name,
        "url": body.url,
        "official": f"{body.representative_name}, {body.representative_title}",
        "address": address,
    }
    if body.legal_identifier is not None:
        profile["otherIdentifier"] = [
            {"type": "IdentifierEntry", "identifier": body.legal_identifier, "identifierType": "ext:legalIdentifier"}
        ]
    return profile


def _subject(record: AwardRecord, own: Particulars) -> dict[str, Any]:
    identity = {
        "name": f"{own.given_names} {own.family_name}",
        "ext:givenNames": own.given_names,
        "ext:familyName": own.family_name,
    }
    if own.birth_date is not None:
        identity["ext:birthDate"] = own.birth_date
    if own.birth_place is not None:
        identity["ext:birthPlace"] = own.birth_place
    levels = list(zip(record.competencies, own.levels, strict=True))
    subject: dict[str, Any] = {
        "id": own.subject_id,
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
            for kind, value in identity.items()
        ],
        "licenseNumber": own.number,
        "achievement": _achievement(record, own),
        "result": [*(_result(record, own, item, level) for item, level in levels), _workload_result(record, own)],
    }
    if record.ects is not None:
        subject["creditsEarned"] = _number(record.ects)
    return subject


def _achievement(record: AwardRecord, own: Particulars) -> dict[str, Any]:
    targets = dict.fromkeys(item for competency in record.competencies for item in competency.alignments)
    alignments = [_alignment(item, _about(record, f"a{rank}")) for rank, item in enumerate(targets, 1)]
    if record.eqf_level is not None:
        alignments.append(
            {
                "id": _about(record, "eqf"),
                "type": ["Alignment"],
                "targetName": words(record)["eqf"].format(level=record.eqf_level),
                "targetCode": str(record.eqf_level),
                "targetFramework": "European Qualifications Framework",
                "targetUrl": f"{EQF}{record.eqf_level}",
            }
        )
    achievement: dict[str, Any] = {
        "id": record.achievement_id,
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": record.title,
        "description": record.description,
        "inLanguage": record.language,
        "version": record.framework_version,
        "criteria": {"id": _about(record, "criteria"), "narrative": criteria_narrative(record)},
        "resultDescription": [
            *(_result_description(record, *item) for item in zip(record.competencies, own.levels, strict=True)),
            _workload_description(record),
        ],
    }
    if alignments:
        achievement["alignment"] = alignments
    if record.ects is not None:
        achievement["creditsAvailable"] = _number(record.ects)
    return achievement


def _alignment(alignment: Alignment, name: str) -> dict[str, Any]:
    target = {
        "id": name,
        "type": ["Alignment"],
        "targetName": alignment.label,
        "targetFramework": alignment.framework,
        "targetUrl": alignment.uri,
    }
    if alignment.code is not None:
        target["targetCode"] = alignment.code
    return target


def _result_description(record: AwardRecord, competency: Competency, level: tuple[str, str]) -> dict[str, Any]:
    rank, label = level
    description: dict[str, Any] = {
        "id": _part_id(record, competency.code),
        "type": ["ResultDescription"],
        "name": competency.title,
        "description": competency.statement,
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {
                "id": _part_id(record, competency.code, rank),
                "type": ["RubricCriterionLevel"],
                "name": label,
                "level": rank,
            }
        ],
    }
    if competency.alignments:
        description["alignment"] = [
            _alignment(item, _about(record, competency.code, f"a{rank}"))
            for rank, item in enumerate(dict.fromkeys(competency.alignments), 1)
        ]
    return description


def _result(record: AwardRecord, own: Particulars, competency: Competency, level: tuple[str, str]) -> dict[str, Any]:
    rank, label = level
    return {
        "id": _result_id(own, competency.code),
        "type": ["Result"],
        "resultDescription": _part_id(record, competency.code),
        "achievedLevel": _part_id(record, competency.code, rank),
        "value": label,
    }


def _workload_description(record: AwardRecord) -> dict[str, Any]:
    return {
        "id": _about(record, "workload"),
        "type": ["ResultDescription"],
        "name": words(record)["workload_hours"],
        "resultType": "ext:workloadHours",
    }


def _workload_result(record: AwardRecord, own: Particulars) -> dict[str, Any]:
    return {
        "id": _result_id(own, "", "workload"),
        "type": ["Result"],
        "resultDescription": _about(record, "workload"),
        "value": format(record.workload_hours.normalize(), "f"),
    }


def _evidence(record: AwardRecord, own: Particulars) -> dict[str, Any]:
    return {
        "id": own.url,
        "type": ["Evidence"],
        "name": words(record)["assessment"],
        "genre": record.assessment_type,
        "narrative": evidence_narrative(record, own.jury_day),
    }


def _part_id(record: AwardRecord, *path: str) -> str:
    """The address of a part of the achievement: parts with names of their own need no labels in the canonical form."""
    return f"{record.achievement_id}{'-' if '#' in record.achievement_id else '#'}{_written(path)}"


def _about(record: AwardRecord, *path: str) -> str:
    """The address of a part that is no competency, nor a level of one."""
    return _part_id(record, "", *path)


def _result_id(own: Particulars, *path: str) -> str:
    return f"{own.subject_id}#{_written(path)}"


def _written(path: Sequence[str]) -> str:
    return "/".join(quote(name, safe="") for name in path)


def _number(value: Decimal) -> int | float:
    """A JSON number; a whole one without fraction, because canonical forms tell 1 from 1.0."""
    return int(value) if value == value.to_integral_value() else float(value)
