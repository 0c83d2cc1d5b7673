"""What a training contract says: every mention that the law asks for, as plain data for the template.

Labour code L6353-4 lists the mentions required on pain of nullity; each key below names the one that it serves.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.consortium.models import LegalVisa, TermsVersion
from microcert.foundation import clock
from microcert.foundation.calendar import first_debit_on, withdrawal_last_day
from microcert.orders.models import Company, Order
from microcert.orders.queries import funded_cents, payer_of
from microcert.orders.rules import DAYS_TO_PAY, payment_schedule
from microcert.sessions.models import Session
from microcert.trainings.models import ACTIVITY_LABELS

from .models import Agreement, TrainingContract, Withdrawal

TEMPLATE = "training_contract@2026-1"

# What the buyer ticks, by text; the pages that ask for it and the document that keeps it say the same.
ACCEPTED_WORDS = {
    TermsVersion.Kind.TERMS_OF_SALE: gettext_lazy("J’accepte les conditions générales de vente"),
    TermsVersion.Kind.INTERNAL_RULES: gettext_lazy("J’accepte le règlement intérieur"),
}


def signature_day(order: Order) -> date:
    contract = TrainingContract.objects.filter(order=order).first()
    return localtime(contract.signed_at).date() if contract and contract.signed_at else clock.today()


def euros(amount: int) -> str:
    return f"{amount // 100:,}".replace(",", "\u00a0") + (f",{amount % 100:02d}" if amount % 100 else "") + "\u00a0€"


def hours(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole}\u00a0h" + (f"\u00a0{rest:02d}" if rest else "")


def contract_content(order: Order, number: str) -> dict[str, Any]:
    """The content of the contract of `order`, in French, dates and amounts written out."""
    session, version, university = order.session, order.session.version, order.university
    buyer = order.buyer
    # Until it is signed, a contract shows the dates that hold if it is signed on the day it is issued.
    signed_on = signature_day(order)
    return {
        "number": number,
        "order_number": order.number,
        "issued_on": date_format(signed_on, "j F Y"),
        "university": {
            "representative": university.legal_representative_name,
            "representative_title": university.legal_representative_title,
            "dpo": university.dpo_contact,
            "disability": f"{university.disability_contact_name}, {university.disability_contact_email}",
        },
        "learner": {
            "name": buyer.full_name,
            "birth": _birth(order),
            "address": buyer.postal_address.splitlines(),
            "email": buyer.email,
        },
        "training": _training(order),
        "schedule_of_training": _calendar(session),
        "rules": version.rules.stated(),
        "price": euros(order.price_cents),
        "tariff": order.tariff.label,
        "instalments": [
            {"number": due.number, "on": date_format(due.due_on, "j F Y"), "amount": euros(due.amount)}
            for due in payment_schedule(
                order.price_cents,
                chargeable_from=first_debit_on(signed_on),
                starts_on=session.starts_on,
                ends_on=session.ends_on,
                funded=funded_cents(order),
            )
            if not due.is_funded
        ],
        "funding": _funding(order),
        "withdrawal_example": date_format(withdrawal_last_day(signed_on), "l j F Y"),
        "proctoring": order.get_proctoring_display(),
        "is_remote_proctoring": order.proctoring == Order.Proctoring.REMOTE,
        "terms_of_sale": _terms(order.terms_of_sale),
        "internal_rules": _terms(order.internal_rules),
        "framework_version": version.framework_version.version,
        "visas": [
            f"{visa.reference} : {visa.title}"
            for visa in LegalVisa.objects.filter(framework=version.framework_version)
            if "contract" in visa.applies_to
        ],
    }


def _funding(order: Order) -> dict[str, str]:
    """The part that a training account pays, or nothing: it is owed by its funder, not by the learner."""
    payer = payer_of(order)
    if payer is None:
        return {}
    return {"name": payer.name, "number": payer.reference, "amount": euros(funded_cents(order))}


def _birth(order: Order) -> str:
    buyer = order.buyer
    if buyer.birth_date is None:
        return ""
    return _("%(date)s à %(place)s") % {"date": date_format(buyer.birth_date, "j F Y"), "place": buyer.birth_place}


def _terms(terms: Any) -> str:
    return _("version %(version)s, empreinte %(hash)s") % {"version": terms.version, "hash": terms.sha256[:16]}


def _training(order: Order) -> dict[str, Any]:
    version, session = order.session.version, order.session
    by_kind: dict[str, int] = {}
    for activity in version.activities.all():
        by_kind[activity.kind] = by_kind.get(activity.kind, 0) + activity.minutes
    competencies = version.competency_framework.competencies.all()
    return {
        "title": version.title,
        "aim": version.get_aim_display(),
        "objective": version.description,
        "producer": version.training.producer.name,
        "duration": hours(version.minutes),
        "starts_on": date_format(session.starts_on, "j F Y"),
        "ends_on": date_format(session.ends_on, "j F Y"),
        "headcount": session.capacity,
        "registry_number": version.registry_number,
        "audience": version.audience,
        "prerequisites": version.prerequisites,
        "equipment": version.equipment,
        "programme": [
            {"title": unit.title, "activities": [a.title for a in unit.activities.all()]}
            for unit in version.units.all()
        ],
        "means": [f"{ACTIVITY_LABELS[kind]} : {hours(minutes)}" for kind, minutes in by_kind.items()],  # type: ignore[index]
        "competencies": [f"{each.code}. {each.title}" for each in competencies],
        "trainers": [f"{version.expert_name}, {version.expert_title}"]
        + [f"{member['name']}, {member['title']}" for member in version.team],
    }


def _calendar(session: Session) -> list[dict[str, str]]:
    return [
        {"on": date_format(localtime(event.starts_at), "j F Y, H:i"), "title": event.title}
        for event in session.events.all()
    ]


def evidence_content(contract: TrainingContract) -> dict[str, str]:
    """The proof of a signature, as it is printed on the signed copy."""
    evidence = contract.evidence
    assert contract.withdrawal_last_day is not None  # set by the signature that the evidence proves
    return {
        "signatory": evidence.signatory,
        "signed_at": date_format(localtime(evidence.signed_at), "j F Y, H:i:s"),
        "network_address": evidence.network_address or "",
        "document_sha256": evidence.document_sha256,
        "consent_text": evidence.consent_text,
        "withdrawal_last_day": date_format(contract.withdrawal_last_day, "l j F Y"),
    }


def countersignature_content(paper: TrainingContract | Agreement) -> dict[str, str]:
    """Who signed for the university, and when."""
    assert paper.countersigned_at is not None and paper.countersigned_by is not None
    return {
        "by": paper.countersigned_by.full_name,
        "title": paper.order.university.legal_representative_title,
        "at": date_format(localtime(paper.countersigned_at), "j F Y, H:i:s"),
    }


def quote_content(order: Order) -> dict[str, Any]:
    """What a quote to a company says; accepted, it stands for the agreement (Labour code D6353-1)."""
    session, version, company = order.session, order.session.version, order.company
    minutes = {False: 0, True: 0}
    for activity in version.activities.all():
        minutes[activity.is_synchronous] += activity.minutes
    return {
        "order_number": order.number,
        "issued_on": date_format(clock.today(), "j F Y"),
        "valid_until": date_format(order.sign_by, "j F Y"),
        "university": {
            "representative": order.university.legal_representative_name,
            "representative_title": order.university.legal_representative_title,
            "dpo": order.university.dpo_contact,
        },
        "company": {
            "name": company.name,
            "siret": company.siret,
            "address": company.address.splitlines(),
            "contact": company.contact_name,
        },
        "funder": _funder(company),
        "training": _training(order),
        "schedule_of_training": _calendar(session),
        "rules": version.rules.stated(),
        "remote": {"synchronous": hours(minutes[True]), "asynchronous": hours(minutes[False])},
        "seats": order.seats,
        "unit_price": euros(order.tariff.price_cents),
        "price": euros(order.price_cents),
        "days_to_pay": DAYS_TO_PAY,
        "terms_of_sale": _terms(order.terms_of_sale),
        "internal_rules": _terms(order.internal_rules),
        "framework_version": version.framework_version.version,
    }


def _funder(company: Company) -> str:
    """Who funds the company: a request is told as one, an agreement with its number and who pays."""
    if not company.funder:
        return ""
    words = {
        "kind": company.get_funder_display(),
        "name": company.funder_name,
        "number": company.funder_reference,
    }
    if not company.funder_agreed:
        return (
            _("%(kind)s : %(name)s. Demande en cours, sans accord à ce jour : l’entreprise reste redevable du prix.")
            % words
        )
    if company.funder_pays:
        return (
            _(
                "%(kind)s : %(name)s, accord n° %(number)s. Il règle lui-même, la facture lui est adressée (subrogation)."
            )
            % words
        )
    return (
        _("%(kind)s : %(name)s, accord n° %(number)s. L’entreprise règle et se fait rembourser par son financeur.")
        % words
    )


def agreement_content(agreement: Agreement) -> dict[str, Any]:
    """The same, with the acceptance that makes it an agreement."""
    assert agreement.accepted_at is not None  # an agreement is established once accepted
    return quote_content(agreement.order) | {
        "quote": agreement.number,
        "acceptance": {
            "by": agreement.accepted_by,
            "at": date_format(localtime(agreement.accepted_at), "j F Y, H:i:s"),
            "network_address": agreement.network_address or "",
            "consent_text": agreement.consent_text,
            "document_sha256": agreement.quote.sha256,
            "purchase_order": agreement.purchase_order,
        },
    }


def accepted_texts(order: Order) -> list[TermsVersion]:
    """A company accepts the terms of sale, a learner who brings its voucher the internal rules, an individual both."""
    if order.is_company:
        return [order.terms_of_sale]
    return [order.internal_rules] if order.kind == Order.Kind.PLACE else [order.terms_of_sale, order.internal_rules]


def acceptance_content(order: Order) -> dict[str, Any]:
    """Who accepted which version of which text, when and with which words (Civil code 1119 and 1127-2)."""
    buyer = order.buyer
    return {
        "order_number": order.number,
        "person": {"name": buyer.full_name, "email": buyer.email},
        "company": f"{order.company.name}, SIRET {order.company.siret}" if order.is_company else "",
        "training": order.session.version.title,
        "accepted_at": date_format(localtime(order.placed_at), "j F Y, H:i:s"),
        "texts": [
            {
                "title": text.get_kind_display(),
                "version": text.version,
                "published_on": date_format(text.published_on, "j F Y"),
                "sha256": text.sha256,
                "consent": str(ACCEPTED_WORDS[TermsVersion.Kind(text.kind)]),
            }
            for text in accepted_texts(order)
        ],
    }


def receipt_content(withdrawal: Withdrawal) -> dict[str, Any]:
    """What the acknowledgement of a withdrawal says (Consumer code D221-5)."""
    contract, buyer = withdrawal.contract, withdrawal.contract.order.buyer
    return {
        "number": contract.number,
        "learner": {"name": buyer.full_name, "address": buyer.postal_address.splitlines(), "email": buyer.email},
        "training": contract.order.session.version.title,
        "signed_on": date_format(localtime(contract.signed_at), "j F Y"),
        "confirmed_at": date_format(localtime(withdrawal.confirmed_at), "j F Y, H:i:s"),
        "price": euros(contract.order.price_cents),
    }
