"""The file as a word document (DOCX): headings, real tables with their heads, nothing but text in the cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

# What XML cannot hold.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(content: dict[str, Any]) -> bytes:
    """The word file of `content.content_of`."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.core_properties.title = _plain(f"Dossier d’enregistrement : {content['training']}")
    document.core_properties.language = "fr-FR"
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
    document.add_heading(_plain(content["training"]), 0)
    document.add_paragraph(
        _plain(f"Dossier d’enregistrement, version {content['number']}, établi le {content['made_on']}.")
    )
    _table(document, ("Rubrique", "Contenu"), content["identity"])
    document.add_heading("Référentiels d’activités, de compétences et d’évaluation", 1)
    rows = [
        (row["activity"] if place == 0 else "", competency, assessment)
        for row in content["table"]
        for place, (competency, assessment) in enumerate(row["cells"])
    ]
    _table(document, ("Référentiel d’activités", "Référentiel de compétences", "Référentiel d’évaluation"), rows)
    document.add_heading("Critères de l’article R. 6113-11 du code du travail", 1)
    _table(
        document,
        ("Critère", "État", "Ce qui manque"),
        [
            (c["title"], "renseigné" if c["is_met"] else "à compléter", "\n".join(c["missing"]))
            for c in content["criteria"]
        ],
    )
    for title, heads, key in (
        ("Chiffres par année", ("Année", "Inscrits", "Présentés", "Reçus", "Taux"), "figures"),
        ("Réponses aux critères", ("Rubrique", "Réponse"), "texts"),
        ("Contributions du secteur professionnel", ("Organisme", "Date", "Nature", "Apport"), "contributions"),
        ("Jury et procédures de contrôle", ("Rubrique", "Règle"), "rules"),
        ("Certificateur et partenaires", ("Université", "SIRET", "Rôle"), "partners"),
        ("Références", ("Référence", "Code", "Libellé"), "references"),
    ):
        document.add_heading(title, 1)
        _table(document, heads, content[key])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Any, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = list(rows)
    if not lines:
        document.add_paragraph("Aucune donnée.")
        return
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    # Repeated on each page, and known as the head to assistive technology.
    table.rows[0]._tr.get_or_add_trPr().append(table._tbl.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = _plain(text)


def _plain(text: str) -> str:
    return UNWRITABLE.sub("", text)
