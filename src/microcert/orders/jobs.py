"""What follows for money by itself: the bank is asked to give back, people are reminded."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.foundation.jobs import deliver, once, task
from microcert.foundation.money import in_euros

from .actions import (
    confirm_refund,
    establish_invoice,
    note_refund_failed,
    note_refund_sent,
    number_credit_note,
    number_invoice,
)
from .errors import ProviderRefused
from .models import Instalment, Invoice, PaymentAttempt, Refund
from .payment import provider
from .queries import hold_on, reminder_key
from .rules import RefundStatus, Reminder, reminder_for


@task()
def give_back(refund: int, tries: int = 1) -> None:
    """After `refunds.owed` and `refunds.retried`: the bank gives the money back, under one key a try.

    A transfer has no bank to ask: the office makes it and says so on its page.
    """
    owed = Refund.objects.select_related("attempt__instalment__order").get(pk=refund)
    # Who was paid back by hand before this job came is not paid back twice.
    if owed.attempt.means == PaymentAttempt.Means.TRANSFER or owed.status == RefundStatus.DONE:
        return
    key = f"refund:{refund}:{tries}"
    try:
        deliver(key, lambda key: provider().refund(owed, key))
    except ProviderRefused as refused:
        why = refused.message
        once(f"{key}:refused", lambda: note_refund_failed(owed, why))
        return
    note_refund_sent(owed)
    confirm_refund(owed, by=None)


@task()
def issue_invoice(instalment: int) -> None:
    """After `payments.settled`: the invoice, numbered, kept, and sent to the buyer."""
    invoice = number_invoice(Instalment(pk=instalment))
    _send_paper(Invoice.objects.select_related(*PAPER).get(pk=invoice.pk), gettext_lazy("Votre facture"))


@task()
def issue_credit_note(refund: int) -> None:
    """After `payments.refunded`: the credit note, numbered, kept, and sent to the buyer."""
    invoice = number_credit_note(Refund(pk=refund))
    _send_paper(Invoice.objects.select_related(*PAPER).get(pk=invoice.pk), gettext_lazy("Votre avoir"))


PAPER = (
    "order__buyer",
    "order__university",
    "order__session__version__framework_version",
    "instalment",
    "refund__attempt__instalment",
    "document",
)


def _send_paper(invoice: Invoice, subject: Promise) -> None:
    document = establish_invoice(invoice)
    part = invoice.refund.attempt.instalment if invoice.refund else invoice.instalment
    assert part is not None  # a database constraint says so
    if part.is_funded:
        # The office hands it to the funder: the buyer is asked for nothing, and owed nothing, of this part.
        return
    with override(invoice.order.buyer.language):
        text = _("Bonjour,\n\nVous trouverez ci-joint le document %(number)s pour la commande %(order)s.") % {
            "number": invoice.number,
            "order": invoice.order.number,
        }
        message = EmailMessage(
            str(subject),
            text,
            to=[invoice.order.buyer.email],
            attachments=[(f"{invoice.number}.pdf", content(document), "application/pdf")],
        )
    deliver(f"invoice-sent:{invoice.pk}", lambda key: message.send())


@task()
def tell_refund(refund: int) -> None:
    """After `payments.refunded`: the buyer hears how much goes back, and for which order."""
    done = Refund.objects.select_related("order__buyer", "order__session__version").get(pk=refund)
    buyer = done.order.buyer
    with override(buyer.language):
        text = _(
            "Bonjour,\n\n%(amount)s vous sont rendus pour la commande %(number)s, « %(title)s ». Selon votre banque, la somme "
            "paraît sur votre compte en quelques jours.\n\n%(address)s"
        ) % {
            "amount": in_euros(done.amount_cents),
            "number": done.order.number,
            "title": done.order.session.version.title,
            "address": f"{settings.SITE_URL}/espace/commandes/{done.order.number}/",
        }
        message = EmailMessage(_("Votre remboursement"), text, to=[buyer.email])
    deliver(f"refund-told:{refund}", lambda key: message.send())


@task()
def remind(instalment: int, letter: str) -> None:
    """One letter about one unpaid instalment. The day is asked again: a job may come late, or after the payment."""
    part = Instalment.objects.select_related("order__buyer", "order__session__version").get(pk=instalment)
    if hold_on(part.order, part) is not None or reminder_for(part.due_on, clock.today()) != letter:
        return
    with override(part.order.buyer.language):
        message = EmailMessage(*_letter(part, Reminder(letter)), to=[part.order.buyer.email])
    deliver(reminder_key(instalment, Reminder(letter)), lambda key: message.send())


def _letter(part: Instalment, letter: Reminder) -> tuple[str, str]:
    subjects = {
        Reminder.DUE: _("Une échéance de votre formation est à régler"),
        Reminder.LATE: _("Rappel : une échéance de votre formation reste à régler"),
        Reminder.FORMAL: _("Dernier rappel avant que votre université vous contacte"),
    }
    text = _(
        "Bonjour,\n\nL’échéance %(number)s de votre formation « %(title)s », %(amount)s, est à régler depuis le %(day)s. "
        "Vous la payez en ligne, en une minute :\n%(address)s\n\nVotre formation reste ouverte. Si une difficulté "
        "vous en empêche, répondez à %(office)s : une solution se trouve plus facilement tôt que tard."
    ) % {
        "number": part.number,
        "title": part.order.session.version.title,
        "amount": in_euros(part.amount_cents),
        "day": f"{part.due_on:%d/%m/%Y}",
        "address": f"{settings.SITE_URL}/espace/commandes/{part.order.number}/payer/",
        "office": part.order.university.office_email,
    }
    return subjects[letter], text
