"""A worklist as CSV that French spreadsheets open as it is, and that carries no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from microcert.enrolment.queries import WorklistRow

# What a spreadsheet takes for the start of a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: object) -> str:
    """The text of a cell; an apostrophe before what would run as a formula."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def as_csv(rows: Iterable[WorklistRow]) -> bytes:
    """UTF-8 with its mark, semicolons, one line per learner."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        [
            _("Numéro"),
            _("Nom"),
            _("Université"),
            _("Session"),
            _("Formation"),
            _("Option tarifaire"),
            _("État"),
            _("Attendu"),
            _("Contrat"),
            _("Mis à jour"),
        ]
    )
    for row in rows:
        cells = (
            row.number,
            row.name,
            row.university,
            row.session_code,
            row.training,
            row.tariff,
            row.status,
            row.expected,
            row.contract,
            f"{localtime(row.updated_at):%Y-%m-%d %H:%M}",
        )
        writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
