"""A company enrols several people: one draw and one agreement, then a place for each learner who brings a voucher."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.allotment.actions import draw_batch
from microcert.allotment.rules import new_order_key
from microcert.consortium.models import TermsVersion
from microcert.contracts import actions as contracts
from microcert.contracts.models import Agreement
from microcert.documents.actions import next_number
from microcert.enrolment.actions import open_file
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.orders import actions as orders
from microcert.orders import errors
from microcert.orders.models import Company, Order, Voucher
from microcert.orders.queries import tariffs_for_companies
from microcert.orders.rules import MOST_SEATS, is_siret, missing_identity
from microcert.people.models import User
from microcert.sessions.models import Session

from .place_order import accepted_text


@action
def place_group(
    buyer: User, session: Session, tariff_code: str, seats: int, company: Company, *, accepted_terms: str, by: User
) -> Order:
    """Draw one university for all the seats and write the order; its quote follows by itself.

    Raises SessionFull, SalesClosed, TariffUnknown, CompanyIncomplete, TermsChanged.
    """
    if not is_siret(company.siret):
        raise errors.CompanyIncomplete(_("Ce SIRET n’existe pas : recopiez ses quatorze chiffres."), field="siret")
    if not 1 <= seats <= MOST_SEATS:
        raise errors.CompanyIncomplete(
            _("Une commande groupée compte de 1 à %(most)s places.") % {"most": MOST_SEATS}, field="seats"
        )
    tariff = tariffs_for_companies(session).filter(code=tariff_code).first()
    if tariff is None:
        raise errors.TariffUnknown(_("Choisissez l’un des tarifs proposés aux entreprises."), field="tariff")
    drawn = draw_batch(session, order_key=new_order_key(), seats=seats, by=by)
    return orders.place_group(
        number=new_number(),
        buyer=buyer,
        session=session,
        tariff=tariff,
        draw=drawn,
        company=company,
        terms_of_sale=accepted_text(TermsVersion.Kind.TERMS_OF_SALE, accepted_terms),
        internal_rules=accepted_text(TermsVersion.Kind.INTERNAL_RULES, ""),
        by=by,
    )


@action
def agree(
    agreement: Agreement, *, purchase_order: str, network_address: str | None, user_agent: str, by: User
) -> Order:
    """The company accepts its quote: the agreement stands, the price is due in thirty days, the vouchers are there."""
    agreement = contracts.accept_quote(
        agreement, purchase_order=purchase_order, network_address=network_address, user_agent=user_agent, by=by
    )
    return orders.begin_agreement(agreement.order, by=by)


@action
def redeem(voucher: Voucher, learner: User, proctoring: str, *, accepted_rules: str, by: User) -> LearnerFile:
    """A learner takes a place: nothing to pay, nothing to sign but the internal rules. Raises VoucherSpent, AlreadyOrdered."""
    if missing := missing_identity(learner):
        raise errors.IdentityIncomplete(_("Le dossier doit vous nommer : complétez votre identité."), field=missing[0])
    if proctoring not in Order.Proctoring.values:
        raise errors.Invalid(_("Choisissez l’une des deux modalités d’évaluation."), field="proctoring")
    if clock.today() > voucher.order.session.ends_on:
        raise errors.VoucherSpent(_("Cette session est terminée : ce bon ne peut plus servir."))
    place = orders.take_place(
        voucher,
        number=new_number(),
        learner=learner,
        proctoring=proctoring,
        internal_rules=accepted_text(TermsVersion.Kind.INTERNAL_RULES, accepted_rules),
        by=by,
    )
    return open_file(place, by=by)


def new_number() -> str:
    year = clock.today().year
    return f"{year}-{next_number(f'orders-{year}'):06}"
