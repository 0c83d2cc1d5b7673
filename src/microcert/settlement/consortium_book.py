"""The consortium's own book: what comes to it from each university and month, and that nothing of what was collected is lost.

It keeps no figures of its own. Everything is added up from the one ledger, so it says what the universities' statements say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from microcert.consortium.models import University
from microcert.foundation.money import Cents

from .models import Period, Posting, SessionTerms
from .queries import Line, count_movement
from .rules import Account, tax_within


@dataclass(frozen=True)
class Share:
    """What one university's month comes to in one session; `tax` is the VAT within the platform's fee. Cents."""

    month: str
    university: University
    line: Line
    tax: Cents

    @property
    def before_tax(self) -> Cents:
        return self.line.platform_fees - self.tax


@dataclass(frozen=True)
class Row:
    """A university's month, or the total: sums of shares."""

    month: str
    university: University | None
    net: Cents
    royalty_owed: Cents
    royalty_due: Cents
    payment_fees: Cents
    fee: Cents
    tax: Cents
    kept: Cents

    @property
    def before_tax(self) -> Cents:
        return self.fee - self.tax

    @property
    def amounts(self) -> tuple[Cents, ...]:
        return (self.net, self.royalty_owed, self.royalty_due, self.payment_fees, self.before_tax, self.tax, self.fee)


@dataclass(frozen=True)
class ConsortiumBook:
    """`shares` by month, university and session; a fee below zero is owed back to the university."""

    period: Period | None
    shares: list[Share]

    @property
    def rows(self) -> list[Row]:
        keys = dict.fromkeys((each.month, each.university) for each in self.shares)
        return [
            _sum(month, at, [s for s in self.shares if (s.month, s.university) == (month, at)]) for month, at in keys
        ]

    @property
    def total(self) -> Row:
        return _sum("", None, self.shares)

    @property
    def to_receive(self) -> list[tuple[University, Cents]]:
        """What each university owes the consortium in all; below zero, what the consortium owes it."""
        owed: dict[University, Cents] = {}
        for each in self.shares:
            owed[each.university] = owed.get(each.university, 0) + each.line.platform_fees
        return [(university, cents) for university, cents in owed.items() if cents]

    @property
    def adds_up(self) -> bool:
        """Net of refunds, what was collected is kept, paid to providers or comes to the consortium; royalties cancel out."""
        whole = self.total
        return whole.net == whole.kept + whole.payment_fees + whole.fee and whole.royalty_owed == whole.royalty_due


def consortium_book(period: Period | None = None) -> ConsortiumBook:
    """The book of a month, or of all of them. Three queries."""
    postings = Posting.objects.all() if period is None else Posting.objects.filter(entry__period=period)
    lines: dict[tuple[object, int, int], Line] = {}
    rows = postings.values_list(
        "entry__period__starts_on", "book", "entry__session", "entry__session__code",
        "entry__session__version__title", "entry__kind", "debit", "credit",
    )  # fmt: skip
    for month, book, session, code, title, kind, debit, credit, amount in rows.annotate(
        sum=Sum("amount_cents")
    ).order_by("entry__period__starts_on", "book__position", "entry__session__code"):
        line = lines.setdefault((month, book, session), Line(code, title))
        count_movement(line, kind, Account(debit), Account(credit), amount)
    universities = University.objects.in_bulk({book for _month, book, _session in lines})
    rates: dict[int, Decimal] = dict(SessionTerms.objects.values_list("session", "platform_vat"))
    return ConsortiumBook(
        period,
        [
            Share(f"{month:%Y-%m}", universities[book], line, tax_within(line.platform_fees, Fraction(rates[session])))
            for (month, book, session), line in lines.items()
        ],
    )


def _sum(month: str, university: University | None, shares: Iterable[Share]) -> Row:
    found = list(shares)
    return Row(
        month,
        university,
        net=sum(each.line.net for each in found),
        royalty_owed=sum(each.line.royalty_owed for each in found),
        royalty_due=sum(each.line.royalty_due for each in found),
        payment_fees=sum(each.line.payment_fees for each in found),
        fee=sum(each.line.platform_fees for each in found),
        tax=sum(each.tax for each in found),
        kept=sum(each.line.balance for each in found),
    )
