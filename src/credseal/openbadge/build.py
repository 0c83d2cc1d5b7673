"""From an AwardRecord to an OpenBadgeCredential (1EdTech Open Badges 3.0, context 3.0.3).

Only the two standard contexts are used, so that every verifier knows every term. What Open Badges has no field for
(quality assurance, prerequisites, stackability…) stands in the criteria, in sentences, under the signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from credseal.errors import ProofError
from credseal.jsonld.pinned import OB_V3, VC_V2
from credseal.keys.pairs import Signer
from credseal.openbadge.narrative import criteria_narrative, evidence_narrative, words
from credseal.proof import add_proof, moment_text
from credseal.record import Alignment, AwardingBody, AwardRecord, Competency
from credseal.status.entry import StatusEntry

EQF = "http://data.europa.eu/snb/eqf/"


def open_badge(record: AwardRecord, status: Sequence[StatusEntry] = ()) -> dict[str, Any]:
    """The unsigned credential.

    One status entry is written as an object, as the Open Badges schema wants; several as an array, which the VC Data
    Model allows and that schema refuses. Suspension needs no second entry: see ``credseal.status.companion_url``.
    """
    badge: dict[str, Any] = {
        "@context": [VC_V2, OB_V3],
        "id": record.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": record.title,
        "description": record.description,
        "issuer": _profile(record.issuer),
        "validFrom": moment_text(record.issued_at),
        "awardedDate": moment_text(record.issued_at),
        "credentialSubject": _subject(record),
        "evidence": [_evidence(record)],
    }
    if record.expires_at is not None:
        badge["validUntil"] = moment_text(record.expires_at)
    entries = [entry.to_json() for entry in status]
    if entries:
        badge["credentialStatus"] = entries[0] if len(entries) == 1 else entries
    return badge


def issue_open_badge(
    record: AwardRecord, signer: Signer, *, status: Sequence[StatusEntry] = (), created: datetime | None = None
) -> dict[str, Any]:
    """The credential sealed with eddsa-rdfc-2022; ``created`` defaults to the record's issue time.

    Raises ProofError when the signer's key is not the named issuer's: nobody could verify the result.
    """
    controller = signer.key_id.partition("#")[0]
    if controller != record.issuer.did:
        raise ProofError(f"the key of {controller} cannot sign for {record.issuer.did}")
    return add_proof(open_badge(record, status), signer, created=created or record.issued_at)


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


def _subject(record: AwardRecord) -> dict[str, Any]:
    learner = record.learner
    identity = {"name": learner.full_name, "ext:givenNames": learner.given_names, "ext:familyName": learner.family_name}
    if learner.birth_date is not None:
        identity["ext:birthDate"] = learner.birth_date.isoformat()
    if learner.birth_place is not None:
        identity["ext:birthPlace"] = learner.birth_place
    subject: dict[str, Any] = {
        "id": learner.subject_id,
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
            for kind, value in identity.items()
        ],
        "licenseNumber": record.number,
        "achievement": _achievement(record),
        "result": [*(_result(record, item) for item in record.competencies), _workload_result(record)],
    }
    if record.ects is not None:
        subject["creditsEarned"] = _number(record.ects)
    return subject


def _achievement(record: AwardRecord) -> dict[str, Any]:
    alignments = [_alignment(item) for competency in record.competencies for item in competency.alignments]
    if record.eqf_level is not None:
        alignments.append(
            {
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
        "criteria": {"narrative": criteria_narrative(record)},
        "resultDescription": [
            *(_result_description(record, item) for item in record.competencies),
            _workload_description(record),
        ],
    }
    if alignments:
        achievement["alignment"] = _distinct(alignments)
    if record.ects is not None:
        achievement["creditsAvailable"] = _number(record.ects)
    return achievement


def _alignment(alignment: Alignment) -> dict[str, Any]:
    target = {
        "type": ["Alignment"],
        "targetName": alignment.label,
        "targetFramework": alignment.framework,
        "targetUrl": alignment.uri,
    }
    if alignment.code is not None:
        target["targetCode"] = alignment.code
    return target


def _result_description(record: AwardRecord, competency: Competency) -> dict[str, Any]:
    level = competency.level
    description: dict[str, Any] = {
        "id": _part_id(record, competency.code),
        "type": ["ResultDescription"],
        "name": competency.title,
        "description": competency.statement,
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {
                "id": _part_id(record, f"{competency.code}-{level.rank}"),
                "type": ["RubricCriterionLevel"],
                "name": level.label,
                "level": str(level.rank),
            }
        ],
    }
    if competency.alignments:
        description["alignment"] = _distinct([_alignment(item) for item in competency.alignments])
    return description


def _result(record: AwardRecord, competency: Competency) -> dict[str, Any]:
    return {
        "type": ["Result"],
        "resultDescription": _part_id(record, competency.code),
        "achievedLevel": _part_id(record, f"{competency.code}-{competency.level.rank}"),
        "value": competency.level.label,
    }


def _workload_description(record: AwardRecord) -> dict[str, Any]:
    return {
        "id": _part_id(record, "workload"),
        "type": ["ResultDescription"],
        "name": words(record)["workload_hours"],
        "resultType": "ext:workloadHours",
    }


def _workload_result(record: AwardRecord) -> dict[str, Any]:
    return {
        "type": ["Result"],
        "resultDescription": _part_id(record, "workload"),
        "value": format(record.workload_hours.normalize(), "f"),
    }


def _evidence(record: AwardRecord) -> dict[str, Any]:
    return {
        "id": record.url,
        "type": ["Evidence"],
        "name": words(record)["assessment"],
        "genre": record.assessment_type,
        "narrative": evidence_narrative(record),
    }


def _part_id(record: AwardRecord, name: str) -> str:
    joint = "-" if "#" in record.achievement_id else "#"
    return f"{record.achievement_id}{joint}{quote(name, safe='')}"


def _number(value: Decimal) -> int | float:
    """A JSON number; a whole one without fraction, because canonical forms tell 1 from 1.0."""
    return int(value) if value == value.to_integral_value() else float(value)


def _distinct(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each alignment once: equal nameless nodes would cost the canonical form permutations and say nothing more."""
    return [item for rank, item in enumerate(items) if item not in items[:rank]]
