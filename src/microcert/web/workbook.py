"""Tables as a workbook (XLSX) whose numbers stay numbers and whose text is never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from microcert.foundation import clock
from microcert.web.files import private_file

from .export import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel refuses in the name of a sheet, and how long such a name may be.
FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_TITLE = 31
WIDEST = 60


@dataclass(frozen=True)
class Money:
    """Cents, written as euros with two decimals."""

    cents: int | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: a line of heads, then rows of text, numbers, days and `Money`."""

    title: str
    heads: Sequence[object]
    rows: Iterable[Sequence[object]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The file, heads in bold and frozen, columns as wide as their heads and first cells ask."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        rows = [list(row) for row in sheet.rows]
        page = book.create_sheet(sheet.title.translate(FORBIDDEN_IN_TITLES)[:LONGEST_TITLE])
        page.freeze_panes = "A2"
        for place, head in enumerate(sheet.heads):
            seen = [str(row[place]) for row in rows[:50] if place < len(row) and isinstance(row[place], str)]
            width = max(12, *(len(text) for text in [str(head), *seen]))
            page.column_dimensions[get_column_letter(place + 1)].width = min(WIDEST, width + 2)
        page.append([_bold(page, head) for head in sheet.heads])
        for row in rows:
            page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_file(content: bytes, name: str) -> HttpResponse:
    """A download called after the day, which no cache keeps."""
    return private_file(content, f"{name}-{clock.today():%Y-%m-%d}.xlsx", XLSX)


def _bold(page: object, head: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=harmless(head))
    cell.font = Font(bold=True)
    return cell


def _cell(page: object, value: object) -> WriteOnlyCell:
    if isinstance(value, Money):
        cell = WriteOnlyCell(page, value=None if value.cents is None else Decimal(value.cents) / 100)
        cell.number_format = "#,##0.00"
        return cell
    if value is None or isinstance(value, int | Decimal | date):
        return WriteOnlyCell(page, value=value)
    return WriteOnlyCell(page, value=harmless(value))
