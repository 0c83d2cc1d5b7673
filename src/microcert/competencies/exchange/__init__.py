"""A framework as a file: CSV, XLSX and CASE 1.0 JSON, out and in. What goes out comes back the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from microcert.competencies.errors import BadFile
from microcert.consortium.errors import Problem

from . import case, case_reading, tables, workbook
from .content import FrameworkContent, check_content

# A framework of a short training fills a few kilobytes; this leaves room for a whole diploma.
MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Format:
    """One kind of file: its extension, its type on the web, and both directions."""

    extension: str
    media_type: str
    write: Callable[[FrameworkContent], bytes]
    read: Callable[[bytes, list[Problem]], FrameworkContent]


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", tables.write_csv, tables.read_csv),
    "xlsx": Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook.write_xlsx,
        workbook.read_xlsx,
    ),
    "json": Format("json", "application/json", case.write_case, case_reading.read_case),
}


def read_file(name: str, content: bytes) -> FrameworkContent:
    """The framework that a file describes, judged whole. Raises `BadFile` with every problem and its place."""
    problems: list[Problem] = []
    extension = name.rpartition(".")[2].lower()
    if extension not in FORMATS:
        problems.append(Problem(name, "", _("choisissez un fichier .csv, .xlsx ou .json.")))
    elif len(content) > MAX_BYTES:
        problems.append(Problem(name, "", _("ce fichier dépasse 2 Mo : un référentiel n’en remplit pas le dixième.")))
    if problems:
        raise BadFile(problems)
    read = FORMATS[extension].read(content, problems)
    check_content(read, problems)
    if problems:
        raise BadFile(problems)
    return read
