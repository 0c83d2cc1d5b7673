"""The sentences of a badge: what Open Badges has no field for, in the record's language, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from credseal.record import AwardRecord
from credseal.text import plain_number

_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "outcomes": "Acquis d’apprentissage",
        "competencies": "Compétences certifiées",
        "workload": "Charge de travail estimée",
        "workload_hours": "Charge de travail estimée, en heures",
        "ects": "Crédits ECTS",
        "eqf": "Niveau {level} du cadre européen des certifications",
        "level": "Niveau",
        "assessment": "Évaluation",
        "assessment_type": "Type d’évaluation",
        "supervision": "Surveillance",
        "identity_verification": "Vérification de l’identité",
        "participation": "Forme de participation",
        "prerequisites": "Prérequis",
        "quality_assurance": "Assurance qualité",
        "stackability": "Intégration et cumul",
        "bodies": "Établissements certificateurs",
        "pedagogical_expert": "Expertise pédagogique",
        "framework_version": "Cadre appliqué",
        "further_information": "Autres informations",
        "supersedes": "Remplace le certificat",
        "birth_place": "Lieu de naissance",
    },
    "en": {
        "outcomes": "Learning outcomes",
        "competencies": "Certified competencies",
        "workload": "Notional workload",
        "workload_hours": "Notional workload, in hours",
        "ects": "ECTS credits",
        "eqf": "Level {level} of the European Qualifications Framework",
        "level": "Level",
        "assessment": "Assessment",
        "assessment_type": "Type of assessment",
        "supervision": "Supervision",
        "identity_verification": "Identity verification",
        "participation": "Form of participation",
        "prerequisites": "Prerequisites",
        "quality_assurance": "Quality assurance",
        "stackability": "Integration and stackability",
        "bodies": "Awarding bodies",
        "pedagogical_expert": "Pedagogical expert",
        "framework_version": "Framework applied",
        "further_information": "Further information",
        "supersedes": "Replaces the credential",
        "birth_place": "Place of birth",
    },
}


def words(record: AwardRecord) -> Mapping[str, str]:
    """The labels in the record's language; French for a language that has none."""
    return _WORDS.get(record.language[:2], _WORDS["fr"])


def criteria_narrative(record: AwardRecord) -> str:
    """Everything that was required and that frames the award, one Markdown section per element of the annex.

    The same for all who were awarded: the levels that one of them reached are results.
    """
    label = words(record)
    competencies = [f"{item.code}, {item.title}. {item.statement}" for item in record.competencies]
    workload = f"{plain_number(record.workload_hours)} h"
    if record.ects is not None:
        workload += f" ({label['ects']} : {plain_number(record.ects)})"
    bodies = [f"{body.name} ({body.representative_name}, {body.representative_title})" for body in record.bodies]
    sections: list[tuple[str, str | None]] = [
        ("outcomes", _bullets(record.outcomes)),
        ("competencies", _bullets(competencies)),
        ("workload", workload),
        ("level", label["eqf"].format(level=record.eqf_level) if record.eqf_level is not None else None),
        ("assessment_type", record.assessment_type),
        ("participation", record.participation),
        ("prerequisites", record.prerequisites),
        ("quality_assurance", record.quality_assurance),
        ("stackability", record.stackability),
        ("bodies", _bullets(bodies)),
        ("pedagogical_expert", record.pedagogical_expert),
        ("framework_version", record.framework_version),
        ("supersedes", record.supersedes),
        ("further_information", record.further_information),
    ]
    return "\n\n".join(f"## {label[name]}\n{text}" for name, text in sections if text)


def evidence_narrative(record: AwardRecord, jury_day: str | None) -> str:
    """How the learner was assessed: type, supervision, identity, jury."""
    label = words(record)
    lines = [f"{label['assessment_type']} : {record.assessment_type}"]
    for name in ("supervision", "identity_verification"):
        value = getattr(record, name)
        if value is not None:
            lines.append(f"{label[name]} : {value}")
    if jury_day is not None:
        lines.append(f"Jury : {jury_day}")
    return "\n".join(lines)


def _bullets(items: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
