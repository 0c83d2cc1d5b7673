"""Invoices and credit notes: numbered without gaps when the money moved, then rendered, as often as it takes."""

from __future__ import annotations

from django.utils.translation import override

from microcert.documents.actions import establish, next_number
from microcert.documents.models import Document
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.orders.content import invoice_content
from microcert.orders.models import Instalment, Invoice, Order, Refund


@action
def number_invoice(instalment: Instalment) -> Invoice:
    """The invoice of a paid instalment, numbered once: a repetition finds it, so that the series has no gap."""
    instalment = (
        Instalment.objects.select_for_update(of=("self",)).select_related("order__university").get(pk=instalment.pk)
    )
    if found := Invoice.objects.filter(instalment=instalment).first():
        return found
    return _numbered(Invoice.Kind.INVOICE, "F", instalment.order, instalment.amount_cents, instalment=instalment)


@action
def number_credit_note(refund: Refund) -> Invoice:
    """The credit note of money that went back, numbered once."""
    refund = Refund.objects.select_for_update(of=("self",)).select_related("order__university").get(pk=refund.pk)
    if found := Invoice.objects.filter(refund=refund).first():
        return found
    return _numbered(Invoice.Kind.CREDIT_NOTE, "A", refund.order, refund.amount_cents, refund=refund)


def _numbered(kind: Invoice.Kind, letter: str, order: Order, amount: int, **of: Instalment | Refund) -> Invoice:
    series = f"{letter}-{order.university.code}-{clock.today().year}"
    invoice = Invoice.objects.create(
        kind=kind, number=f"{series}-{next_number(series):05d}", order=order, amount_cents=amount, **of
    )
    journal.write(f"orders.{kind}_issued", order, by=None, number=invoice.number, amount=amount)
    return invoice


@override("fr")
def establish_invoice(invoice: Invoice) -> Document:
    """The paper of a numbered invoice or credit note, on the letterhead of the university that carries the contract."""
    if invoice.document:
        return invoice.document
    order = invoice.order
    title = f"{invoice.get_kind_display()} {invoice.number}"
    document = establish(
        Document.Kind(invoice.kind),
        invoice.number,
        title,
        invoice_content(invoice),
        letterhead=order.university,
        subject=journal.key_of(order),
        framework_version=order.session.version.framework_version,
        template="invoice",
    )
    Invoice.objects.filter(pk=invoice.pk).update(document=document)
    return document
