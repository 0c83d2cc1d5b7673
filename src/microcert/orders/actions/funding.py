"""Who pays for a company: asked for, agreed with a reference, paying the university itself or not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.orders import errors, rules
from microcert.orders.models import Company, Order
from microcert.people.models import User

from .states import locked


def checked_funding(company: Company) -> Company:
    """The company, its funder's reference in its usual form. Raises FundingIncomplete at the field that lacks something."""
    if not company.funder:
        company.funder_name = company.funder_reference = company.funder_address = ""
        company.funder_agreed = company.funder_pays = False
        return company
    if not company.funder_name:
        raise errors.FundingIncomplete(
            _("Nommez le financeur, ou choisissez « L’entreprise elle-même »."), field="funder_name"
        )
    if not company.funder_agreed:
        _refuse_what_supposes_an_agreement(company)
        return company
    company.funder_reference = _reference(company.funder_reference)
    if company.funder_pays and not company.funder_address.strip():
        raise errors.FundingIncomplete(
            _("Donnez l’adresse du financeur : la facture lui est adressée."), field="funder_address"
        )
    return company


def _reference(typed: str) -> str:
    if reference := rules.agreement_reference(typed):
        return reference
    raise errors.FundingIncomplete(
        _(
            "Recopiez le numéro qui figure sur l’accord du financeur : de 4 à 40 lettres, chiffres ou tirets, dont un "
            "chiffre au moins. Sans accord encore, décochez « Le financeur a donné son accord »."
        ),
        field="funder_reference",
    )


def _refuse_what_supposes_an_agreement(company: Company) -> None:
    if company.funder_reference.strip():
        raise errors.FundingIncomplete(
            _("Cochez « Le financeur a donné son accord », ou videz ce champ : un numéro se donne avec l’accord."),
            field="funder_reference",
        )
    if company.funder_pays:
        raise errors.FundingIncomplete(
            _("Sans accord du financeur, la facture est adressée à l’entreprise : décochez, ou indiquez l’accord."),
            field="funder_pays",
        )


@action
def record_agreement_of_funder(order: Order, *, reference: str, pays: bool, address: str, by: User) -> Company:
    """The funder agreed after the request: what is not yet paid is its own where it pays. Raises FundingIncomplete, WrongMoment."""
    order = locked(order)
    company = order.company
    if not rules.awaits_funder(company.funder, company.funder_agreed, rules.OrderStatus(order.status)):
        raise errors.WrongMoment(_("Il n’y a pas d’accord de financeur à enregistrer pour cette commande."))
    company.funder_agreed, company.funder_reference = True, reference
    company.funder_pays, company.funder_address = pays, address
    checked_funding(company).save()
    order.instalments.filter(paid_at=None).update(is_funded=pays)
    journal.write("orders.funder_agreed", order, by=by, pays=pays)
    return company
