"""What an invoice says: the mentions of the tax code (annex II, article 242 nonies A), as plain data for the template."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from microcert.foundation import clock
from microcert.foundation.money import in_euros

from .models import Instalment, Invoice, Order, PaymentAttempt
from .queries import payer_of


def invoice_content(invoice: Invoice) -> dict[str, Any]:
    """In French: an invoice is an administrative document of a French university."""
    order, version = invoice.order, invoice.order.session.version
    paid = PaymentAttempt.State.PAID
    attempt = invoice.refund.attempt if invoice.refund else invoice.instalment.attempts.get(state=paid)  # type: ignore[union-attr]
    moved_at = invoice.refund.done_at if invoice.refund else invoice.instalment.paid_at  # type: ignore[union-attr]
    assert moved_at is not None  # an invoice is numbered when the money moved
    return {
        "is_credit_note": invoice.kind == Invoice.Kind.CREDIT_NOTE,
        "issued_on": date_format(invoice.issued_on, "j F Y"),
        "order_number": order.number,
        "buyer": _billed(order, attempt.instalment),
        "training": version.title,
        "from": date_format(order.session.starts_on, "j F Y"),
        "to": date_format(order.session.ends_on, "j F Y"),
        "part": invoice.instalment.number if invoice.instalment else 0,
        "parts": order.instalments.filter(waived_at=None).count(),
        "amount": in_euros(invoice.amount_cents),
        "moved_on": date_format(clock.day_of(moved_at), "j F Y"),
        "means": attempt.get_means_display(),
        "reference": attempt.reference,
        "reason": invoice.refund.get_reason_display() if invoice.refund else "",
        "about": list(Invoice.objects.filter(instalment=attempt.instalment).values_list("number", flat=True))
        if invoice.refund
        else [],
        "is_vat_exempt": order.university.is_vat_exempt,
    }


def _billed(order: Order, part: Instalment) -> dict[str, Any]:
    """The funder that pays this part itself; else the person, or the company that bought for its people."""
    if part.is_funded and (payer := payer_of(order)):
        name = _("%(funder)s, dossier n° %(reference)s, pour %(buyer)s") % {
            "funder": payer.name,
            "reference": payer.reference,
            "buyer": order.company.name if order.is_company else order.buyer.full_name,
        }
        return {"name": name, "address": payer.address}
    if order.is_company:
        company = order.company
        name = f"{company.name}, SIRET {company.siret}"
        return {"name": name, "address": company.address.splitlines()}
    return {"name": order.buyer.full_name, "address": order.buyer.postal_address.splitlines()}
