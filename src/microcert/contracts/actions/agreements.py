"""A company's quote and agreement: rendered outside transactions, kept once; an accepted quote stands for the agreement."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.contracts.content import agreement_content, countersignature_content, quote_content
from microcert.contracts.errors import NotToAccept, NotToCountersign
from microcert.contracts.models import Agreement
from microcert.documents.actions import establish
from microcert.documents.models import Document
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.orders.actions import await_signature
from microcert.orders.models import Order
from microcert.orders.rules import RUNNING, OrderStatus
from microcert.people.models import User

CONSENT = "J’accepte ce devis au nom de l’entreprise ; il vaut convention de formation. J’ai pouvoir de l’engager."


@override("fr")
def establish_quote(order: Order) -> Agreement:
    """The quote of a company's order; the one that stands is returned as it is."""
    if agreement := Agreement.objects.filter(order=order).first():
        return agreement
    number = f"D-{order.university.code}-{order.number}"
    quote = _establish(order, Document.Kind.QUOTE, number, f"Devis {number}", quote_content(order))
    return _keep_quote(order, number, quote)


@action
def _keep_quote(order: Order, number: str, quote: Document) -> Agreement:
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if agreement := Agreement.objects.filter(order=locked).first():
        return agreement
    agreement = Agreement.objects.create(order=locked, number=number, quote=quote)
    if locked.status == OrderStatus.ASSIGNED:
        await_signature(locked)
    journal.write("contracts.quoted", agreement, by=None, document=quote.sha256)
    announce("contracts.quoted", agreement=agreement.pk)
    return agreement


@action
def accept_quote(
    agreement: Agreement, *, purchase_order: str, network_address: str | None, user_agent: str, by: User
) -> Agreement:
    """The company accepts: who, when, from where, which words. Announced ("contracts.agreed"). Raises NotToAccept."""
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("order", "quote").get(pk=agreement.pk)
    if agreement.accepted_at or agreement.order.status != OrderStatus.TO_SIGN:
        raise NotToAccept()
    agreement.purchase_order = purchase_order
    agreement.accepted_at = clock.now()
    agreement.accepted_by = by.full_name
    agreement.network_address = network_address
    agreement.user_agent = user_agent[:400]
    agreement.consent_text = CONSENT
    agreement.save()
    journal.write("contracts.agreed", agreement, by=by, document=agreement.quote.sha256)
    announce("contracts.agreed", agreement=agreement.pk)
    return agreement


@override("fr")
def establish_agreement(agreement: Agreement) -> Document:
    """The agreement of an accepted quote, with how it was accepted."""
    if agreement.document:
        return agreement.document
    order = agreement.order
    number = f"CV-{order.university.code}-{order.number}"
    content = agreement_content(agreement)
    title = f"Convention de formation {number}"
    document = _establish(order, Document.Kind.TRAINING_AGREEMENT, number, title, content)
    Agreement.objects.filter(pk=agreement.pk).update(document=document)
    return document


@action
def countersign_agreement(agreement: Agreement, *, by: User) -> Agreement:
    """The university's legal representative signs an agreement; announced ("contracts.agreement_countersigned").

    The agreement binds since the quote was accepted (decision 0034); this adds the university's own signature. Repeating
    it changes nothing. Raises NotToCountersign while it is not established, and once its order has ended.
    """
    agreement = (
        Agreement.objects.select_for_update(of=("self",)).select_related("order", "document").get(pk=agreement.pk)
    )
    if agreement.countersigned_at:
        return agreement
    if agreement.accepted_at is None or agreement.document is None or agreement.order.status not in RUNNING:
        raise NotToCountersign()
    agreement.countersigned_at = clock.now()
    agreement.countersigned_by = by
    agreement.save(update_fields=["countersigned_at", "countersigned_by"])
    journal.write("contracts.agreement_countersigned", agreement, by=by, document=agreement.document.sha256)
    announce("contracts.agreement_countersigned", agreement=agreement.pk)
    return agreement


@override("fr")
def keep_countersigned_agreement(agreement: Agreement) -> Document:
    """Render and keep the agreement that both parties signed; the seal names who signed for the university."""
    if agreement.countersigned_document:
        return agreement.countersigned_document
    assert agreement.document is not None and agreement.countersigned_by is not None  # `countersign_agreement` asked
    document = _establish(
        agreement.order,
        Document.Kind.COUNTERSIGNED_AGREEMENT,
        agreement.document.number,
        _("Convention de formation signée des deux parties %(number)s") % {"number": agreement.document.number},
        agreement_content(agreement) | {"countersignature": countersignature_content(agreement)},
        template=Document.Kind.TRAINING_AGREEMENT.value,
        reason=_("Signé pour l’université par %(name)s") % {"name": agreement.countersigned_by.full_name},
    )
    Agreement.objects.filter(pk=agreement.pk).update(countersigned_document=document)
    return document


def _establish(
    order: Order, kind: Document.Kind, number: str, title: str, content: dict[str, object], **how: str
) -> Document:
    return establish(
        kind,
        number,
        title,
        content,
        letterhead=order.university,
        subject=journal.key_of(order),
        framework_version=order.session.version.framework_version,
        **how,
    )
