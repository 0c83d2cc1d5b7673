"""Everything in one archive: the file in both forms, the framework as data, the figures, the rubric, and a list with hashes."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from microcert.competencies.exchange import FORMATS
from microcert.competencies.exchange.tables import harmless
from microcert.competencies.queries import content_of as framework_content
from microcert.documents.render import render
from microcert.production.queries import committee_decision_on
from microcert.trainings.models import AccessibilityCheck, CriterionLevel

from .content import content_of
from .queries import RegistrationFile
from .rules import Criterion
from .word import write_docx

# Beside the file itself, the pieces that show how a criterion is answered.
PIECES: dict[Criterion, tuple[str, ...]] = {
    Criterion.MARKET: ("contributions.csv",),
    Criterion.IMPACT: ("chiffres.csv",),
    Criterion.MEANS: ("equipe.csv", "accessibilite.csv"),
    Criterion.MATCH: ("alignement.csv", "referentiel.csv"),
    Criterion.FRAMEWORK: ("referentiel.xlsx", "grille.csv"),
    Criterion.DISABILITY: ("accessibilite.csv", "regles-evaluation.csv"),
    Criterion.CONTROL: ("regles-evaluation.csv", "grille.csv", "decision-du-comite.csv"),
    Criterion.SOCIAL_PARTNERS: ("contributions.csv",),
}


def write_pdf(file: RegistrationFile) -> bytes:
    """The file as an accessible PDF on the producing university's letterhead."""
    content = content_of(file)
    title = f"Dossier d’enregistrement : {file.version.title}"
    return render("registration_file", content, letterhead=file.version.training.producer, title=title)


def write_archive(file: RegistrationFile) -> bytes:
    """The archive (ZIP). Its `MANIFESTE.csv` names each piece with its size and its SHA-256."""
    framework, content = framework_content(file.tree.framework), content_of(file)
    pieces = {
        "dossier.docx": write_docx(content),
        "dossier.pdf": write_pdf(file),
        **{f"referentiel.{name}": form.write(framework) for name, form in FORMATS.items()},
        "chiffres.csv": _csv(
            ("année", "inscrits", "présentés", "reçus"), [(f.year, f.enrolled, f.sat, f.passed) for f in file.figures]
        ),
        "grille.csv": _csv(("critère", "intitulé", "rang", "niveau", "descripteur"), _rubric(file)),
        "regles-evaluation.csv": _csv(("rubrique", "texte"), file.rules.items()),
        "criteres.csv": _csv(("critère", "état", "ce qui manque", "pièces qui y répondent"), _answers(file, content)),
        "contributions.csv": _csv(("organisme", "date", "nature", "apport"), content["contributions"]),
        "equipe.csv": _csv(("rôle", "nom", "titres"), _team(file)),
        "alignement.csv": _csv(("compétence", "acquis", "activités", "critères de la grille"), _alignment(file)),
        "accessibilite.csv": _csv(("ressource", "point vérifié", "constat", "date"), _accessibility(file)),
        "decision-du-comite.csv": _csv(("date", "référence", "motifs"), _decision(file)),
    }
    rows = [(name, len(piece), hashlib.sha256(piece).hexdigest()) for name, piece in pieces.items()]
    pieces["MANIFESTE.csv"] = _csv(("pièce", "octets", "sha256"), rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, piece in pieces.items():
            folder.writestr(name, piece)
    return out.getvalue()


def _answers(file: RegistrationFile, content: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """The criteria as the file answers them, each with the pieces that show it; what is missing is said beside them."""
    return [
        (
            said["title"],
            "renseigné" if said["is_met"] else "à compléter",
            " ".join(said["missing"]),
            ", ".join(("dossier.docx", *PIECES.get(finding.criterion, ()))),
        )
        for finding, said in zip(file.findings, content["criteria"], strict=True)
    ]


def _team(file: RegistrationFile) -> list[tuple[str, str, str]]:
    return [(each.get("role", ""), each.get("name", ""), each.get("title", "")) for each in file.version.team]


def _alignment(file: RegistrationFile) -> list[tuple[str, str, str, str]]:
    """Each outcome with what teaches it and what judges it."""
    outcomes = file.version.outcomes.select_related("competency").prefetch_related("activities", "criteria")
    return [
        (
            f"{each.competency.code} {each.competency.title}",
            f"{each.code} {each.text}",
            " | ".join(activity.title for activity in each.activities.all()),
            " | ".join(str(criterion) for criterion in each.criteria.all()),
        )
        for each in outcomes
    ]


def _accessibility(file: RegistrationFile) -> list[tuple[str, str, str, str]]:
    """What was checked of each resource, without who checked it."""
    checks = AccessibilityCheck.objects.filter(resource__version=file.version).select_related("resource")
    with override("fr"):
        return [
            (
                each.resource.title,
                each.get_point_display(),
                each.get_reading_display(),
                timezone.localtime(each.checked_at).date().isoformat(),
            )
            for each in checks.order_by("resource__position", "checked_at", "pk")
        ]


def _decision(file: RegistrationFile) -> list[tuple[str, str, str]]:
    """What the committee decided; no line when the training was there before the platform."""
    found = committee_decision_on(file.version.training)
    return [(found.decided_on.isoformat(), found.reference, found.reasons)] if found else []


def _rubric(file: RegistrationFile) -> list[tuple[str, str, int, str, str]]:
    levels = CriterionLevel.objects.filter(criterion__task__version=file.version).select_related("criterion")
    return [
        (each.criterion.code, each.criterion.title, each.rank, each.label, each.descriptor)
        for each in levels.order_by("criterion__position", "rank")
    ]


def _csv(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([harmless(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
