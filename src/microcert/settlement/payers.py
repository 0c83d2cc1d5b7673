"""Whose money a book received: persons, companies, each funder by its name. Sums only; nobody who learns is named."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from microcert.foundation.money import Cents
from microcert.orders.rules import PayerKind

from .models import PAYER_LABELS, Posting
from .rules import Account, Kind


@dataclass
class PaidBy:
    """What one payer, or all payers of one kind that has no name, paid and got back. Cents."""

    kind: PayerKind
    name: str
    collected: Cents = 0
    refunded: Cents = 0

    @property
    def label(self) -> str:
        return str(PAYER_LABELS[self.kind])

    @property
    def net(self) -> Cents:
        return self.collected - self.refunded


def paid_by(postings: QuerySet[Posting]) -> list[PaidBy]:
    """Who paid what stands in these postings of one book, in the order of the kinds; their sum is what was collected. One query."""
    found: dict[tuple[str, str], PaidBy] = {}
    moved = postings.filter(Q(debit=Account.BANK) | Q(credit=Account.BANK)).exclude(entry__kind=Kind.SURPLUS)
    rows = moved.values_list("entry__payer", "entry__payer_name", "entry__kind", "debit")
    for kind, name, entry_kind, debit, amount in rows.annotate(sum=Sum("amount_cents")).order_by("entry__payer_name"):
        each = found.setdefault((kind, name), PaidBy(PayerKind(kind), name))
        sign = 1 if debit == Account.BANK else -1
        if entry_kind == Kind.REFUND:
            each.refunded -= sign * amount
        else:
            each.collected += sign * amount
    places = list(PAYER_LABELS)
    return sorted(found.values(), key=lambda each: places.index(each.kind))
