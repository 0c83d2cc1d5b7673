"""Who pays in somebody's place: the references that they give, and when a training may be paid for by a training account."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from .states import UNPAID, OrderStatus

# A file of the public platform of training accounts is known by digits; how many is not promised, so a range is taken.
_FILE = re.compile(r"[0-9]{6,14}")
# Each funder numbers its agreements in its own way: signs that can be read out, a digit among them.
_REFERENCE = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z ./_-]{3,39}")


class PayerKind(StrEnum):
    """Whose money an instalment is. A funder counts where it pays the university itself; one that pays a company back does not."""

    PERSON = "person"
    COMPANY = "company"
    PUBLIC_EMPLOYER = "public_employer"
    TRAINING_ACCOUNT = "training_account"
    OPCO = "opco"
    OPCO_JOB_SEEKERS = "opco_job_seekers"
    SELF_EMPLOYED_FUND = "self_employed_fund"
    FRANCE_TRAVAIL = "france_travail"
    EUROPE = "europe"
    STATE = "state"
    REGION = "region"
    PUBLIC = "public"


def file_number(text: str) -> str:
    """The number of a file of a training account without its spaces, or "" when it is none."""
    number = "".join(text.split())
    return number if _FILE.fullmatch(number) else ""


def agreement_reference(text: str) -> str:
    """A funder's number of its agreement, in capitals and single spaces, or "" when it is none."""
    reference = " ".join(text.upper().split())
    return reference if _REFERENCE.fullmatch(reference) else ""


def awaits_funder(funder: str, has_agreed: bool, status: OrderStatus) -> bool:
    """A funder was asked, its agreement is not known, and something is left that it could pay."""
    return bool(funder) and not has_agreed and status in UNPAID


def is_registered(registry_number: str, until: date | None, day: date) -> bool:
    """Whether a certification stands in a national register on `day` (Labour code L6323-6).

    Without the last day of its registration nobody knows, and then it does not.
    """
    return bool(registry_number.strip()) and until is not None and day <= until
