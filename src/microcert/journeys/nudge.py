"""A letter from the office to those it awaits: sign, or pay. At most one a day and a person, however often it is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.enrolment.queries.worklist import NUDGED
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.jobs import deliver, enqueue, task
from microcert.orders.models import Order
from microcert.orders.rules import PAYABLE, OrderStatus
from microcert.people.models import User


@action
def nudge_all(orders: Iterable[Order], *, by: User) -> int:
    """Ask for one letter to each of these orders' buyers that somebody awaits; say how many leave."""
    count = 0
    for order in orders:
        if _awaited(order) in NUDGED:
            journal.write("enrolment.nudged", order, by=by)
            enqueue(nudge, key=f"nudge:{order.pk}:{clock.today()}", order=order.pk)
            count += 1
    return count


def _awaited(order: Order) -> OrderStatus:
    """The order's state as the clock says it."""
    status = OrderStatus(order.status)
    has_come = order.chargeable_from is not None and order.chargeable_from <= clock.today()
    return OrderStatus.PENDING_PAYMENT if status == OrderStatus.PENDING and has_come else status


@task
def nudge(order: int) -> None:
    """One letter, by what is awaited when it leaves: what was done meanwhile needs none."""
    awaited = Order.objects.select_related("buyer", "university", "session__version").get(pk=order)
    status = _awaited(awaited)
    if status not in NUDGED:
        return
    with override(awaited.buyer.language):
        is_payment = status in PAYABLE
        text = _(
            "Bonjour,\n\n%(what)s pour « %(title)s ».\n%(address)s\n\nUne question ? %(university)s vous répond : %(email)s."
        ) % {
            "what": _("Une échéance reste à régler") if is_payment else _("Votre contrat attend votre signature"),
            "title": awaited.session.version.title,
            "address": f"{settings.SITE_URL}/espace/commandes/{awaited.number}/",
            "university": awaited.university.name,
            "email": awaited.university.office_email,
        }
        message = EmailMessage(
            _("Votre université attend votre réponse"),
            text,
            to=[awaited.buyer.email],
            reply_to=[awaited.university.office_email],
        )
    deliver(f"nudge:{order}:{clock.today()}", lambda key: message.send())
