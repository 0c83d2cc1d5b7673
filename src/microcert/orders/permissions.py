"""Who may see and pay an order."""

from __future__ import annotations

import rules

from microcert.consortium.models import University
from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import Order

PAPER_READERS = (Role.ADMIN_TEAM, Role.SUPPORT)


@rules.predicate
def is_buyer(person: User, order: Order | None) -> bool:
    return order is not None and order.buyer_id == person.pk


@rules.predicate
def is_at_its_office(person: User, order: Order | None) -> bool:
    return order is not None and holds_at(person, order.university, *PAPER_READERS)


@rules.predicate
def keeps_its_accounts(person: User, university: University | None) -> bool:
    return holds_at(person, university, Role.ADMIN_TEAM)


rules.add_perm("orders.keep_accounts", keeps_its_accounts)
rules.add_perm("orders.view_order", is_buyer | is_at_its_office)
rules.add_perm("orders.pay_order", is_buyer)
rules.add_perm("orders.cancel_order", is_buyer)
rules.add_perm("orders.run_group", is_buyer)
