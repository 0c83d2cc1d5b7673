"""Reads of the ledger: statements, royalties between universities, the trial balance, the journal of entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet, Sum

from microcert.consortium.models import University
from microcert.foundation import journal
from microcert.foundation.models import JournalEntry
from microcert.foundation.money import Cents
from microcert.orders.models import Instalment, Refund
from microcert.orders.rules import RefundStatus

from .models import ACCOUNT_LABELS, Entry, Period, Posting
from .payers import PaidBy, paid_by
from .rules import Account, Kind

MONEY_IN, MONEY_BACK = Kind.PAYMENT, Kind.REFUND
BOOLEAN = BooleanField()


@dataclass
class Line:
    """What one session brought a university: as a seller what it collected and owes, as a producer what is due to it.

    A line of zeroes is never made. Amounts in cents; corrections are counted where what they correct was.
    """

    session: str
    training: str
    collected: Cents = 0
    refunded: Cents = 0
    royalty_owed: Cents = 0
    royalty_due: Cents = 0
    payment_fees: Cents = 0
    platform_fees: Cents = 0

    @property
    def net(self) -> Cents:
        return self.collected - self.refunded

    @property
    def fees(self) -> Cents:
        return self.payment_fees + self.platform_fees

    @property
    def balance(self) -> Cents:
        """What the session leaves the university once all that it owes is paid and all that is due has come."""
        return self.net - self.royalty_owed - self.fees + self.royalty_due


@dataclass(frozen=True)
class Between:
    """A royalty between two universities: `payer` owes `amount` to `payee`."""

    payer: University
    payee: University
    amount: Cents


@dataclass(frozen=True)
class StatementOf:
    """A university's statement: its sessions, and what it owes to and is due from the others. `period` None means all months."""

    university: University
    period: Period | None
    lines: list[Line]
    payers: list[PaidBy]
    royalties: list[Between]
    corrections: int

    @property
    def total(self) -> Line:
        whole = Line("", "")
        for line in self.lines:
            for name in ("collected", "refunded", "royalty_owed", "royalty_due", "payment_fees", "platform_fees"):
                setattr(whole, name, getattr(whole, name) + getattr(line, name))
        return whole


def statement_of(university: University, period: Period | None = None) -> StatementOf:
    """The statement of one university for a month, or for all of them. Four queries."""
    postings = Posting.objects.filter(book=university)
    if period is not None:
        postings = postings.filter(entry__period=period)
    lines: dict[int, Line] = {}
    rows = postings.values_list(
        "entry__session", "entry__session__code", "entry__session__version__title", "entry__kind", "debit", "credit"
    )
    for session, code, title, kind, debit, credit, amount in rows.annotate(sum=Sum("amount_cents")).order_by(
        "entry__session__code"
    ):
        line = lines.setdefault(session, Line(code, title))
        count_movement(line, kind, Account(debit), Account(credit), amount)
    corrections = postings.filter(entry__corrects__isnull=False).values("entry").distinct().count()
    royalties = royalties_between(postings, university=university)
    return StatementOf(university, period, list(lines.values()), paid_by(postings), royalties, corrections)


def totals() -> list[tuple[University, Line]]:
    """What each university collected, owes and is due, over all sessions and months. Two queries."""
    sums: dict[int, Line] = defaultdict(lambda: Line("", ""))
    rows = Posting.objects.values_list("book", "entry__kind", "debit", "credit").annotate(sum=Sum("amount_cents"))
    for book, kind, debit, credit, amount in rows.order_by():
        count_movement(sums[book], kind, Account(debit), Account(credit), amount)
    return [(each, sums[each.pk]) for each in University.objects.filter(pk__in=list(sums))]


def count_movement(line: Line, kind: str, debit: Account, credit: Account, amount: Cents) -> None:
    """Add one movement to its column; the opposite direction takes away."""
    if kind == Kind.SURPLUS:
        return
    if Account.BANK in (debit, credit):
        sign = 1 if debit == Account.BANK else -1
        if kind == MONEY_BACK:
            line.refunded -= sign * amount
        else:
            line.collected += sign * amount
        return
    for name, owed in _COLUMNS.items():
        if owed in (debit, credit):
            grows = credit if name != "royalty_due" else debit
            setattr(line, name, getattr(line, name) + (amount if grows == owed else -amount))


_COLUMNS = {
    "royalty_owed": Account.ROYALTY_OWED,
    "royalty_due": Account.ROYALTY_DUE,
    "payment_fees": Account.PAYMENT_FEE_OWED,
    "platform_fees": Account.PLATFORM_FEE_OWED,
}


def royalties_between(postings: QuerySet[Posting], *, university: University | None = None) -> list[Between]:
    """Who owes whom: all of it from the payers' books, or for one university also what others owe it, from its own book."""
    sums: dict[tuple[int, int], Cents] = defaultdict(int)
    accounts = (Account.ROYALTY_OWED, Account.ROYALTY_DUE) if university else (Account.ROYALTY_OWED,)
    concerned = postings.filter(Q(debit__in=accounts) | Q(credit__in=accounts))
    rows = concerned.values_list("book", "other", "debit", "credit").annotate(sum=Sum("amount_cents")).order_by()
    for book, other, debit, credit, amount in rows:
        if Account.ROYALTY_OWED in (debit, credit):
            sums[book, other] += amount if credit == Account.ROYALTY_OWED else -amount
        else:
            sums[other, book] += amount if debit == Account.ROYALTY_DUE else -amount
    known = University.objects.in_bulk({key for pair in sums for key in pair})
    found = [Between(known[payer], known[payee], amount) for (payer, payee), amount in sums.items() if amount]
    return sorted(found, key=lambda each: (each.payer.position, each.payee.position))


def with_entries(period: Period | None = None) -> list[University]:
    """The universities in whose books something stands, in a month or at all."""
    books = Posting.objects.all() if period is None else Posting.objects.filter(entry__period=period)
    return list(University.objects.filter(pk__in=books.values("book")))


@dataclass(frozen=True)
class Balance:
    """One account: the sums of its debits and credits."""

    account: Account
    label: str
    debit: Cents
    credit: Cents

    @property
    def debit_balance(self) -> Cents:
        return max(0, self.debit - self.credit)

    @property
    def credit_balance(self) -> Cents:
        return max(0, self.credit - self.debit)


@dataclass(frozen=True)
class TrialBalance:
    """All accounts; the ledger holds together when both columns have one sum, and so have both columns of balances."""

    rows: list[Balance]

    @property
    def debit(self) -> Cents:
        return sum(row.debit for row in self.rows)

    @property
    def credit(self) -> Cents:
        return sum(row.credit for row in self.rows)

    @property
    def debit_balance(self) -> Cents:
        return sum(row.debit_balance for row in self.rows)

    @property
    def credit_balance(self) -> Cents:
        return sum(row.credit_balance for row in self.rows)

    @property
    def holds(self) -> bool:
        return self.debit == self.credit and self.debit_balance == self.credit_balance


def trial_balance(postings: QuerySet[Posting]) -> TrialBalance:
    """The trial balance of some postings: a month's, a book's, or all. One query."""
    debits: dict[str, Cents] = defaultdict(int)
    credits_: dict[str, Cents] = defaultdict(int)
    for debit, credit, amount in postings.values_list("debit", "credit").annotate(sum=Sum("amount_cents")).order_by():
        debits[debit] += amount
        credits_[credit] += amount
    return TrialBalance(
        [
            Balance(account, str(label), debits[account], credits_[account])
            for account, label in ACCOUNT_LABELS.items()
            if debits[account] or credits_[account]
        ]
    )


@dataclass(frozen=True)
class Reconciliation:
    """What the orders say was received and given back, and what the ledger holds: the same, unless a job still has to run."""

    received: Cents
    given_back: Cents
    booked: Cents

    @property
    def missing(self) -> Cents:
        return self.received - self.given_back - self.booked


def reconciliation() -> Reconciliation:
    """Orders against the ledger, whole. Counter-entries show as a difference: they are there to be seen. Three queries."""
    received = Instalment.objects.filter(paid_at__isnull=False).aggregate(sum=Sum("amount_cents"))["sum"] or 0
    back = Refund.objects.filter(status=RefundStatus.DONE).exclude(reason=Refund.Reason.SURPLUS)
    rows = trial_balance(Posting.objects.all()).rows
    bank = next((row.debit - row.credit for row in rows if row.account == Account.BANK), 0)
    return Reconciliation(received, back.aggregate(sum=Sum("amount_cents"))["sum"] or 0, bank)


@dataclass(frozen=True)
class Audit:
    """The ledger read against the journal: how many entries, and the numbers of those that do not say what was journalled."""

    read: int
    altered: tuple[int, ...]
    missing: tuple[str, ...]
    journal_holds: bool

    @property
    def holds(self) -> bool:
        return self.journal_holds and not self.altered and not self.missing


def audit() -> Audit:
    """Compare every entry with what the hash-chained journal said when it was written; the chain itself is verified too.

    An amount changed, a posting added or an entry removed behind the platform's back is found, since the journal holds the same
    movements. The postings are read in chunks.
    """
    written = {
        row.subject: (row.facts["payer"], row.facts["moves"])
        for row in JournalEntry.objects.filter(verb="settlement.booked").iterator(500)
    }
    altered, read = [], 0
    for entry in Entry.objects.order_by("number").prefetch_related("postings").iterator(chunk_size=500):
        read += 1
        moves = [[each.book_id, each.debit, each.credit, each.amount_cents] for each in entry.postings.all()]
        if written.pop(journal.key_of(entry), None) != (entry.payer, moves):
            altered.append(entry.number)
    return Audit(read, tuple(altered), tuple(sorted(written)), journal.verify().broken_at is None)


def entries(period: Period | None = None) -> QuerySet[Entry]:
    """The journal of entries, the newest first, with all their postings; of a month, or all. For who audits the ledger."""
    return _entries(period).prefetch_related("postings__book", "postings__other")


def entries_in(book: University, period: Period | None = None) -> QuerySet[Entry]:
    """The entries that moved something in a university's book, the newest first.

    Of its own sales every movement is there. `is_anothers` marks another university's sale (a royalty due to the producer): of it
    nothing but the movements of this book, for what the other collected and from which order is none of its business.
    """
    shown = Posting.objects.filter(Q(book=book) | Q(entry__university=book)).select_related("book", "other")
    concerned = Posting.objects.filter(entry=OuterRef("pk"), book=book)
    found = (
        _entries(period).filter(Exists(concerned)).annotate(is_anothers=ExpressionWrapper(~Q(university=book), BOOLEAN))
    )
    return found.prefetch_related(Prefetch("postings", shown))


def _entries(period: Period | None) -> QuerySet[Entry]:
    found = Entry.objects.select_related("university", "session", "order", "corrects", "correction", "period")
    return found if period is None else found.filter(period=period)
