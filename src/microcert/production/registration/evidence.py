"""Everything in one archive: the file in both forms, the framework as data, the figures, the rubric, and a list with hashes."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable

from microcert.competencies.exchange import FORMATS
from microcert.competencies.exchange.tables import harmless
from microcert.competencies.queries import content_of as framework_content
from microcert.documents.render import render
from microcert.trainings.models import CriterionLevel

from .content import content_of
from .queries import RegistrationFile
from .word import write_docx


def write_pdf(file: RegistrationFile) -> bytes:
    """The file as an accessible PDF on the producing university's letterhead."""
    content = content_of(file)
    title = f"Dossier d’enregistrement : {file.version.title}"
    return render("registration_file", content, letterhead=file.version.training.producer, title=title)


def write_archive(file: RegistrationFile) -> bytes:
    """The archive (ZIP). Its `MANIFESTE.csv` names each piece with its size and its SHA-256."""
    framework = framework_content(file.tree.framework)
    pieces = {
        "dossier.docx": write_docx(content_of(file)),
        "dossier.pdf": write_pdf(file),
        **{f"referentiel.{name}": form.write(framework) for name, form in FORMATS.items()},
        "chiffres.csv": _csv(
            ("année", "inscrits", "présentés", "reçus"), [(f.year, f.enrolled, f.sat, f.passed) for f in file.figures]
        ),
        "grille.csv": _csv(("critère", "intitulé", "rang", "niveau", "descripteur"), _rubric(file)),
        "regles-evaluation.csv": _csv(("rubrique", "texte"), file.rules.items()),
    }
    rows = [(name, len(piece), hashlib.sha256(piece).hexdigest()) for name, piece in pieces.items()]
    pieces["MANIFESTE.csv"] = _csv(("pièce", "octets", "sha256"), rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, piece in pieces.items():
            folder.writestr(name, piece)
    return out.getvalue()


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
