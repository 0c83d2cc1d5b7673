"""A platform that sells until it is killed: `python -m tests.journeys.seller prepare|sell|judge BUYERS`.

`prepare` makes the world; `sell` takes each buyer from the order to the last payment, every third one back to the refund, as
far as it was not done before; `judge` says in JSON what stands. Whatever `sell` was doing when it was killed, the next one
goes on from what the database holds.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django

LATER = timedelta(days=90)


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
        with clock.moved_by(LATER):
            pay(buyer, number)
            if number % 3 == 0:
                give_up(buyer)
            drain_jobs(raising=False)
    with clock.moved_by(LATER):
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
    }
    print(json.dumps(verdict))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "sell": sell, "judge": judge}[sys.argv[1]](int(sys.argv[2]))
