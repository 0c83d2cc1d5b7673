"""What follows for the ledger by itself: money that moved is booked, a closed month gives statements."""

from __future__ import annotations

from microcert.consortium.models import University
from microcert.documents import custody
from microcert.documents.render import render
from microcert.foundation.jobs import once, task
from microcert.orders.models import Instalment, Refund

from .actions import book_payment, book_refund, keep_statement
from .content import statement_content
from .models import Period, Statement
from .queries import statement_of, with_entries


@task()
def post_payment(instalment: int) -> None:
    """After `payments.settled`."""
    paid = Instalment.objects.get(pk=instalment)
    once(f"booked-payment:{instalment}", lambda: book_payment(paid))


@task()
def post_refund(refund: int) -> None:
    """After `payments.refunded`."""
    done = Refund.objects.select_related("attempt__instalment").get(pk=refund)
    once(f"booked-refund:{refund}", lambda: book_refund(done))


@task()
def draw_up_statements(period: int) -> None:
    """After `settlement.period_closed`: one statement for each university that the month concerns. Safe to repeat."""
    closed = Period.objects.get(pk=period)
    kept = set(Statement.objects.filter(period=closed).values_list("university_id", flat=True))
    for university in with_entries(closed):
        if university.pk not in kept:
            draw_up(closed, university)


def draw_up(period: Period, university: University) -> Statement:
    """Render and seal outside any transaction, then keep."""
    number = f"{university.code}-REL-{period.starts_on:%Y-%m}"
    title = f"Relevé de règlement {number}"
    content = statement_content(statement_of(university, period), number)
    custody.ensure_keys(university)
    pdf = render("settlement_statement", content, letterhead=university, title=title)
    sealed = custody.seal_pdf(pdf, university, reason=title)
    return keep_statement(period, university, number=number, title=title, pdf=sealed)
