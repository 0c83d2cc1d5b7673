"""A company's order: several seats under one draw, vouchers once it agreed, and the places that learners take of them."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.translation import gettext as _

from microcert.allotment.models import Draw
from microcert.consortium.models import TermsVersion
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.orders import errors, rules
from microcert.orders.models import Company, Instalment, Order, Voucher
from microcert.orders.rules import OrderStatus
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff

from .funding import checked_funding
from .orders import make_chargeable
from .states import locked, move


@action
def place_group(
    *,
    number: str,
    buyer: User,
    session: Session,
    tariff: Tariff,
    draw: Draw,
    company: Company,
    terms_of_sale: TermsVersion,
    internal_rules: TermsVersion,
    by: User,
) -> Order:
    """Write a company's order, whose quote follows by itself ("orders.group_placed"). `company` is not saved yet.

    Raises FundingIncomplete.
    """
    company = checked_funding(company)
    order = Order.objects.create(
        number=number,
        kind=Order.Kind.COMPANY,
        seats=draw.seats,
        buyer=buyer,
        session=session,
        tariff=tariff,
        university=draw.university,
        draw=draw,
        price_cents=tariff.price_cents * draw.seats,
        status=OrderStatus.ASSIGNED,
        # Each learner chooses when taking a place.
        proctoring=Order.Proctoring.REMOTE,
        terms_of_sale=terms_of_sale,
        internal_rules=internal_rules,
    )
    company.order = order
    company.save()
    journal.write("orders.group_placed", order, by=by, seats=order.seats, price_cents=order.price_cents)
    announce("orders.group_placed", order=order.pk)
    return order


@action
def begin_agreement(order: Order, *, by: User) -> Order:
    """The company agreed: its vouchers are there, and the price is due in thirty days. A company has no withdrawal period."""
    order = move(move(locked(order), OrderStatus.SIGNING, by=by), OrderStatus.PENDING, by=by)
    order.chargeable_from = clock.today()
    order.save(update_fields=["chargeable_from"])
    if order.price_cents:
        due_on = clock.today() + timedelta(days=rules.DAYS_TO_PAY)
        Instalment.objects.create(
            order=order,
            number=1,
            due_on=due_on,
            amount_cents=order.price_cents,
            is_funded=order.company.funder_pays,
        )
    Voucher.objects.bulk_create(Voucher(order=order, code=_new_code()) for _seat in range(order.seats))
    return make_chargeable(order, by=by)


def _new_code() -> str:
    signs = "".join(secrets.choice(rules.CODE_SIGNS) for _sign in range(12))
    return rules.voucher_code(signs)


@action
def take_place(
    voucher: Voucher, *, number: str, learner: User, proctoring: str, internal_rules: TermsVersion, by: User
) -> Order:
    """The learner's own order for the place that a voucher opens, at no price. Raises VoucherSpent, AlreadyOrdered."""
    batch = locked(Order(pk=voucher.order_id))
    voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    if voucher.place_id is not None or batch.status not in rules.RUNNING:
        raise errors.VoucherSpent(_("Ce bon a déjà servi, ou la commande de votre entreprise est close."))
    if (
        Order.objects.filter(buyer=learner, session=batch.session, status__in=rules.LIVE, batch=None)
        .exclude(kind=Order.Kind.COMPANY)
        .exists()
        or batch.places.filter(buyer=learner, status__in=rules.LIVE).exists()
    ):
        raise errors.AlreadyOrdered(_("Vous avez déjà une inscription en cours pour cette session."))
    place = Order.objects.create(
        number=number,
        kind=Order.Kind.PLACE,
        batch=batch,
        buyer=learner,
        session=batch.session,
        tariff=batch.tariff,
        university=batch.university,
        price_cents=0,
        status=OrderStatus.COMPLETED,
        proctoring=proctoring,
        terms_of_sale=batch.terms_of_sale,
        internal_rules=internal_rules,
    )
    voucher.place = place
    voucher.save(update_fields=["place"])
    journal.write("orders.place_taken", place, by=by, batch=batch.pk)
    announce("orders.place_taken", order=place.pk)
    return place


@action
def free_place(place: Order, *, by: User | None) -> Voucher:
    """A learner of a company gives the place up: the company gets a new code for somebody else."""
    voucher = Voucher.objects.select_for_update().get(place=place)
    voucher.place, voucher.code = None, _new_code()
    voucher.save(update_fields=["place", "code"])
    journal.write("orders.place_freed", place, by=by)
    return voucher
