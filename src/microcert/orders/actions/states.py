"""The row of an order, locked, and the only place that writes its status."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.foundation import journal
from microcert.orders import errors, rules
from microcert.orders.models import STATUS_LABELS, Order
from microcert.orders.rules import OrderStatus
from microcert.people.models import User


def locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("session").get(pk=order.pk)


def move(order: Order, then: OrderStatus, *, by: User | None, **facts: object) -> Order:
    """From one state to the next, journaled. Raises WrongMoment where the rules know no such step."""
    if not rules.may_move(order.status, then):
        raise errors.WrongMoment(
            _("L’inscription %(number)s est à l’étape « %(now)s » : elle ne peut pas passer à « %(then)s ».")
            % {
                "number": order.number,
                "now": STATUS_LABELS[OrderStatus(order.status)],
                "then": STATUS_LABELS[then],
            }
        )
    journal.write(f"orders.{then}", order, by=by, was=str(order.status), **facts)
    order.status = then
    order.save(update_fields=["status"])
    return order
