"""A worklist as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from microcert.enrolment.queries import WorklistRow
from microcert.web.export import table_as_csv
from microcert.web.workbook import Sheet, workbook


def as_csv(rows: Iterable[WorklistRow]) -> bytes:
    """One line per learner."""
    return table_as_csv(heads(), lines(rows))


def as_xlsx(rows: Iterable[WorklistRow]) -> bytes:
    """The same as a workbook."""
    return workbook([Sheet(_("Dossiers"), heads(), lines(rows))])


def heads() -> tuple[str, ...]:
    return (
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
    )


def lines(rows: Iterable[WorklistRow]) -> Iterator[tuple[str, ...]]:
    return (
        (
            row.number,
            row.name,
            row.university,
            row.session_code,
            row.training,
            row.tariff,
            str(row.status),
            str(row.expected),
            row.contract,
            f"{localtime(row.updated_at):%Y-%m-%d %H:%M}",
        )
        for row in rows
    )
