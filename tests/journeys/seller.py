"""A platform that sells until it is killed: `python -m tests.journeys.seller prepare|sell|judge BUYERS`.

`prepare` makes the world; `sell` takes each buyer from the order to the last payment, every third one back to the refund, as
far as it was not done before; meanwhile the committee takes entries back and closes the months that are over, and statements
are drawn up; `judge` says in JSON what stands. Whatever `sell` was doing when it was killed, the next one goes on from what
the database holds.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django

# Each buyer pays a few days after the one before, so that months come to their end while the platform sells.
FIRST_PAYMENT, BETWEEN_BUYERS, WELL_AFTER = timedelta(days=90), timedelta(days=4), timedelta(days=365)


def prepare(buyers: int) -> None:
    from microcert.documents.custody import ensure_keys
    from tests.cast import assemble, person

    cast = assemble()
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        ensure_keys(university)
    cast.session.capacity = 500
    cast.session.save()
    cast.open_session()
    for number in range(buyers):
        person(f"b{number}", "Prénom", f"Nom {number}")


def sell(buyers: int) -> None:
    from microcert.foundation import clock
    from microcert.foundation.jobs import drain_jobs
    from microcert.foundation.jobs.embedded import take_up_again
    from microcert.people.models import User

    # As the worker does when it starts: what a killed one had in hand is done again.
    take_up_again("default")
    print("ready", flush=True)
    for number in range(buyers):
        buyer = User.objects.get(email=f"b{number}@example.test")
        begin(buyer)
        drain_jobs(raising=False)
        sign(buyer)
        with clock.moved_by(FIRST_PAYMENT + number * BETWEEN_BUYERS):
            pay(buyer, number)
            if number % 3 == 0:
                give_up(buyer)
            drain_jobs(raising=False)
            keep_books(buyer, takes_back=number % 5 == 1)
            drain_jobs(raising=False)
    with clock.moved_by(WELL_AFTER):
        drain_jobs(raising=False)
        keep_books(buyer, takes_back=False)
        drain_jobs(raising=False)
    print("done", flush=True)


def begin(buyer: Any) -> None:
    from microcert.journeys.place_order import place_order
    from microcert.orders.models import Order
    from microcert.sessions.models import Session

    if not Order.objects.filter(buyer=buyer).exists():
        place_order(buyer, Session.objects.get(code="evaluer-1"), "individual", "remote", by=buyer)


def sign(buyer: Any) -> None:
    from microcert.contracts.actions.contracts import _hash, check_code
    from microcert.contracts.models import SignatureCode, TrainingContract
    from microcert.contracts.rules import CODE_LIFE
    from microcert.foundation import clock
    from microcert.journeys.sign_contract import sign_contract

    contract = TrainingContract.objects.filter(order__buyer=buyer, status="issued").first()
    if contract is None:
        return
    code = SignatureCode.objects.create(
        contract=contract, code_hash=_hash(contract, "123456"), expires_at=clock.now() + CODE_LIFE
    )
    assert code.tries_left
    check_code(contract, "123456")
    sign_contract(contract, code="123456", has_consented=True, network_address=None, user_agent="", by=buyer)


def pay(buyer: Any, number: int) -> None:
    """Each notification comes twice, and after a refusal of the same attempt; every bank repeats itself."""
    from microcert.orders import actions
    from microcert.orders.models import Instalment
    from microcert.orders.rules import OWING
    from tests.orders.gestures import event

    unpaid = Instalment.objects.filter(order__buyer=buyer, paid_at=None, order__status__in=sorted(OWING))
    for part in unpaid.order_by("number"):
        attempt = part.attempts.filter(state="started").first() or actions.start_payment(part, by=buyer)
        if number % 2:
            actions.settle(event(attempt, is_paid=False))
        for _again in range(2):
            actions.settle(event(attempt, transaction=attempt.reference))


def give_up(buyer: Any) -> None:
    from microcert.journeys.end_order import end_order
    from microcert.orders.models import Order
    from microcert.orders.rules import OrderStatus

    order = Order.objects.get(buyer=buyer)
    if order.status == OrderStatus.COMPLETED:
        end_order(order, by=buyer)


def keep_books(buyer: Any, *, takes_back: bool) -> None:
    """The committee's work: a buyer's first payment taken back by its opposite, and every month that is over closed."""
    from microcert.foundation import clock
    from microcert.people.models import User
    from microcert.settlement.actions import close, correct
    from microcert.settlement.models import Entry, Period
    from microcert.settlement.rules import next_month

    steering = User.objects.get(email="karim@example.test")
    if takes_back:
        first = Entry.objects.filter(order__buyer=buyer, kind="payment", corrects=None).order_by("number").first()
        if first is not None and not Entry.objects.filter(corrects=first).exists():
            correct(first, reason="Saisie à reprendre", by=steering)
    for period in Period.objects.filter(status="open").order_by("starts_on"):
        if next_month(period.starts_on) <= clock.today():
            close(period, by=steering)


def books() -> dict[str, Any]:
    """The ledger beside what the orders and the bank know; the sums on the orders' side are made here, not by the room."""
    from django.db.models import Q, Sum

    from microcert.consortium.models import University
    from microcert.orders.models import Instalment, Refund
    from microcert.settlement.models import Entry, Period, Posting, Statement
    from microcert.settlement.queries import audit, trial_balance, with_entries

    def balance(account: str, book: Any) -> int:
        mine = Posting.objects.filter(book=book)
        credit = mine.filter(credit=account).aggregate(s=Sum("amount_cents"))["s"] or 0
        return credit - (mine.filter(debit=account).aggregate(s=Sum("amount_cents"))["s"] or 0)

    rows = {}
    taken_back = Q(pk__in=[int(key.partition(":")[2]) for key in _keys(corrected=True)])
    for university in University.objects.order_by("position"):
        paid = Instalment.objects.filter(order__university=university, paid_at__isnull=False)
        refunds = Refund.objects.filter(order__university=university, done_at__isnull=False)
        amounts = list(paid.exclude(taken_back).values_list("amount_cents", flat=True))
        net = sum(amounts) - (refunds.aggregate(s=Sum("amount_cents"))["s"] or 0)
        # A percentage of 10, and fees of 1.5 rounded half up on each payment by card.
        expected = [
            net,
            0 if university.position == 1 else net // 10,
            sum((each * 15 + 500) // 1000 for each in amounts),
        ]
        rows[university.slug] = [expected, [balance(each, university) for each in ("706", "4671", "4011")]]
    facts = {f"payment:{key}" for key in Instalment.objects.filter(paid_at__isnull=False).values_list("pk", flat=True)}
    facts |= {f"refund:{key}" for key in Refund.objects.filter(done_at__isnull=False).values_list("pk", flat=True)}
    closed = Period.objects.filter(status="closed")
    return {
        "books": rows,
        "entries": sorted(Entry.objects.values_list("number", flat=True)),
        "facts_missing_or_foreign": sorted(facts ^ set(_keys(corrected=None))),
        "corrections": Entry.objects.filter(corrects__isnull=False).count(),
        "balanced": trial_balance(Posting.objects.all()).holds,
        "audited": audit().holds,
        "royalties": [
            sum(balance("4671", each) for each in University.objects.all()),
            -balance("4672", University.objects.get(position=1)),
        ],
        "open_months": Period.objects.filter(status="open").count(),
        "months": [str(each) for each in closed.order_by("starts_on")],
        "statements": sorted(Statement.objects.values_list("number", flat=True)),
        "statements_due": sorted(f"{each.code}-REL-{month}" for month in closed for each in with_entries(month)),
        "statements_say": [_says_its_sums(each) for each in Statement.objects.select_related("university", "period")],
    }


def _says_its_sums(statement: Any) -> bool:
    """Whether the sealed paper prints what the month's postings add up to, for its whole life."""
    from microcert.documents.queries import content
    from microcert.settlement.content import euros
    from microcert.settlement.queries import statement_of
    from tests.credentials.reading import page_text

    total = statement_of(statement.university, statement.period).total
    text = page_text(content(statement.document)).replace("\u202f", " ").replace("\u00a0", " ")
    return all(
        euros(cents).replace("\u00a0", " ") in text for cents in (total.collected, total.refunded, total.balance)
    )


def _keys(*, corrected: bool | None) -> list[str]:
    from microcert.settlement.models import Entry

    found = Entry.objects.filter(corrects=None)
    if corrected is not None:
        found = found.filter(correction__isnull=not corrected)
    return list(found.values_list("key", flat=True))


def judge(buyers: int) -> None:
    from collections import Counter

    from django.db.models import Count, Sum

    from microcert.allotment.queries import public_ledger
    from microcert.allotment.rules import replay
    from microcert.foundation import journal
    from microcert.foundation.jobs.models import Job
    from microcert.orders.models import Instalment, Invoice, Order, PaymentAttempt, ProviderEvent, Refund
    from microcert.sessions.models import Session

    session = Session.objects.get(code="evaluer-1")
    paid = PaymentAttempt.objects.filter(state="paid")
    series: dict[str, list[int]] = {}
    for number in Invoice.objects.values_list("number", flat=True):
        series.setdefault(number.rpartition("-")[0], []).append(int(number[-5:]))
    verdict = {
        "orders": Counter(Order.objects.values_list("status", flat=True)),
        "numbers": sorted(int(each[-6:]) for each in Order.objects.values_list("number", flat=True)),
        "buyers_with_two": Order.objects.values("buyer").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "without_contract": Order.objects.filter(contract=None).count(),
        "without_file": Order.objects.filter(learner_file=None).count(),
        "draw": [replay(public_ledger(session)).holds, *sorted(session.draws.values_list("index", flat=True))],
        "unpaid": Instalment.objects.filter(paid_at=None).count(),
        "paid_twice": Instalment.objects.annotate(n=Count("attempts")).filter(n__gt=1).count(),
        "paid": paid.aggregate(s=Sum("instalment__amount_cents"))["s"],
        "refunded": Refund.objects.filter(status="done").aggregate(s=Sum("amount_cents"))["s"],
        "refunds_open": Refund.objects.exclude(status="done").count(),
        "events": Counter(ProviderEvent.objects.values_list("outcome", flat=True)),
        "invoices": {name: sorted(numbers) for name, numbers in series.items()},
        "papers_missing": Invoice.objects.filter(document=None).count(),
        "failed_jobs": Job.objects.filter(failed_at__isnull=False).count(),
        "waiting_jobs": Job.objects.filter(failed_at=None, finished_at=None).count(),
        "starts": Job.objects.aggregate(s=Sum("starts"))["s"] - Job.objects.count(),
        "journal": journal.verify().holds,
        "buyers": buyers,
    } | books()
    print(json.dumps(verdict))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "sell": sell, "judge": judge}[sys.argv[1]](int(sys.argv[2]))
