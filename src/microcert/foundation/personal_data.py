"""How a room declares the personal data that it holds: one `FIELDS` tuple in its `personal_data.py`.

The register of processing, the answer to a request for access, erasure and the retention rules all read these tuples; a
house test fails on a model that points at a person without being declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LegalBasis(StrEnum):
    """Article 6(1) of the GDPR, and its letter."""

    CONSENT = "a"
    CONTRACT = "b"
    LEGAL_OBLIGATION = "c"
    PUBLIC_TASK = "e"
    LEGITIMATE_INTEREST = "f"


class Keep(StrEnum):
    """How long, counted from the last activity unless it says otherwise; the consortium's file gives the years."""

    WHILE_ACCOUNT_LIVES = "account"
    TRAINING_RECORD = "training"  # n years, 5 unless configured
    ATTENDANCE_PROOF = "attendance"  # at least 6 years, 10 with European funds
    ACCOUNTING = "accounting"  # 10 years, Commercial Code L123-22
    CREDENTIAL_LIFE = "credential"  # for life: the credential must stay verifiable
    UNTIL_WITHDRAWN = "consent"  # until the person changes their mind


@dataclass(frozen=True)
class PersonalField:
    """One field that holds personal data or points at a person.

    `model` is the class name within the room, `field` the field's name or `*` for the whole row, `why` one French sentence
    for the public register.
    """

    model: str
    field: str
    why: str
    legal_basis: LegalBasis
    keep: Keep
