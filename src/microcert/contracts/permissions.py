from __future__ import annotations

import rules

from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import Agreement, TrainingContract


@rules.predicate
def is_signatory(person: User, contract: TrainingContract | None) -> bool:
    return contract is not None and contract.order.buyer_id == person.pk


@rules.predicate
def is_at_its_office(person: User, contract: TrainingContract | None) -> bool:
    return contract is not None and holds_at(
        person, contract.order.university, Role.ADMIN_TEAM, Role.LEGAL_REPRESENTATIVE
    )


rules.add_perm("contracts.read_contract", is_signatory | is_at_its_office)
rules.add_perm("contracts.sign_contract", is_signatory)


@rules.predicate
def represents_its_university(person: User, paper: TrainingContract | Agreement | None) -> bool:
    return paper is not None and holds_at(person, paper.order.university, Role.LEGAL_REPRESENTATIVE)


rules.add_perm("contracts.countersign", represents_its_university)
