"""Who reads and who keeps the ledger. A university sees its own book; the committee sees all and closes the months."""

from __future__ import annotations

import rules

from microcert.consortium.models import University
from microcert.consortium.permissions import holds, holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

READERS = (Role.ADMIN_TEAM, Role.LEGAL_REPRESENTATIVE)
steers = holds(Role.STEERING_COMMITTEE)


@rules.predicate
def reads_there(person: User, university: University | None) -> bool:
    return holds_at(person, university, *READERS)


rules.add_perm("settlement.view_book", reads_there | steers)
rules.add_perm("settlement.audit", steers)
rules.add_perm("settlement.correct", steers)
rules.add_perm("settlement.close_period", steers)
