from __future__ import annotations

import pytest
from django.core import mail

from credseal.pdf import judge_pdf
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.journeys.end_order import end_order
from microcert.orders import actions
from microcert.orders.models import Invoice, Order

from .gestures import event, until

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(cast, drain_jobs):
    """Ines paid her first instalment; what follows by itself has happened."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    order = cast.order()
    drain_jobs()
    order = actions.begin_withdrawal_period(order, clock.today())
    with clock.moved_by(until(order.chargeable_from)):
        actions.settle(event(actions.start_payment(order.instalments.first(), by=cast.ines)))
        drain_jobs()
        yield Order.objects.get(pk=order.pk)


# Tax code, annex II, article 242 nonies A, and the trade's own.
MENTIONS = {
    "number": "Facture n° F-",
    "date": "Date :",
    "seller": "Université de",
    "SIRET": "SIRET 19251215000363",
    "buyer": "Inès Marie Carpentier, 3 rue des Lilas, 44000 Nantes",
    "what": "Action de formation « Concevoir une évaluation par compétences à",
    "which part": "Échéance 1 sur 3",
    "quantity and price": "Prix unitaire",
    "total": "Total net de taxe 87,00 €",
    "VAT": "Exonération de TVA, article 261-4-4° a du code général des impôts",
    "paid": "Acquittée le",
    "discount": "Aucun escompte pour paiement anticipé",
    "declaration number": "27250000025",
}


@pytest.mark.requirement("R020")
def test_a_payment_brings_its_invoice_on_the_assigned_universitys_letterhead(paid, pdf_text):
    invoice = Invoice.objects.get()
    assert invoice.number == f"F-{paid.university.code}-{clock.today().year}-00001"
    pdf = content(invoice.document)
    assert invoice.document.letterhead == paid.university and judge_pdf(pdf, custody.trust_roots()).bottom_line
    text = pdf_text(pdf)
    missing = [what for what, words in MENTIONS.items() if " ".join(words.split()) not in text]
    assert missing == [], text
    letter = next(each for each in mail.outbox if each.subject == "Votre facture")
    assert letter.attachments[0][0] == f"{invoice.number}.pdf"


def test_a_refund_brings_a_credit_note_that_names_the_invoice(cast, paid, drain_jobs, pdf_text):
    end_order(paid, by=cast.ines)
    drain_jobs()
    note = Invoice.objects.get(kind="credit_note")
    text = pdf_text(content(note.document))
    assert note.number.startswith("A-") and note.amount_cents == 8700
    assert f"Facture rectifiée {Invoice.objects.get(kind='invoice').number}" in text and "Rendu le" in text


def test_numbers_follow_each_other_and_a_repetition_takes_none(cast, paid):
    first = Invoice.objects.get()
    assert actions.number_invoice(first.instalment) == first
    assert actions.establish_invoice(first).number == first.number
    assert Document.objects.filter(kind="invoice").count() == 1
    second = paid.instalments.get(number=2)
    with clock.moved_by(until(second.due_on)):
        actions.settle(event(actions.start_payment(second, by=cast.ines)))
        again = actions.number_invoice(second)
    follows = 2 if again.issued_on.year == first.issued_on.year else 1
    assert again.number == f"F-{paid.university.code}-{again.issued_on.year}-{follows:05d}"


def test_a_number_is_not_lost_when_the_paper_fails(cast, paid, monkeypatch):
    from microcert.orders.actions import invoices

    second = paid.instalments.get(number=2)

    def broken(*args, **kwargs):
        raise OSError("disk full")

    with clock.moved_by(until(second.due_on)):
        actions.settle(event(actions.start_payment(second, by=cast.ines)))
        with monkeypatch.context() as patched:
            patched.setattr(invoices, "establish", broken)
            invoice = actions.number_invoice(second)
            with pytest.raises(OSError, match="disk full"):
                actions.establish_invoice(invoice)
        again = actions.number_invoice(second)
        assert again == invoice
        assert actions.establish_invoice(Invoice.objects.get(pk=again.pk)).number == invoice.number
