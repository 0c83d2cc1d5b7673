"""A framework as an Excel workbook: one sheet per kind of part, every cell a text, so that nothing is run as a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font

from microcert.consortium.errors import Problem

from .content import FrameworkContent
from .tables import MOST_ROWS, SHEETS, Rows, read_rows, rows_of, unharmed

# A workbook is a zip: what it unfolds to is bounded before anything is read.
MAX_UNFOLDED = 20_000_000
WIDTHS = {"identifiant": 14, "code": 8, "niveau": 8, "révision": 9, "date": 12, "nature": 16}


def write_xlsx(content: FrameworkContent) -> bytes:
    """The workbook; its heads stand out and stay in sight."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet, rows in rows_of(content).items():
        page = book.create_sheet(sheet)
        page.append(list(SHEETS[sheet]))
        page.freeze_panes = "A2"
        for cell in page[1]:
            cell.font = Font(bold=True)
            page.column_dimensions[cell.column_letter].width = WIDTHS.get(str(cell.value), 40)
        for number, row in enumerate(rows, start=2):
            for column, text in enumerate(row, start=1):
                cell = page.cell(number, column)
                cell.value, cell.data_type = text, "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_xlsx(content: bytes, problems: list[Problem]) -> FrameworkContent:
    """The framework of a workbook; sheets may be missing or empty, save the first."""
    rows: Rows = {}
    if _is_sound(content, problems):
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            for page in book.worksheets:
                _read_sheet(page, rows, problems)
        except Exception:  # noqa: BLE001  # a hundred ways to be no workbook, one remedy
            problems.append(Problem(_("fichier"), "", _("ce classeur n’est pas lisible. Enregistrez-le de nouveau.")))
    return read_rows(rows, problems)


def _is_sound(content: bytes, problems: list[Problem]) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            entries = folder.infolist()
            if len(entries) > 200 or sum(entry.file_size for entry in entries) > MAX_UNFOLDED:
                problems.append(Problem(_("fichier"), "", _("ce classeur est trop grand une fois ouvert.")))
                return False
            for entry in entries:
                # An entity could unfold a thousandfold; no workbook declares any.
                if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in folder.read(entry):
                    problems.append(Problem(_("fichier"), "", _("ce classeur contient une déclaration interdite.")))
                    return False
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        problems.append(Problem(_("fichier"), "", _("ce n’est pas un classeur Excel (.xlsx).")))
        return False
    return True


def _read_sheet(page: Any, rows: Rows, problems: list[Problem]) -> None:
    if page.title not in SHEETS:
        problems.append(
            Problem(
                page.title,
                "",
                _("feuille inconnue. Choisissez parmi : %s.") % ", ".join(SHEETS),
            )
        )
        return
    heads: list[str] = []
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=40), start=1):
        place = _("%(sheet)s, ligne %(line)d") % {"sheet": page.title, "line": number}
        if number > MOST_ROWS:
            problems.append(Problem(place, "", _("ce fichier compte trop de lignes.")))
            return
        cells = [_text(cell) for cell in row]
        if number == 1:
            heads = [cell.strip().lower() for cell in cells]
            for head in heads:
                if head and head not in SHEETS[page.title]:
                    problems.append(
                        Problem(place, "", _("la colonne « %s » est inconnue ; corrigez-la ou retirez-la.") % head)
                    )
        elif any(cell.strip() for cell in cells):
            by_head = dict(zip(heads, cells, strict=False))
            known = {head: unharmed(by_head.get(head, "")) for head in SHEETS[page.title]}
            rows.setdefault(page.title, []).append((place, known))


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
