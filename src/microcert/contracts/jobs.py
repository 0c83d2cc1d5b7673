from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from microcert.batches.models import BatchLine
from microcert.batches.rules import LineStatus
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.foundation.jobs import deliver, enqueue, once, task
from microcert.orders.models import Order

from .actions import (
    end_envelope,
    establish_acceptance,
    establish_agreement,
    establish_quote,
    issue,
    keep_countersigned_agreement,
    keep_countersigned_copy,
    keep_receipt,
    keep_signed_copy,
    sign_line,
)
from .models import Agreement, SignatureEnvelope, TrainingContract, Withdrawal
from .rules import EnvelopeState
from .signature import provider


@task()
def issue_contract(order: int) -> None:
    """After `orders.placed`: the contract on the letterhead of the assigned university."""
    issue(Order.objects.select_related("university", "session__version", "buyer").get(pk=order))


@task()
def keep_acceptance(order: int) -> None:
    """After an order of any kind: which texts were accepted with it, by whom and when."""
    texts = ("terms_of_sale", "internal_rules")
    establish_acceptance(Order.objects.select_related(*FOR_PAPER, *texts).get(pk=order))


@task()
def issue_quote(order: int) -> None:
    """After `orders.group_placed`: the quote on the letterhead of the drawn university."""
    establish_quote(Order.objects.select_related(*FOR_PAPER).get(pk=order))


FOR_PAPER = ("university", "session__version__framework_version", "buyer", "company", "tariff")


@task()
def send_quote(agreement: int) -> None:
    """After `contracts.quoted`: the quote goes to whoever asked for it, with where to accept it."""
    quoted = Agreement.objects.select_related("order__buyer", "order__session__version", "quote").get(pk=agreement)
    _send_to_company(
        quoted,
        quoted.quote,
        gettext_lazy("Votre devis"),
        gettext_lazy("Voici votre devis. Vous l’acceptez en ligne jusqu’au %(day)s :"),
        key=f"quote-sent:{agreement}",
    )


@task()
def send_agreement(agreement: int) -> None:
    """After `contracts.agreed`: the agreement, and where the vouchers are."""
    agreed = Agreement.objects.select_related(*(f"order__{each}" for each in FOR_PAPER), "quote", "document")
    accepted = agreed.get(pk=agreement)
    document = establish_agreement(accepted)
    _send_to_company(
        accepted,
        document,
        gettext_lazy("Votre convention de formation"),
        gettext_lazy("Voici votre convention. Les bons à remettre à vos équipes sont prêts :"),
        key=f"agreement-sent:{agreement}",
    )


@task()
def sign_each(batch: int) -> None:
    """After `contracts.bulk_signature_asked`: one job a paper, so that one that fails holds up no other."""
    waiting = BatchLine.objects.filter(batch=batch, status=LineStatus.WAITING).order_by("pk")
    for line in waiting.values_list("pk", flat=True):
        enqueue(sign_one, key=f"bulk-signature-line:{line}", line=line)


@task()
def sign_one(line: int) -> None:
    """One paper of a bulk signature, once."""
    once(f"bulk-signature-line:{line}", lambda: sign_line(line))


@task()
def send_countersigned_agreement(agreement: int) -> None:
    """After `contracts.agreement_countersigned`: the agreement that both parties signed, kept and sent to the company."""
    papers = ("quote", "document", "countersigned_by", "countersigned_document")
    signed = Agreement.objects.select_related(*(f"order__{each}" for each in FOR_PAPER), *papers).get(pk=agreement)
    _send_to_company(
        signed,
        keep_countersigned_agreement(signed),
        gettext_lazy("Votre convention signée des deux parties"),
        gettext_lazy("Votre université a signé la convention. L’exemplaire signé des deux parties est joint :"),
        key=f"countersigned-agreement-sent:{agreement}",
    )


def _send_to_company(agreement: Agreement, document: Document, subject: Promise, words: Promise, *, key: str) -> None:
    order = agreement.order
    with override(order.buyer.language):
        day = {"day": f"{order.sign_by:%d/%m/%Y}"}
        text = _("Bonjour,") + f"\n\n{str(words) % day}\n{settings.SITE_URL}/espace/groupes/{order.number}/"
        message = EmailMessage(
            str(subject),
            text,
            to=[order.buyer.email],
            attachments=[(f"{document.number}.pdf", content(document), "application/pdf")],
        )
    deliver(key, lambda sent: message.send())


@task()
def tell_contract_is_ready(contract: int) -> None:
    """After `contracts.issued`: the learner hears that the contract waits, and until when it can be signed."""
    issued = TrainingContract.objects.select_related("order__buyer", "order__session__version").get(pk=contract)
    day = issued.order.sign_by
    with override(issued.order.buyer.language):
        text = _(
            "Bonjour,\n\nVotre contrat pour « %(title)s » est prêt. Lisez-le et signez-le au plus tard le %(day)s :\n"
            "%(address)s\n\nRien n’est à payer maintenant."
        ) % {"title": issued.order.session.version.title, "day": f"{day:%d/%m/%Y}", "address": _address(issued)}
        message = EmailMessage(_("Votre contrat de formation est prêt"), text, to=[issued.order.buyer.email])
    deliver(f"contract-ready:{contract}", lambda key: message.send())


def _address(contract: TrainingContract) -> str:
    return f"{settings.SITE_URL}/espace/contrats/{contract.number}/"


@task()
def send_signed_copy(contract: int) -> None:
    """After `contracts.signed`: the signed copy, kept and sent to the learner on a durable medium."""
    signed = TrainingContract.objects.select_related("order__university", "order__buyer").get(pk=contract)
    document = keep_signed_copy(signed)
    # The contract binds in French; the letter that brings it speaks the learner's language.
    with override(signed.order.buyer.language):
        message = EmailMessage(
            _("Votre contrat de formation signé"),
            _(
                "Bonjour,\n\nVous trouverez ci-joint votre contrat %(number)s, signé. Vous pouvez y renoncer jusqu’au %(day)s inclus."
            )
            % {"number": signed.number, "day": f"{signed.withdrawal_last_day:%d/%m/%Y}"},
            to=[signed.order.buyer.email],
            attachments=[(f"{signed.number}.pdf", content(document), "application/pdf")],
        )
    deliver(f"signed-copy:{contract}", lambda key: message.send())


@task()
def send_countersigned_copy(contract: int) -> None:
    """After `contracts.countersigned`: the copy that both parties signed, kept and sent."""
    signed = TrainingContract.objects.select_related(
        "order__university", "order__buyer", "countersigned_by", "countersigned_document"
    ).get(pk=contract)
    document = keep_countersigned_copy(signed)
    with override(signed.order.buyer.language):
        message = EmailMessage(
            _("Votre contrat signé des deux parties"),
            _(
                "Bonjour,\n\nVotre université a signé le contrat %(number)s. L’exemplaire signé des deux parties est joint."
            )
            % {"number": signed.number},
            to=[signed.order.buyer.email],
            attachments=[(f"{signed.number}.pdf", content(document), "application/pdf")],
        )
    deliver(f"countersigned-copy:{contract}", lambda key: message.send())


@task()
def send_receipt(contract: int) -> None:
    """After `contracts.withdrawn`: the acknowledgement that the law asks for, kept and sent without delay."""
    withdrawal = Withdrawal.objects.select_related("contract__order__buyer").get(contract=contract)
    document = keep_receipt(withdrawal)
    with override(withdrawal.contract.order.buyer.language):
        message = EmailMessage(
            _("Votre rétractation est enregistrée"),
            _("Bonjour,\n\nVotre rétractation du contrat %(number)s est enregistrée. L’accusé de réception est joint.")
            % {"number": withdrawal.contract.number},
            to=[withdrawal.contract.order.buyer.email],
            attachments=[(f"{withdrawal.contract.number}-retractation.pdf", content(document), "application/pdf")],
        )
    deliver(f"withdrawal-receipt:{contract}", lambda key: message.send())


@task()
def cancel_envelopes(contract: int) -> None:
    """After `contracts.voided`: nobody is left with a contract to sign at the provider whose order has ended."""
    for envelope in SignatureEnvelope.objects.filter(contract=contract, status=EnvelopeState.OPEN):
        end_envelope(envelope, provider().cancel(envelope.reference))
