"""Who may see and change what about a credential. One table; pages ask `person.has_perm(…, credential)`."""

from __future__ import annotations

import rules

from microcert.consortium.models import University
from microcert.consortium.permissions import holds_at
from microcert.consortium.roles import Role
from microcert.people.models import User

from .models import Credential

# The steering committee is appointed for the whole consortium, or by one university for its own credentials.
STATUS_ROLES = (Role.LEGAL_REPRESENTATIVE, Role.QUALITY_LEAD, Role.STEERING_COMMITTEE)
# Who reads the list of what a university has issued, holders' names included.
REGISTER_ROLES = (Role.LEGAL_REPRESENTATIVE, Role.PEDAGOGICAL_EXPERT, Role.QUALITY_LEAD)


@rules.predicate
def is_holder(person: User, credential: Credential | None) -> bool:
    return credential is not None and person.is_authenticated and credential.file.learner_id == person.pk


@rules.predicate
def answers_for_the_issuer(person: User, credential: Credential | None) -> bool:
    return credential is not None and holds_at(person, credential.issuer, *STATUS_ROLES)


@rules.predicate
def works_for_the_issuer(person: User, credential: Credential | None) -> bool:
    return credential is not None and holds_at(person, credential.issuer, *Role)


@rules.predicate
def answers_for(person: User, university: University | None) -> bool:
    return holds_at(person, university, *STATUS_ROLES)


@rules.predicate
def keeps_the_register(person: User, university: University | None) -> bool:
    return holds_at(person, university, *REGISTER_ROLES)


@rules.predicate
def has_a_public_name(person: User, credential: Credential | None) -> bool:
    return credential is not None and credential.is_name_public


# The files bear the holder's name: they follow the holder's choice. The permanent page itself is everybody's.
rules.add_perm("credentials.download_credential", is_holder | has_a_public_name)
rules.add_perm("credentials.share_credential", is_holder)
rules.add_perm("credentials.change_status_of_credential", answers_for_the_issuer)
rules.add_perm("credentials.know_credential", is_holder | works_for_the_issuer)
rules.add_perm("credentials.view_issued", keeps_the_register)
rules.add_perm("credentials.change_statuses_of", answers_for)
