"""What is written into the ledger: payments, refunds, counter-entries; and the closing of months. Nothing is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from microcert.consortium.models import Consortium, University
from microcert.consortium.queries import framework_in_force
from microcert.documents.actions import keep, next_number
from microcert.documents.models import Document
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.orders.models import Instalment, Order, PaymentAttempt, Refund
from microcert.orders.queries import who_pays
from microcert.orders.rules import PayerKind
from microcert.people.models import User
from microcert.sessions.models import Session

from . import errors, rules
from .models import Entry, Period, Posting, SessionTerms, Statement
from .rules import Kind, Move, PeriodStatus, Place

# Where the consortium's file says nothing in [consortium.settlement].
USUAL_RATES = {
    "royalty_percent": "10",
    "platform_fee_percent": "0",
    "platform_fee_vat_percent": "0",
    "payment_fee_percent": "1.5",
}


@action
def book_payment(instalment: Instalment) -> Entry | None:
    """Book an instalment that was paid. Harmless when it is booked already; None when it is not paid."""
    order = Order.objects.select_related("session__version__training").get(pk=instalment.order_id)
    attempt = instalment.attempts.filter(state=PaymentAttempt.State.PAID).first()
    if instalment.paid_at is None:
        return None
    terms = _locked_terms(order.session)
    key = f"payment:{instalment.pk}"
    if found := Entry.objects.filter(key=key).first():
        return found
    place = Place(order.university_id, terms.producer_id)
    moves = rules.payment(
        instalment.amount_cents,
        rules.booked_from(_moves_of(order.session, order.university_id), place),
        terms.rates,
        place,
        has_fee=attempt is None or attempt.means == PaymentAttempt.Means.CARD,
    )
    return _write(key, Kind.PAYMENT, order, moves, payer=who_pays(instalment), happened_at=instalment.paid_at)


@action
def book_refund(refund: Refund) -> Entry | None:
    """Book money that went back. Harmless when it is booked already; None when it has not gone yet.

    A refund is booked after the payment that it gives back, whichever the jobs come to first.
    """
    order = Order.objects.select_related("session__version__training").get(pk=refund.order_id)
    if refund.done_at is None:
        return None
    is_surplus = refund.reason == Refund.Reason.SURPLUS
    payer = who_pays(refund.attempt.instalment)
    if not is_surplus:
        book_payment(refund.attempt.instalment)
    terms = _locked_terms(order.session)
    key = f"refund:{refund.pk}"
    if found := Entry.objects.filter(key=key).first():
        return found
    place = Place(order.university_id, terms.producer_id)
    booked = rules.booked_from(_moves_of(order.session, order.university_id), place)
    if is_surplus:
        moves = rules.surplus(refund.amount_cents, place)
        return _write(key, Kind.SURPLUS, order, moves, payer=payer, happened_at=refund.done_at)
    moves = rules.refund(refund.amount_cents, booked, terms.rates, place)
    return _write(key, Kind.REFUND, order, moves, payer=payer, happened_at=refund.done_at)


@action
def correct(entry: Entry, *, reason: str, by: User) -> Entry:
    """Take an entry back by its opposite, in the month that is open. Raises ReasonMissing, AlreadyCorrected, CorrectionsStand."""
    if not reason.strip():
        raise errors.ReasonMissing
    entry = Entry.objects.select_related("session", "order").get(pk=entry.pk)
    _locked_terms(entry.session)
    if entry.corrects_id:
        raise errors.CorrectionsStand
    if Entry.objects.filter(corrects=entry).exists():
        raise errors.AlreadyCorrected
    moves = rules.reversed_moves(_as_moves(entry.postings.all()))
    key = f"correction:{entry.pk}"
    return _write(
        key,
        Kind(entry.kind),
        entry.order,
        moves,
        payer=(PayerKind(entry.payer), entry.payer_name),
        happened_at=clock.now(),
        corrects=entry,
        reason=reason.strip(),
        by=by,
    )


@action
def close(period: Period, *, by: User) -> Period:
    """Close a month and announce it: statements follow. Raises WrongState, PeriodNotOver, EarlierPeriodOpen."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if not rules.may_close(period.status):
        raise errors.WrongState
    if clock.today() < rules.next_month(period.starts_on):
        raise errors.PeriodNotOver
    if Period.objects.filter(starts_on__lt=period.starts_on, status=PeriodStatus.OPEN).exists():
        raise errors.EarlierPeriodOpen
    period.status = PeriodStatus.CLOSED
    period.closed_at, period.closed_by = clock.now(), by
    period.save(update_fields=["status", "closed_at", "closed_by"])
    journal.write("settlement.period_closed", period, by=by, month=str(period))
    announce("settlement.period_closed", period=period.pk)
    return period


@action
def keep_statement(period: Period, university: University, *, number: str, title: str, pdf: bytes) -> Statement:
    """Keep the sealed statement of a closed month. Keeping it again returns the one that stands."""
    Period.objects.select_for_update().get(pk=period.pk)
    found = Statement.objects.filter(period=period, university=university).first()
    if found:
        return found
    document = keep(
        kind=Document.Kind.SETTLEMENT_STATEMENT,
        number=number,
        title=title,
        letterhead=university,
        subject=journal.key_of(period),
        pdf=pdf,
        template="settlement_statement@1",
        framework_version=framework_in_force(),
    )
    statement = Statement.objects.create(period=period, university=university, number=number, document=document)
    journal.write("settlement.statement_kept", statement, by=None, document=document.pk)
    return statement


def _locked_terms(session: Session) -> SessionTerms:
    """The session's rates, fixed now if they were not; the row is the lock under which its entries are written one by one."""
    terms = SessionTerms.objects.select_for_update().filter(session=session).first()
    if terms is not None:
        return terms
    house = Consortium.objects.first()
    said = USUAL_RATES | (house.settings.get("settlement", {}) if house else {})
    SessionTerms.objects.get_or_create(
        session=session,
        defaults={
            "producer_id": session.version.training.producer_id,
            "royalty": Decimal(str(said["royalty_percent"])),
            "platform": Decimal(str(said["platform_fee_percent"])),
            "payment": Decimal(str(said["payment_fee_percent"])),
            "platform_vat": Decimal(str(said["platform_fee_vat_percent"])),
        },
    )
    return SessionTerms.objects.select_for_update().get(session=session)


def _moves_of(session: Session, seller: int) -> list[Move]:
    """All that is booked for a seller in a session, in its own book and in the producer's, summed by the database."""
    rows = Posting.objects.filter(entry__session=session, entry__university=seller)
    sums = rows.values_list("book", "debit", "credit").annotate(sum=Sum("amount_cents")).order_by()
    return [Move(book, rules.Account(debit), rules.Account(credit), amount) for book, debit, credit, amount in sums]


def _as_moves(postings: Iterable[Posting]) -> list[Move]:
    return [
        Move(each.book_id, rules.Account(each.debit), rules.Account(each.credit), each.amount_cents, each.other_id)
        for each in postings
    ]


def _write(
    key: str,
    kind: Kind,
    order: Order,
    moves: list[Move],
    *,
    payer: tuple[PayerKind, str],
    happened_at: datetime,
    corrects: Entry | None = None,
    reason: str = "",
    by: User | None = None,
) -> Entry:
    entry = Entry.objects.create(
        number=next_number("ledger"),
        key=key,
        kind=kind,
        period=_open_period(clock.day_of(happened_at)),
        session=order.session,
        university_id=order.university_id,
        order=order,
        payer=payer[0],
        payer_name=payer[1],
        happened_at=happened_at,
        corrects=corrects,
        reason=reason,
        booked_by=by,
    )
    Posting.objects.bulk_create(
        Posting(
            entry=entry,
            book_id=each.book,
            debit=each.debit,
            credit=each.credit,
            amount_cents=each.amount,
            other_id=each.other,
        )
        for each in moves
    )
    journal.write(
        "settlement.booked",
        entry,
        by=by,
        key=key,
        payer=payer[0].value,
        moves=[[each.book, str(each.debit), str(each.credit), each.amount] for each in moves],
    )
    return entry


def _open_period(day: date) -> Period:
    """The month of a day; where that is closed, the first one after it that is open. Its row stays locked, so it stays open."""
    month = rules.month_of(day)
    last_closed = Period.objects.filter(status=PeriodStatus.CLOSED).order_by("-starts_on").first()
    if last_closed is not None and month <= last_closed.starts_on:
        month = rules.next_month(last_closed.starts_on)
    Period.objects.get_or_create(starts_on=month)
    period = Period.objects.select_for_update().get(starts_on=month)
    return _open_period(rules.next_month(month)) if period.status == PeriodStatus.CLOSED else period
