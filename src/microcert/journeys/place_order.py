"""Ordering: a university is drawn and the order is written, or neither."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.allotment.actions import draw
from microcert.allotment.rules import new_order_key
from microcert.consortium.models import TermsVersion
from microcert.consortium.queries import binding_texts, terms_in_force
from microcert.documents.actions import next_number
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.orders import errors
from microcert.orders.actions import place
from microcert.orders.models import Order
from microcert.orders.queries import tariffs_for_individuals, university_to_keep
from microcert.orders.rules import missing_identity
from microcert.people.models import User
from microcert.sessions.models import Session


@action
def place_order(
    buyer: User,
    session: Session,
    tariff_code: str,
    proctoring: str,
    *,
    accepted_terms: str = "",
    accepted_rules: str = "",
    by: User | None,
) -> Order:
    """Draw the university of an order and write it; the contract follows by itself ("orders.placed").

    `accepted_terms` and `accepted_rules` are the hashes of the texts that the buyer was shown; a page always names them,
    so that nobody accepts a text that replaced the one they read. Raises SessionFull, SalesClosed, AlreadyOrdered,
    IdentityIncomplete, TariffUnknown, TermsChanged.
    """
    if missing := missing_identity(buyer):
        raise errors.IdentityIncomplete(_("Le contrat doit vous nommer : complétez votre identité."), field=missing[0])
    tariff = tariffs_for_individuals(session).filter(code=tariff_code).first()
    if tariff is None:
        raise errors.TariffUnknown(
            _("Choisissez l’un des tarifs proposés aux particuliers pour cette formation."), field="tariff"
        )
    if proctoring not in Order.Proctoring.values:
        raise errors.Invalid(_("Choisissez l’une des deux modalités d’évaluation."), field="proctoring")
    terms, house_rules = binding_texts(TermsVersion.Kind.TERMS_OF_SALE, TermsVersion.Kind.INTERNAL_RULES)
    drawn = draw(session, order_key=new_order_key(), by=by, returning=university_to_keep(buyer, session))
    year = clock.today().year
    return place(
        number=f"{year}-{next_number(f'orders-{year}'):06}",
        buyer=buyer,
        session=session,
        tariff=tariff,
        proctoring=proctoring,
        draw=drawn,
        terms_of_sale=as_shown(terms, accepted_terms),
        internal_rules=as_shown(house_rules, accepted_rules),
        by=by,
    )


def accepted_text(kind: TermsVersion.Kind, sha256: str) -> TermsVersion:
    """The text in force, which must be the one whose hash the buyer was shown. Raises TermsChanged."""
    return as_shown(terms_in_force(kind), sha256)


def as_shown(text: TermsVersion, sha256: str) -> TermsVersion:
    """The text itself, if it is the one whose hash the buyer was shown. Raises TermsChanged."""
    if sha256 and sha256 != text.sha256:
        raise errors.TermsChanged(
            _(
                "« %(text)s » : une nouvelle version est en vigueur depuis que vous avez ouvert cette page. Lisez-la avant d’accepter."
            )
            % {"text": text.get_kind_display()}
        )
    return text
