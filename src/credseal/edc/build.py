"""From an AwardRecord to a European Digital Credential (European Learning Model 3, application profile EDC).

Every element of the annex of the Council Recommendation on micro-credentials (2022/C 243/02) has its place; what the
model has no property for stands in notes whose identifier says what they are (``urn:epass:note:qualityAssurance``).
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from credseal.edc import concepts
from credseal.errors import DocumentError
from credseal.jsonld.pinned import VC_V1
from credseal.openbadge.narrative import words
from credseal.proof import moment_text
from credseal.record import AwardingBody, AwardRecord, Competency
from credseal.status.entry import StatusEntry
from credseal.text import plain_number

EDC_CONTEXT = "http://data.europa.eu/snb/model/context/edc-ap"
EDC_TYPE = "EuropeanDigitalCredential"
SCHEMA = "http://data.europa.eu/snb/model/ap/edc-generic-full"
STATUS_SCHEME = "BitstringStatusListEntry"
_GENERIC = "e34929035b"
_ECTS = "6fcec5c5af"
_BASE64 = "6146cde7dd"
_MAX_PICTURE = 500_000
_PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_TITLES = {"fr": "Micro-certification", "en": "Micro-credential"}
_NOTES = (
    ("qualityAssurance", "quality_assurance"), ("stackability", "stackability"),
    ("participation", "participation"), ("pedagogicalExpert", "pedagogical_expert"),
    ("frameworkVersion", "framework_version"), ("furtherInformation", "further_information"),
    ("supersedes", "supersedes"),
)  # fmt: skip

Node = dict[str, Any]


def european_credential(
    record: AwardRecord, picture: bytes, *, issued: datetime | None = None, status: Sequence[StatusEntry] = ()
) -> Node:
    """The unsealed credential. ``picture`` (PNG or JPEG) is what viewers show as its page; ``issued`` is when it is
    sealed, by default the award itself, from which it is valid.

    The model's ``credentialStatus`` holds a bare address, which says neither index nor purpose; a status entry is
    therefore an identifier of the credential (scheme ``BitstringStatusListEntry``).
    """
    lang = record.language[:2]
    sealed = moment_text(issued or record.issued_at)
    identifiers = [_identifier("number", "Certificate number", record.number)]
    identifiers += [_identifier("status", STATUS_SCHEME, f"{entry.list_url}#{entry.index}") for entry in status[:1]]
    credential: Node = {
        "@context": [VC_V1, EDC_CONTEXT],
        "id": record.credential_id,
        "type": ["VerifiableCredential", EDC_TYPE],
        "credentialProfiles": concepts.listed("credential", _GENERIC, "Generic", "en"),
        "credentialSchema": {"id": SCHEMA, "type": "ShaclValidator2017"},
        "identifier": identifiers,
        "displayParameter": _display(record, picture, lang),
        "issuer": _organisation(record.issuer, lang),
        "credentialSubject": _person(record, lang),
        "issuanceDate": sealed,
        "issued": sealed,
        "validFrom": moment_text(record.issued_at),
    }
    if record.expires_at is not None:
        credential |= {name: moment_text(record.expires_at) for name in ("validUntil", "expirationDate")}
    return credential


def _display(record: AwardRecord, picture: bytes, lang: str) -> Node:
    kind = next((name for magic, name in _PICTURES.items() if picture.startswith(magic)), None)
    if kind is None or len(picture) > _MAX_PICTURE:
        raise DocumentError(f"the picture of a credential is a PNG or JPEG of {_MAX_PICTURE} bytes at most")
    file_type = concepts.concept(
        f"{concepts.AUTHORITY}file-type/{kind}", f"{concepts.AUTHORITY}file-type", kind, "en", notation="file-type"
    )
    image = _node(
        "mediaObject:1", "MediaObject",
        content=base64.b64encode(picture).decode("ascii"),
        contentEncoding=concepts.listed("encoding", _BASE64, "base64", "en"), contentType=file_type,
    )  # fmt: skip
    spoken = concepts.language(lang)
    detail = _node("displayDetail:1", "DisplayDetail", image=image, page=1)
    return _node(
        "displayParameter:1", "DisplayParameter",
        title={lang: f"{_TITLES.get(lang, _TITLES['fr'])} : {record.title}"}, description={lang: record.description},
        language=spoken, primaryLanguage=spoken,
        individualDisplay=_node("individualDisplay:1", "IndividualDisplay", language=spoken, displayDetail=detail),
    )  # fmt: skip


def _person(record: AwardRecord, lang: str) -> Node:
    learner = record.learner
    person: Node = {
        "id": learner.subject_id,
        "type": "Person",
        "givenName": {lang: learner.given_names},
        "familyName": {lang: learner.family_name},
        "fullName": {lang: learner.full_name},
        "hasClaim": _achievement(record, lang),
    }
    if learner.birth_date is not None:
        person["dateOfBirth"] = _midnight(learner.birth_date)
    return person


def _achievement(record: AwardRecord, lang: str) -> Node:
    label = words(record)
    notes = [(name, label[field], getattr(record, field)) for name, field in _NOTES]
    # The model's place of birth needs a country, which civil status records do not always give.
    notes.append(("birthPlace", label["birth_place"], record.learner.birth_place))
    return _node(
        "learningAchievement:1", "LearningAchievement",
        title={lang: record.title}, description={lang: record.description},
        awardedBy=_awarding(record, lang),
        influencedBy=_activity(record, lang),
        provenBy=_assessment(record, lang),
        specifiedBy=_specification(record, lang),
        additionalNote=[_note(name, f"{heading} : {said}", lang) for name, heading, said in notes if said],
        supplementaryDocument=_page("record", record.url),
    )  # fmt: skip


def _awarding(record: AwardRecord, lang: str) -> Node:
    return _node(
        "awardingProcess:1", "AwardingProcess",
        awardingBody=[_organisation(body, lang) for body in record.bodies],
        awardingDate=moment_text(record.issued_at),
    )  # fmt: skip


def _activity(record: AwardRecord, lang: str) -> Node:
    hours = _duration(record.workload_hours)
    specification = _node(
        "learningActivitySpec:1", "LearningActivitySpecification",
        title={lang: record.title}, mode=concepts.mode(record.participation, lang),
        language=concepts.language(lang), volumeOfLearning=hours,
    )  # fmt: skip
    return _node(
        "activity:1", "LearningActivity",
        title={lang: record.title}, workload=hours, awardedBy=_awarding(record, lang), specifiedBy=specification,
    )  # fmt: skip


def _assessment(record: AwardRecord, lang: str) -> Node:
    label = words(record)
    grade = " ; ".join(f"{item.code} : {item.level.label}" for item in record.competencies)
    specification = _node(
        "learningAssessmentSpec:1", "LearningAssessmentSpecification",
        title={lang: record.assessment_type}, dcType=concepts.own("assessment", record.assessment_type, lang),
    )  # fmt: skip
    assessment = _node(
        "learningAssessment:1", "LearningAssessment",
        title={lang: label["assessment"]}, awardedBy=_awarding(record, lang),
        grade=_note("grade", grade, lang), specifiedBy=specification,
        hasPart=[_part(record, item, rank, lang) for rank, item in enumerate(record.competencies, 1)],
    )  # fmt: skip
    held = [said.strip() for said in (record.supervision, record.identity_verification) if said]
    if held:
        assessment["idVerification"] = concepts.supervision(" ".join(held), lang)
    notes = (("supervision", record.supervision), ("identityVerification", record.identity_verification))
    if given := [_note(name, said, lang) for name, said in notes if said]:
        assessment["additionalNote"] = given
    if record.jury_date is not None:
        assessment["dateIssued"] = moment_text(record.jury_date)
    return assessment


def _part(record: AwardRecord, competency: Competency, rank: int, lang: str) -> Node:
    """The level reached on one competency."""
    level = competency.level
    return _node(
        f"learningAssessment:1.{rank}", "LearningAssessment",
        title={lang: competency.title},
        identifier=_identifier(f"competency.{rank}", "Competency", competency.code),
        awardedBy=_awarding(record, lang),
        grade=_note(f"grade.{rank}", level.label, lang),
        additionalNote=_note(f"level.{rank}", f"{words(record)['level']} {level.rank}", lang),
    )  # fmt: skip


def _specification(record: AwardRecord, lang: str) -> Node:
    specification: Node = {
        "id": record.achievement_id,
        "type": "LearningAchievementSpecification" if record.eqf_level is None else "Qualification",
        "title": {lang: record.title},
        "description": {lang: record.description},
        "language": concepts.language(lang),
        "mode": concepts.mode(record.participation, lang),
        "volumeOfLearning": _duration(record.workload_hours),
        "learningOutcomeSummary": _note("outcomes", "\n".join(record.outcomes), lang),
        "learningOutcome": [
            *(_competency(record, item, lang) for item in record.competencies),
            *(
                _node(f"learningOutcome:{rank}", "LearningOutcome", title={lang: outcome})
                for rank, outcome in enumerate(record.outcomes, 1)
                if outcome not in {item.title for item in record.competencies}
            ),
        ],
    }
    if record.eqf_level is not None:
        level = words(record)["eqf"].format(level=record.eqf_level)
        specification["eqfLevel"] = concepts.listed("eqf", str(record.eqf_level), level, lang)
        specification["isPartialQualification"] = True
    if record.ects is not None:
        framework = concepts.listed("education-credit", _ECTS, "European Credit Transfer System", "en")
        specification["creditPoint"] = _node(
            "creditPoint:1", "CreditPoint", framework=framework, point=plain_number(record.ects)
        )
    if record.prerequisites is not None:
        specification["entryRequirement"] = _note("prerequisites", record.prerequisites, lang)
    return specification


def _competency(record: AwardRecord, competency: Competency, lang: str) -> Node:
    joint = "-" if "#" in record.achievement_id else "#"
    outcome: Node = {
        "id": f"{record.achievement_id}{joint}{quote(competency.code, safe='')}",
        "type": "LearningOutcome",
        "title": {lang: competency.title},
        "identifier": _identifier(f"outcome.{quote(competency.code, safe='')}", "Competency", competency.code),
        "additionalNote": _note(f"statement.{quote(competency.code, safe='')}", competency.statement, lang),
    }
    for name, is_esco in (("relatedESCOSkill", True), ("relatedSkill", False)):
        found = [item for item in competency.alignments if item.uri.startswith(concepts.ESCO_SKILL) is is_esco]
        if found:
            outcome[name] = [concepts.skill(item, lang) for item in found]
    return outcome


def _organisation(body: AwardingBody, lang: str) -> Node:
    name = quote(body.did, safe="")
    place = concepts.country(body.country_code, body.country, lang)
    location = _node(f"location:{name}", "Location", address=_node(f"address:{name}", "Address", countryCode=place))
    if body.region is not None:
        location["geographicName"] = {lang: body.region}
    legal = _node(
        f"legalIdentifier:{name}", "LegalIdentifier", notation=body.legal_identifier or body.did, spatial=place
    )
    return {
        "id": body.did,
        "type": "Organisation",
        "legalName": {lang: body.name},
        "eIDASIdentifier": legal,
        "location": location,
        "homepage": _page(name, body.url),
        "additionalNote": _note(
            f"representative:{name}", f"{body.representative_name}, {body.representative_title}", lang
        ),
    }


def _node(name: str, kind: str, **members: object) -> Node:
    return {"id": f"urn:epass:{name}", "type": kind, **members}


def _note(name: str, text: str, lang: str) -> Node:
    return _node(f"note:{name}", "Note", noteLiteral={lang: text})


def _identifier(name: str, scheme: str, notation: str) -> Node:
    return _node(f"identifier:{name}", "Identifier", schemeName=scheme, notation=notation)


def _page(name: str, url: str) -> Node:
    return _node(f"webResource:{name}", "WebResource", contentURL=url)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _duration(hours: Decimal) -> str:
    """An xsd:duration in hours, minutes and seconds: ``PT7H15M``."""
    seconds = int(hours * 3_600)
    parts = ((seconds // 3_600, "H"), (seconds % 3_600 // 60, "M"), (seconds % 60, "S"))
    return "PT" + "".join(f"{amount}{unit}" for amount, unit in parts if amount)
