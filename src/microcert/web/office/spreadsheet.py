"""A worklist as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from microcert.enrolment.queries import WorklistRow
from microcert.web.export import table_as_csv


def as_csv(rows: Iterable[WorklistRow]) -> bytes:
    """One line per learner."""
    heads = (
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
    return table_as_csv(
        heads,
        (
            (
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
            for row in rows
        ),
    )
