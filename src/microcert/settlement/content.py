"""A statement as plain data for its template: French, amounts written out."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from microcert.foundation.money import Cents

from .payers import PaidBy
from .queries import Line, StatementOf


def euros(cents: Cents) -> str:
    """« 1 234,50 » with no-break spaces; in accounts every amount has its cents."""
    whole = f"{abs(cents) // 100:,}".replace(",", "\u00a0")
    return f"{'−' if cents < 0 else ''}{whole},{abs(cents) % 100:02d}"


def statement_content(found: StatementOf, number: str) -> dict[str, Any]:
    """What `documents/templates/settlement_statement.typ` prints."""
    with override("fr"):
        payers = [_payer(each) for each in found.payers]
        month = date_format(found.period.starts_on, "F Y") if found.period else ""
        closed_on = date_format(found.period.closed_at, "j F Y") if found.period and found.period.closed_at else ""
    return {
        "number": number,
        "month": month,
        "closed_on": closed_on,
        "lines": [_line(line) for line in found.lines],
        "total": _line(found.total),
        "payers": payers,
        "owed": [
            {"name": each.payee.name, "amount": euros(each.amount)}
            for each in found.royalties
            if each.payer == found.university
        ],
        "due": [
            {"name": each.payer.name, "amount": euros(each.amount)}
            for each in found.royalties
            if each.payee == found.university
        ],
        "corrections": found.corrections,
    }


def _line(line: Line) -> dict[str, str]:
    amounts = {
        name: euros(getattr(line, name))
        for name in (
            "collected",
            "refunded",
            "net",
            "royalty_owed",
            "royalty_due",
            "payment_fees",
            "platform_fees",
            "fees",
            "balance",
        )
    }
    return {"session": line.session, "training": line.training} | amounts


def _payer(each: PaidBy) -> dict[str, str]:
    amounts = {"collected": euros(each.collected), "refunded": euros(each.refunded), "net": euros(each.net)}
    return {"label": each.label, "name": each.name} | amounts
