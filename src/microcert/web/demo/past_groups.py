"""A company's order of the months before, which its funder paid: so that statements show a payer that is not the buyer."""

from __future__ import annotations

from datetime import date

from microcert.consortium.models import TermsVersion
from microcert.consortium.queries import terms_in_force
from microcert.contracts.actions.agreements import establish_quote
from microcert.journeys.enrol_group import agree, place_group
from microcert.orders.actions import take_transfer
from microcert.orders.models import Company, Order
from microcert.orders.queries import tariffs_for_companies
from microcert.orders.rules import UNSIGNED
from microcert.orders.statement import Credit
from microcert.people.models import User
from microcert.sessions.models import Session

SEATS = 2


def company() -> Company:
    """A fictional one; the first nine figures of its SIRET are nobody's."""
    return Company(
        name="Les Ateliers du Val",
        siret="00012345600014",
        address="4 quai des Tanneurs\n35000 Hauterive",
        contact_name="Gaëlle Ridel, responsable formation",
        funder=Company.Funder.OPCO,
        funder_name="OPCO Exemple",
        funder_agreed=True,
        funder_reference="EX-2026 / 0042",
        funder_pays=True,
        funder_address="9 rue des Métiers\n75000 Paris",
    )


def sold_to_a_company(session: Session, person: User) -> Order | None:
    """Quoted and accepted; None where the training has no tariff for companies. Repeated, it goes on where it stopped."""
    tariff = tariffs_for_companies(session).first()
    if tariff is None:
        return None
    order = Order.objects.filter(session=session, buyer=person).first()
    if order is None:
        terms = terms_in_force(TermsVersion.Kind.TERMS_OF_SALE).sha256
        order = place_group(person, session, tariff.code, SEATS, company(), accepted_terms=terms, by=person)
    quote = establish_quote(order)
    order.refresh_from_db()
    if order.status in UNSIGNED:
        order = agree(quote, purchase_order="", network_address=None, user_agent="", by=person)
    return order


def paid_by_its_funder(order: Order, day: date, person: User) -> None:
    """The funder's transfer, as the university's bank tells of it."""
    credit = Credit(
        key=f"opco-{order.number}",
        bank_reference="",
        booked_on=day,
        amount_cents=order.price_cents,
        currency="EUR",
        payer="OPCO EXEMPLE",
        wording=order.number,
    )
    take_transfer(credit, university=order.university, by=person)
