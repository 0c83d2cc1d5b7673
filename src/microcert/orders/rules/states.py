"""The states of an order, and what each allows."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class OrderStatus(StrEnum):
    """The life of an order. `PENDING` is the withdrawal period: signed, nothing may be charged yet."""

    DRAFT = "draft"
    ASSIGNED = "assigned"
    TO_SIGN = "to_sign"
    SIGNING = "signing"
    PENDING = "pending"
    PENDING_PAYMENT = "pending_payment"
    FAILED_PAYMENT = "failed_payment"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.DRAFT: frozenset({OrderStatus.ASSIGNED, OrderStatus.CANCELLED}),
    OrderStatus.ASSIGNED: frozenset({OrderStatus.TO_SIGN, OrderStatus.CANCELLED}),
    OrderStatus.TO_SIGN: frozenset({OrderStatus.SIGNING, OrderStatus.CANCELLED}),
    OrderStatus.SIGNING: frozenset({OrderStatus.PENDING, OrderStatus.TO_SIGN, OrderStatus.CANCELLED}),
    OrderStatus.PENDING: frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED}),
    OrderStatus.PENDING_PAYMENT: frozenset(
        {OrderStatus.COMPLETED, OrderStatus.FAILED_PAYMENT, OrderStatus.REFUNDING, OrderStatus.CANCELLED}
    ),
    OrderStatus.FAILED_PAYMENT: frozenset(
        {OrderStatus.PENDING_PAYMENT, OrderStatus.COMPLETED, OrderStatus.REFUNDING, OrderStatus.CANCELLED}
    ),
    OrderStatus.COMPLETED: frozenset({OrderStatus.REFUNDING}),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.REFUNDING: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.REFUNDED: frozenset(),
}

# Orders that hold a seat and count in a university's load.
LIVE = frozenset(OrderStatus) - {OrderStatus.CANCELLED, OrderStatus.REFUNDING, OrderStatus.REFUNDED}

# How long a seat is kept for an order that nobody signs.
DAYS_TO_SIGN = 15

# A contract binds from the signature on: until then the buyer cancels by a click, afterwards by withdrawing.
UNSIGNED = frozenset({OrderStatus.DRAFT, OrderStatus.ASSIGNED, OrderStatus.TO_SIGN, OrderStatus.SIGNING})
PAYABLE = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.FAILED_PAYMENT})
# A job moves a pending order on when its day has come; money is owed from that day, whether the job came or not.
OWING = PAYABLE | {OrderStatus.PENDING}
# Something is still to be paid, now or later: whoever pays it may yet change.
UNPAID = LIVE - {OrderStatus.COMPLETED}
# Under a signed contract whose withdrawal period is over.
RUNNING = PAYABLE | {OrderStatus.COMPLETED}

# What the contract must say of the person (Labour code L6353-4), field by field of the account.
IDENTITY = ("given_names", "family_name", "birth_date", "birth_place", "postal_address")


# How many people a company may enrol at once, and how long it has to pay once it agreed.
MOST_SEATS = 50
DAYS_TO_PAY = 30

# Crockford's alphabet: no letter that is taken for a figure, nothing to mishear.
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def is_siret(text: str) -> bool:
    """Fourteen figures whose Luhn sum is a multiple of ten (INSEE); the Post Office's own, by their plain sum, of five."""
    if not (text.isascii() and text.isdigit() and len(text) == 14):
        return False
    figures = [int(sign) for sign in text]
    doubled = [sum(divmod(2 * figure, 10)) if place % 2 == 0 else figure for place, figure in enumerate(figures)]
    return sum(doubled) % 10 == 0 or (text.startswith("356000000") and sum(figures) % 5 == 0)


def voucher_code(text: str) -> str:
    """A code as it stands in the database, whatever was typed: spaces and hyphens gone, I and L read as 1, O as 0."""
    read = text.upper().translate(str.maketrans("ILO", "110", "- "))
    return "-".join((read[:4], read[4:8], read[8:])) if len(read) == 12 else ""


# An employer pays under an agreement (convention), not under an individual's training contract.
PAID_BY_A_COMPANY = frozenset({"employer"})


def sign_by(placed_on: date, sales_close_on: date) -> date:
    """The last day to sign: the seat is kept fifteen days, and never after sales closed."""
    return min(placed_on + timedelta(days=DAYS_TO_SIGN), sales_close_on)


def may_move(now: OrderStatus | str, then: OrderStatus) -> bool:
    """Whether an order may go from one state to the other."""
    return then in TRANSITIONS[OrderStatus(now)]


def missing_identity(person: object) -> list[str]:
    """The fields that the contract needs and that the account lacks, in the order of the form."""
    return [name for name in IDENTITY if not str(getattr(person, name, "") or "").strip()]


def cancelled_state(status: OrderStatus | str, *, has_to_refund: bool) -> OrderStatus:
    """Where cancelling leads: paid money must come back first."""
    return OrderStatus.REFUNDING if has_to_refund or status == OrderStatus.COMPLETED else OrderStatus.CANCELLED
