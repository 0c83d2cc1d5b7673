"""The training contract of one person: issued, signed with a code, renounced, void."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from microcert.contracts.content import (
    TEMPLATE,
    contract_content,
    countersignature_content,
    evidence_content,
    receipt_content,
)
from microcert.contracts.errors import (
    CodeExpired,
    CodeTooSoon,
    ConsentMissing,
    NotToCountersign,
    NotToSign,
    ResultAltered,
    SalesClosed,
    WithdrawalTooLate,
    WrongCode,
)
from microcert.contracts.models import SignatureCode, SignatureEvidence, TrainingContract, Withdrawal
from microcert.contracts.rules import CODE_LIFE, ContractStatus, EnvelopeState, may_withdraw
from microcert.contracts.signature import Proof
from microcert.documents.actions import keep
from microcert.documents.custody import seal_pdf
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.documents.render import render
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.calendar import withdrawal_last_day
from microcert.foundation.events import announce
from microcert.orders.actions import await_signature
from microcert.orders.models import Order
from microcert.orders.rules import OrderStatus
from microcert.people.models import User

CONSENT = "J’ai lu ce contrat de formation et ses annexes. En saisissant le code reçu, je le signe électroniquement."


def issue(order: Order) -> TrainingContract:
    """Render, seal and keep the contract of an order, then wait for its signature. Repeating it changes nothing.

    The contract stands on the letterhead of the university that the draw assigned (framework, 3). Rendering comes before
    the transaction, which only keeps the result.
    """
    if contract := TrainingContract.objects.filter(order=order).first():
        return contract
    number = f"CF-{order.university.code}-{order.number}"
    title = _("Contrat de formation professionnelle %(number)s") % {"number": number}
    pdf = render("training_contract", contract_content(order, number), letterhead=order.university, title=title)
    # The seal lets the learner's signature follow, should an external provider append it.
    sealed = seal_pdf(pdf, order.university, reason=title, others_follow=True)
    return _keep_contract(order, number, title, sealed)


@action
def _keep_contract(order: Order, number: str, title: str, sealed: bytes) -> TrainingContract:
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if contract := TrainingContract.objects.filter(order=locked).first():
        return contract
    document = _keep(locked, Document.Kind.TRAINING_CONTRACT, number, title, sealed)
    contract = TrainingContract.objects.create(order=locked, number=number, document=document)
    if locked.status == OrderStatus.ASSIGNED:
        await_signature(locked)
    journal.write("contracts.issued", contract, by=None, document=document.sha256)
    announce("contracts.issued", contract=contract.pk)
    return contract


def _keep(order: Order, kind: Document.Kind, number: str, title: str, sealed: bytes) -> Document:
    return keep(
        kind=kind,
        number=number,
        title=title,
        letterhead=order.university,
        subject=journal.key_of(order),
        pdf=sealed,
        template=TEMPLATE,
        framework_version=order.session.version.framework_version,
    )


@action
def send_code(contract: TrainingContract, *, by: User) -> SignatureCode:
    """Send the signatory a six-digit code, good for a quarter of an hour; an earlier one no longer counts."""
    contract = lock_to_sign(contract)
    latest = contract.codes.order_by("-sent_at").first()
    if latest and clock.now() - latest.sent_at < timedelta(minutes=1) and latest.used_at is None:
        raise CodeTooSoon()
    digits = f"{secrets.randbelow(1_000_000):06d}"
    contract.codes.filter(used_at=None).update(expires_at=clock.now())
    code = SignatureCode.objects.create(
        contract=contract, code_hash=_hash(contract, digits), expires_at=clock.now() + CODE_LIFE
    )
    journal.write("contracts.code_sent", contract, by=by)
    # A code lost in a crash costs one click on "send another": it is not worth keeping in clear in a job's row.
    transaction.on_commit(lambda: _mail_code(contract, digits))
    return code


def _hash(contract: TrainingContract, digits: str) -> str:
    return salted_hmac("contracts.signature_code", f"{contract.pk}:{digits}", algorithm="sha256").hexdigest()


def _mail_code(contract: TrainingContract, digits: str) -> None:
    text = _(
        "Bonjour,\n\nVoici le code qui signe votre contrat de formation %(number)s : %(code)s\n\n"
        "Il est valable quinze minutes. Si vous n’avez rien demandé, ne le communiquez à personne."
    )
    subject = _("Votre code de signature")
    send_mail(subject, text % {"number": contract.number, "code": digits}, None, [contract.order.buyer.email])


def lock_to_sign(contract: TrainingContract) -> TrainingContract:
    """The contract, locked, if it waits for a signature while the session still sells."""
    contract = (
        TrainingContract.objects.select_for_update(of=("self",)).select_related("order__session").get(pk=contract.pk)
    )
    if contract.status != ContractStatus.ISSUED or contract.order.status not in (
        OrderStatus.TO_SIGN,
        OrderStatus.SIGNING,
    ):
        raise NotToSign()
    if clock.today() > contract.order.session.sales_close_on:
        raise SalesClosed()
    return contract


def check_code(contract: TrainingContract, digits: str) -> None:
    """Spend a try on the latest code. Committed by itself: a refused signature must not give the try back."""
    code = contract.codes.filter(used_at=None).order_by("-sent_at").first()
    if code is None or code.expires_at <= clock.now() or not code.tries_left:
        raise CodeExpired()
    SignatureCode.objects.filter(pk=code.pk).update(tries_left=F("tries_left") - 1)
    if not constant_time_compare(code.code_hash, _hash(contract, digits.strip().replace(" ", ""))):
        raise WrongCode(code.tries_left - 1)


@action
def sign(
    contract: TrainingContract,
    *,
    code: str,
    has_consented: bool,
    network_address: str | None,
    user_agent: str,
    by: User,
) -> TrainingContract:
    """Record the learner's signature with its evidence. The code has been checked by `check_code`; it is used up here."""
    if not has_consented:
        raise ConsentMissing()
    proof = code_proof(contract, code=code, network_address=network_address, user_agent=user_agent)
    return sign_with_proof(contract, proof=proof, by=by)


def code_proof(contract: TrainingContract, *, code: str, network_address: str | None, user_agent: str) -> Proof:
    """The proof of a signature by a code that `check_code` accepted; `sign_with_proof` uses the code up."""
    buyer = contract.order.buyer
    return Proof(
        signatory=buyer.full_name,
        email=buyer.email,
        signed_at=clock.now(),
        network_address=network_address,
        user_agent=user_agent,
        document_sha256=contract.document.sha256,
        consent_text=CONSENT,
        code_hash=_hash(contract, code.strip().replace(" ", "")),
    )


@action
def sign_with_proof(contract: TrainingContract, *, proof: Proof, by: User) -> TrainingContract:
    """Record the learner's signature, whoever gathered its proof; announced ("contracts.signed").

    The proof must be about this person and this document, and counts once. Raises NotToSign, SalesClosed, CodeExpired,
    ResultAltered. The withdrawal period begins today, when the platform knows of the signature: never to the learner's loss.
    """
    contract = lock_to_sign(contract)
    if proof.email.casefold() != by.email.casefold() or proof.document_sha256 != contract.document.sha256:
        raise ResultAltered()
    _spend(contract, proof)
    evidence = SignatureEvidence.objects.create(
        contract=contract,
        signatory=proof.signatory,
        signed_at=proof.signed_at,
        network_address=proof.network_address,
        user_agent=proof.user_agent[:400],
        document_sha256=proof.document_sha256,
        consent_text=proof.consent_text,
    )
    if proof.pdf:
        _keep_what_came_back(contract, evidence, proof)
    contract.status = ContractStatus.SIGNED
    contract.signed_at = clock.now()
    contract.withdrawal_last_day = withdrawal_last_day(clock.today())
    contract.save(update_fields=["status", "signed_at", "withdrawal_last_day", "signed_document"])
    journal.write("contracts.signed", contract, by=by, document=contract.document.sha256)
    announce("contracts.signed", contract=contract.pk)
    return contract


def _spend(contract: TrainingContract, proof: Proof) -> None:
    """A code or an envelope signs once."""
    if proof.envelope:
        open_one = contract.envelopes.filter(reference=proof.envelope, status=EnvelopeState.OPEN)
        if not open_one.update(status=EnvelopeState.SIGNED, ended_at=clock.now()):
            raise NotToSign()
        return
    used = contract.codes.filter(used_at=None, code_hash=proof.code_hash, expires_at__gt=clock.now())
    if not used.update(used_at=clock.now()):
        raise CodeExpired()


def _keep_what_came_back(contract: TrainingContract, evidence: SignatureEvidence, proof: Proof) -> None:
    """The provider's signed file is the signed copy, as it came; its record of proof stands beside it."""
    title = _("Contrat de formation signé %(number)s") % {"number": contract.number}
    contract.signed_document = _keep(contract.order, Document.Kind.SIGNED_CONTRACT, contract.number, title, proof.pdf)
    title = _("Dossier de preuve de la signature %(number)s") % {"number": contract.number}
    evidence.record = _keep(contract.order, Document.Kind.SIGNATURE_RECORD, contract.number, title, proof.record)
    evidence.save(update_fields=["record"])


def keep_signed_copy(contract: TrainingContract) -> Document:
    """Render and keep the signed copy: the contract with its final dates and the proof of signature."""
    if contract.signed_document:
        return contract.signed_document
    order = contract.order
    title = _("Contrat de formation signé %(number)s") % {"number": contract.number}
    pages = contract_content(order, contract.number) | {"evidence": evidence_content(contract)}
    sealed = seal_pdf(
        render("training_contract", pages, letterhead=order.university, title=title), order.university, title
    )
    return _keep_signed_copy(contract, title, sealed)


@action
def _keep_signed_copy(contract: TrainingContract, title: str, sealed: bytes) -> Document:
    document = _keep(contract.order, Document.Kind.SIGNED_CONTRACT, contract.number, title, sealed)
    TrainingContract.objects.filter(pk=contract.pk).update(signed_document=document)
    return document


@action
def countersign(contract: TrainingContract, *, by: User) -> TrainingContract:
    """The university's legal representative signs a contract that the learner signed; announced ("contracts.countersigned").

    Repeating it changes nothing. Raises NotToCountersign for a contract that nobody signed, or that was renounced.
    """
    contract = TrainingContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if contract.countersigned_at:
        return contract
    if contract.status != ContractStatus.SIGNED:
        raise NotToCountersign()
    contract.countersigned_at = clock.now()
    contract.countersigned_by = by
    contract.save(update_fields=["countersigned_at", "countersigned_by"])
    journal.write("contracts.countersigned", contract, by=by, document=contract.document.sha256)
    announce("contracts.countersigned", contract=contract.pk)
    return contract


def keep_countersigned_copy(contract: TrainingContract) -> Document:
    """Render and keep the copy that both parties signed; the seal names who signed for the university."""
    if contract.countersigned_document:
        return contract.countersigned_document
    order = contract.order
    title = _("Contrat de formation signé des deux parties %(number)s") % {"number": contract.number}
    if contract.signed_document and contract.evidence.record:
        # A provider signed the file itself: the university's signature is appended to it, nothing is rendered again.
        signed = content(contract.signed_document)
        sealed = seal_pdf(signed, order.university, reason=_signed_for(contract), field_name="Contreseing")
    else:
        pages = contract_content(order, contract.number) | {
            "evidence": evidence_content(contract),
            "countersignature": countersignature_content(contract),
        }
        pdf = render("training_contract", pages, letterhead=order.university, title=title)
        sealed = seal_pdf(pdf, order.university, reason=_signed_for(contract))
    return _keep_countersigned_copy(contract, title, sealed)


def _signed_for(contract: TrainingContract) -> str:
    assert contract.countersigned_by is not None  # set with the moment that was asked for
    return _("Signé pour l’université par %(name)s") % {"name": contract.countersigned_by.full_name}


@action
def _keep_countersigned_copy(contract: TrainingContract, title: str, sealed: bytes) -> Document:
    document = _keep(contract.order, Document.Kind.COUNTERSIGNED_CONTRACT, contract.number, title, sealed)
    TrainingContract.objects.filter(pk=contract.pk).update(countersigned_document=document)
    return document


@action
def withdraw(contract: TrainingContract, *, by: User) -> Withdrawal:
    """Renounce the contract within the legal period (Consumer code L221-18 and L221-21)."""
    contract = TrainingContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if contract.status != ContractStatus.SIGNED or not may_withdraw(clock.today(), contract.withdrawal_last_day):
        raise WithdrawalTooLate(contract.withdrawal_last_day)
    contract.status = ContractStatus.WITHDRAWN
    contract.save(update_fields=["status"])
    withdrawal = Withdrawal.objects.create(contract=contract)
    journal.write("contracts.withdrawn", contract, by=by)
    announce("contracts.withdrawn", contract=contract.pk)
    return withdrawal


@action
def void(contract: TrainingContract, *, by: User | None) -> None:
    """The order ended before signature: the contract can no longer be signed. Announced ("contracts.voided")."""
    contract = TrainingContract.objects.select_for_update().get(pk=contract.pk)
    if contract.status != ContractStatus.ISSUED:
        raise NotToSign()
    contract.status = ContractStatus.VOID
    contract.save(update_fields=["status"])
    journal.write("contracts.voided", contract, by=by)
    announce("contracts.voided", contract=contract.pk)


def keep_receipt(withdrawal: Withdrawal) -> Document:
    """The durable acknowledgement of a withdrawal, with its content, date and time (L221-21, D221-5)."""
    if withdrawal.receipt:
        return withdrawal.receipt
    contract = withdrawal.contract
    title = _("Accusé de réception de rétractation %(number)s") % {"number": contract.number}
    pdf = render("withdrawal_receipt", receipt_content(withdrawal), letterhead=contract.order.university, title=title)
    return _keep_receipt(withdrawal, title, seal_pdf(pdf, contract.order.university, title))


@action
def _keep_receipt(withdrawal: Withdrawal, title: str, sealed: bytes) -> Document:
    contract = withdrawal.contract
    document = _keep(contract.order, Document.Kind.WITHDRAWAL_RECEIPT, contract.number, title, sealed)
    Withdrawal.objects.filter(pk=withdrawal.pk).update(receipt=document)
    return document
