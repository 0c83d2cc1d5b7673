"""Taking in ESCO's own export of skills in one language: `conceptUri, preferredLabel, altLabels, description`."""

from __future__ import annotations

import csv
from pathlib import Path

from django.utils.translation import gettext as _

from microcert.competencies.errors import BadFile
from microcert.competencies.models import EscoSkill
from microcert.consortium.errors import Problem
from microcert.foundation import clock

COLUMNS = ("conceptUri", "preferredLabel", "altLabels", "description")
SKILL = "http://data.europa.eu/esco/skill/"
# ESCO v1.2 has 13,939 skills.
MOST_SKILLS = 100_000


def read_esco(path: Path) -> list[EscoSkill]:
    """The skills of the file, unsaved. Raises `BadFile` with every problem and its line."""
    try:
        return _skills_in(path)
    except (UnicodeDecodeError, csv.Error) as error:
        words = _("ce fichier n’est pas un CSV en UTF-8, comme l’est l’export d’ESCO.")
        raise BadFile([Problem(path.name, "", words)]) from error


def _skills_in(path: Path) -> list[EscoSkill]:
    problems: list[Problem] = []
    skills: dict[str, EscoSkill] = {}
    now = clock.now()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for name in COLUMNS:
            if name not in (reader.fieldnames or ()):
                problems.append(Problem(path.name, _("ligne %d") % 1, _("la colonne « %s » manque.") % name))
        for row in reader if not problems else ():
            uri, label = (row["conceptUri"] or "").strip(), (row["preferredLabel"] or "").strip()
            place = _("ligne %d") % reader.line_num
            if not uri.startswith(SKILL) or len(uri) > 200:
                problems.append(
                    Problem(path.name, place, _("« %s » n’est pas l’adresse d’une compétence ESCO.") % uri[:80])
                )
            elif not label or len(label) > 250:
                problems.append(Problem(path.name, place, _("le libellé doit compter de 1 à 250 caractères.")))
            else:
                skills[uri] = EscoSkill(
                    uri=uri,
                    label=label,
                    alternatives=(row["altLabels"] or "").strip(),
                    description=(row["description"] or "").strip(),
                    imported_at=now,
                )
            if len(skills) > MOST_SKILLS or len(problems) > 200:
                problems.append(
                    Problem(path.name, place, _("lecture arrêtée : ce fichier n’est pas l’export attendu."))
                )
                break
    if problems:
        raise BadFile(problems)
    return list(skills.values())
