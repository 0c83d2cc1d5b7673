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
from microcert.foundation.money import in_euros
from microcert.orders import errors
from microcert.orders.actions import place
from microcert.orders.models import AccountFile, Order
from microcert.orders.queries import tariffs_for_individuals, university_to_keep
from microcert.orders.rules import LIVE, file_number, is_registered, missing_identity
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff


@action
def place_order(
    buyer: User,
    session: Session,
    tariff_code: str,
    proctoring: str,
    *,
    accepted_terms: str = "",
    accepted_rules: str = "",
    account_number: str = "",
    account_cents: int = 0,
    by: User | None,
) -> Order:
    """Draw the university of an order and write it; the contract follows by itself ("orders.placed").

    `accepted_terms` and `accepted_rules` are the hashes of the texts that the buyer was shown; a page always names them,
    so that nobody accepts a text that replaced the one they read. `account_number` is the file of a training account (CPF)
    that pays `account_cents` of the price. Raises SessionFull, SalesClosed, AlreadyOrdered, IdentityIncomplete, TariffUnknown,
    TermsChanged, NotRegistered, FundingIncomplete.
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
    has_account = bool(account_number.strip() or account_cents)
    account_file = _account_file(session, tariff, account_number, account_cents) if has_account else None
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
        account_file=account_file,
        by=by,
    )


def _account_file(session: Session, tariff: Tariff, typed: str, amount_cents: int) -> AccountFile:
    """The part that a training account pays: of a registered certification only, whatever a form was made to say."""
    version = session.version
    if not is_registered(version.registry_number, version.registered_until, clock.today()):
        raise errors.NotRegistered(
            _(
                "La certification de cette formation n’est pas enregistrée à ce jour dans un répertoire national : aucun "
                "compte de formation ne peut la financer. Videz ce numéro pour vous inscrire autrement."
            )
        )
    number = file_number(typed)
    if not number:
        raise errors.FundingIncomplete(
            _("Recopiez le numéro du dossier accepté sur la plateforme : de 6 à 14 chiffres, sans lettre."),
            field="account_number",
        )
    if AccountFile.objects.filter(number=number, order__status__in=LIVE).exists():
        raise errors.FundingIncomplete(
            _("Ce dossier finance déjà une inscription en cours : indiquez celui de cette session."),
            field="account_number",
        )
    if not 0 < amount_cents <= tariff.price_cents:
        raise errors.FundingIncomplete(
            _("Indiquez la part financée, de 0,01 € à %(price)s : votre tarif.")
            % {"price": in_euros(tariff.price_cents)},
            field="account_euros",
        )
    return AccountFile(number=number, amount_cents=amount_cents)


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
