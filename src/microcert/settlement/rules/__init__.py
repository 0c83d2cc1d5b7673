"""Pure rules of the ledger: accounts, what a payment or a refund moves, and how what is collected is shared.

Every movement debits one account and credits another for the same amount within one university's book, so debit equals credit
whatever is written. Royalties and platform fees follow what a university has collected net of refunds in a session: each event
moves them to where that net puts them, so rounding never adds up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from microcert.foundation.money import Cents, share


class Account(StrEnum):
    """The chart of accounts, by the numbers of the French general chart (plan comptable général)."""

    BANK = "512"
    SUSPENSE = "471"
    INCOME = "706"
    ROYALTY_COST = "6511"
    ROYALTY_OWED = "4671"
    ROYALTY_DUE = "4672"
    ROYALTY_INCOME = "7511"
    PAYMENT_FEE_COST = "627"
    PAYMENT_FEE_OWED = "4011"
    PLATFORM_FEE_COST = "6226"
    PLATFORM_FEE_OWED = "4012"


class Kind(StrEnum):
    """What an entry tells of."""

    PAYMENT = "payment"
    REFUND = "refund"
    SURPLUS = "surplus"


class PeriodStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


# A closed month stays closed: whatever is to be mended becomes a counter-entry in the month that is open.
TRANSITIONS: dict[PeriodStatus, frozenset[PeriodStatus]] = {
    PeriodStatus.OPEN: frozenset({PeriodStatus.CLOSED}),
    PeriodStatus.CLOSED: frozenset(),
}


@dataclass(frozen=True)
class Rates:
    """Percentages that hold for a whole session. Raises ValueError where more than everything would be given away."""

    royalty: Decimal
    platform: Decimal
    payment: Decimal

    def __post_init__(self) -> None:
        if min(self.royalty, self.platform, self.payment) < 0 or self.royalty + self.platform > 100:
            raise ValueError("rates are percentages, and royalty and platform fee together at most 100")


@dataclass(frozen=True)
class Move:
    """One movement in the book of one university (its key): `debit` and `credit` for one amount above zero."""

    book: int
    debit: Account
    credit: Account
    amount: Cents
    other: int | None = None


@dataclass(frozen=True)
class Shares:
    """What becomes of a net amount: the producer's royalty, the platform's fee, and what the seller keeps."""

    royalty: Cents
    platform: Cents
    kept: Cents


@dataclass(frozen=True)
class Booked:
    """What stands booked for one university in one session: net of refunds, and what has accrued from it."""

    net: Cents = 0
    royalty: Cents = 0
    platform: Cents = 0


@dataclass(frozen=True)
class Place:
    """Whose money it is: the seller's book, and the producer's; they may be one."""

    seller: int
    producer: int

    @property
    def is_producers_own(self) -> bool:
        return self.seller == self.producer


def shares(net: Cents, rates: Rates, place: Place) -> Shares:
    """Share what was collected net of refunds, to the cent: the largest remainder takes what is left, on a tie the royalty.

    The producer owes itself no royalty.
    """
    royalty = Decimal(0) if place.is_producers_own else rates.royalty
    weights = (royalty, rates.platform, 100 - royalty - rates.platform)
    return Shares(*share(net, weights))


def payment(amount: Cents, booked: Booked, rates: Rates, place: Place, *, has_fee: bool) -> list[Move]:
    """What a payment moves: the money, what accrues from the new net, and the provider's fee on a payment by card."""
    moves = [Move(place.seller, Account.BANK, Account.INCOME, amount)]
    moves += _accruals(booked.net + amount, booked, rates, place)
    return _above_zero([*moves, _fee(amount, rates, place, has_fee=has_fee)])


def refund(amount: Cents, booked: Booked, rates: Rates, place: Place) -> list[Move]:
    """What a refund moves: the money back, and what had accrued from it. The provider keeps its fee on what it carried."""
    moves = [Move(place.seller, Account.INCOME, Account.BANK, amount)]
    return _above_zero([*moves, *_accruals(booked.net - amount, booked, rates, place)])


def surplus(amount: Cents, place: Place) -> list[Move]:
    """Money that came for nothing owed and went back: through suspense, so that what the bank saw stands in the book."""
    return _above_zero(
        [
            Move(place.seller, Account.BANK, Account.SUSPENSE, amount),
            Move(place.seller, Account.SUSPENSE, Account.BANK, amount),
        ]
    )


def reversed_moves(moves: Iterable[Move]) -> list[Move]:
    """The counter-entry: every debit becomes a credit."""
    return [Move(each.book, each.credit, each.debit, each.amount, each.other) for each in moves]


def _accruals(net: Cents, booked: Booked, rates: Rates, place: Place) -> list[Move]:
    """From what has accrued to what the new net gives: in the seller's book what it owes, in the producer's what is due to it."""
    then = shares(net, rates, place)
    royalty, platform = then.royalty - booked.royalty, then.platform - booked.platform
    return [
        Move(place.seller, Account.ROYALTY_COST, Account.ROYALTY_OWED, royalty, place.producer),
        Move(place.producer, Account.ROYALTY_DUE, Account.ROYALTY_INCOME, royalty, place.seller),
        Move(place.seller, Account.PLATFORM_FEE_COST, Account.PLATFORM_FEE_OWED, platform),
    ]


def _fee(amount: Cents, rates: Rates, place: Place, *, has_fee: bool) -> Move:
    exact = Fraction(rates.payment) * amount / 100 if has_fee else Fraction(0)
    return Move(place.seller, Account.PAYMENT_FEE_COST, Account.PAYMENT_FEE_OWED, int(exact + Fraction(1, 2)))


def _above_zero(moves: Iterable[Move]) -> list[Move]:
    """Movements with an amount above zero: a negative one goes the other way, nothing is not booked."""
    return [
        each if each.amount > 0 else Move(each.book, each.credit, each.debit, -each.amount, each.other)
        for each in moves
        if each.amount
    ]


def tax_within(amount: Cents, percent: Fraction) -> Cents:
    """The VAT that stands within an amount that includes it, to the nearest cent; the same below zero."""
    exact = abs(amount) * percent / (100 + percent)
    tax = int(exact + Fraction(1, 2))
    return tax if amount >= 0 else -tax


def balance(moves: Iterable[Move], account: Account, book: int | None = None) -> Cents:
    """Debits less credits of an account, in one book or in all."""
    found = [each for each in moves if book in (None, each.book)]
    return sum(each.amount for each in found if each.debit == account) - sum(
        each.amount for each in found if each.credit == account
    )


def booked_from(moves: Iterable[Move], place: Place) -> Booked:
    """What stands booked for a seller in a session, from all its movements there."""
    kept = list(moves)
    return Booked(
        net=-balance(kept, Account.INCOME, place.seller),
        royalty=-balance(kept, Account.ROYALTY_OWED, place.seller),
        platform=-balance(kept, Account.PLATFORM_FEE_OWED, place.seller),
    )


def month_of(day: date) -> date:
    """The first day of the month of a day: the name of its period."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def may_close(status: PeriodStatus | str) -> bool:
    return PeriodStatus.CLOSED in TRANSITIONS[PeriodStatus(status)]
