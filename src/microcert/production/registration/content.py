"""What the file says as plain data, in French whatever the reader's language: France compétences reads it."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from microcert.foundation import clock
from microcert.trainings.wording import RULE_LABELS

from .queries import RegistrationFile
from .words import CRITERIA, IDENTITY, missing_words

FRAMEWORK_TEXTS = {
    "purpose": "Finalité",
    "market_study": "Besoin du marché du travail",
    "transitions": "Transitions écologique et numérique",
    "safety": "Santé et sécurité au travail",
    "disability": "Prise en compte du handicap",
    "legal_constraints": "Contraintes légales et réglementaires",
    "registry_links": "Liens avec des blocs du RNCP",
}
NOTHING = "Non renseigné."


def content_of(file: RegistrationFile) -> dict[str, Any]:
    """Texts, lists and tables: the same for the word file and for the PDF."""
    with override("fr"):
        version, framework = file.version, file.tree.framework
        return {
            "training": version.title,
            "number": version.number,
            "made_on": date_format(clock.today(), "j F Y"),
            "identity": [
                ["Organisme certificateur", version.training.producer.name],
                ["Niveau (CEC)", str(framework.eqf_level or version.eqf_level or NOTHING)],
                ["Durée", f"{version.minutes // 60} h"],
                ["Visée", version.get_aim_display()],
                ["Public", version.audience or NOTHING],
                ["Prérequis", version.prerequisites or NOTHING],
                ["Enregistrement", version.registry_number or "Aucun à ce jour"],
            ],
            "table": [
                {
                    "activity": row.activity,
                    "cells": [list(pair) for pair in zip(row.competencies, row.assessment, strict=True)]
                    or [["–", "–"]],
                }
                for row in file.rows
            ],
            "criteria": [
                {
                    "title": str(CRITERIA[finding.criterion]),
                    "is_met": finding.is_met,
                    "missing": [missing_words(each) for each in finding.missing],
                }
                for finding in file.findings
            ],
            "figures": [
                [str(f.year), str(f.enrolled), str(f.sat), str(f.passed), f"{f.pass_percent} %" if f.sat else "–"]
                for f in file.figures
            ],
            "texts": [[label, getattr(framework, name) or NOTHING] for name, label in FRAMEWORK_TEXTS.items()],
            "contributions": [
                [each.organisation, date_format(each.held_on, "j F Y"), each.get_nature_display(), each.text]
                for each in file.tree.contributions
            ],
            "rules": [
                [str(RULE_LABELS.get(name, IDENTITY)).capitalize(), words or NOTHING]
                for name, words in file.rules.items()
                if name in RULE_LABELS or name == "identity"
            ],
            "partners": [
                [each.name, each.siret, "certificateur" if each == version.training.producer else "partenaire"]
                for each in file.partners
            ],
            "references": [
                [link.get_scheme_display(), link.code, link.label] for link in file.tree.framework.alignments.all()
            ],
        }
