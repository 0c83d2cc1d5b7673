"""A training as a learning opportunity of the European Learning Model (ELM v3), in JSON-LD; `elm_reading` is the way back.

The terms are ELM's. What ELM has no word for (rubric levels, quizzes, assessment rules) travels beside them under a term of
ours, as JSON, so that what we write reads back whole.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from microcert.trainings.models import TrainingVersion

from .plain import plain

# The context of the European credentials defines the terms of ELM v3; two of ours stand beside it.
EDC_CONTEXT = "http://data.europa.eu/snb/model/context/edc-ap"
WHOLE = "training"
OURS: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    "updatedOn": {"@id": "http://purl.org/dc/terms/modified", "@type": "http://www.w3.org/2001/XMLSchema#date"},
    WHOLE: {"@id": "urn:microcert:training", "@type": "@json"},
}
EQF_LEVELS = "http://data.europa.eu/snb/eqf/"
EURO = "http://publications.europa.eu/resource/authority/currency/EUR"


def to_elm(version: TrainingVersion) -> dict[str, Any]:
    """The version as JSON-LD. Its address is the public page's; a draft has it too, and says its number."""
    sheet = plain(version)
    page = f"{settings.SITE_URL}/formations/{sheet['slug']}/"
    language = sheet["language"]

    def words(text: str) -> dict[str, str]:
        return {language: text}

    def note(text: str) -> dict[str, Any]:
        return {"type": "Note", "noteLiteral": words(text)}

    return {
        "@context": [EDC_CONTEXT, OURS],
        "id": page,
        "type": "LearningOpportunity",
        "title": words(sheet["title"]),
        "description": words(sheet["description"]),
        "additionalNote": [note(sheet["summary"])],
        "admissionProcedure": note(sheet["access_delay"]),
        **({"updatedOn": sheet["updated_on"].isoformat()} if "updated_on" in sheet else {}),
        "duration": _duration(version.minutes),
        "entryRequirement": note(sheet["prerequisites"]),
        "priceDetail": [_price(each, words) for each in sheet["tariffs"]],
        "providedBy": {
            "type": "Organisation",
            "legalName": words(version.training.producer.name),
            "homepage": {"id": version.training.producer.website, "type": "WebResource"},
        },
        "learningActivitySpecification": [
            {
                "id": f"{page}#activity-{place}",
                "type": "LearningActivitySpecification",
                "title": words(each["title"]),
                "volumeOfLearning": _duration(each["minutes"]),
                "additionalNote": [note(each["kind"])],
            }
            for place, each in enumerate((one for unit in sheet["units"] for one in unit["activities"]), start=1)
        ],
        **_documents(sheet, words),
        "learningAchievementSpecification": _achievement(sheet, page, words, note),
        WHOLE: _jsonable(sheet),
    }


def _documents(sheet: dict[str, Any], words: Any) -> dict[str, Any]:
    """The resources that have an address, as ELM's documents; those given as files stand in the whole training only."""
    given = [each for each in sheet.get("resources", []) if each.get("url")]
    rows = [{"id": each["url"], "type": "WebResource", "title": words(each["title"])} for each in given]
    return {"supplementaryDocument": rows} if rows else {}


def _achievement(sheet: dict[str, Any], page: str, words: Any, note: Any) -> dict[str, Any]:
    eqf = sheet.get("eqf_level")
    links = {each["code"]: each["esco"] for each in sheet["competencies"]}
    proof, setting = sheet.get("task"), sheet["learning_setting"].replace("_", "-")
    return {
        "id": f"{page}#achievement",
        "type": "LearningAchievementSpecification",
        "title": words(sheet["title"]),
        "learningSetting": _concept(f"urn:microcert:learning-setting:{setting}", f"{setting} learning"),
        "targetGroup": note(sheet["audience"]),
        "volumeOfLearning": _duration(_minutes(sheet)),
        **({"eqfLevel": _concept(f"{EQF_LEVELS}{eqf}", f"EQF {eqf}")} if eqf else {}),
        "learningOutcome": [
            {
                "id": f"{page}#outcome-{each['code']}",
                "type": "LearningOutcome",
                "title": words(each["text"]),
                "relatedESCOSkill": [
                    _concept(link["uri"], link["label"]) for link in links.get(each["competency"], [])
                ],
            }
            for each in sheet["outcomes"]
        ],
        "provenBy": [
            {
                "id": f"{page}#assessment",
                "type": "LearningAssessmentSpecification",
                "title": words(proof["title"]),
                "description": words(proof["brief"]),
            }
        ]
        if proof
        else [],
    }


def _concept(identifier: str, label: str) -> dict[str, Any]:
    return {"id": identifier, "type": "Concept", "prefLabel": {"en": label}}


def _minutes(sheet: dict[str, Any]) -> int:
    return int(sheet["minutes"] if "minutes" in sheet else sheet["hours"] * 60)


def _duration(minutes: int) -> str:
    """ISO 8601: « PT14H30M »."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _price(tariff: dict[str, Any], words: Any) -> dict[str, Any]:
    cents = tariff["price_cents"] if "price_cents" in tariff else tariff["price"] * 100
    return {
        "type": "PriceDetail",
        "prefLabel": words(tariff["label"]),
        "amount": {
            "type": "Amount",
            "value": f"{cents // 100}.{cents % 100:02}",
            "unit": _concept(EURO, "euro"),
        },
    }


def _jsonable(sheet: dict[str, Any]) -> Any:
    return json.loads(json.dumps(sheet, default=str, ensure_ascii=False))
