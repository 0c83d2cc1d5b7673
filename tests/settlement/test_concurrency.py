"""Several workers book at the same moment: what only a server with row locks can be asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from microcert.orders.models import Instalment
from microcert.settlement.actions import book_payment
from microcert.settlement.models import Entry, Posting
from microcert.settlement.queries import audit, statement_of, trial_balance
from tests.cast import assemble, person

from .booking import paid, signed_order

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R013")]


def test_workers_that_book_at_once_round_once_and_leave_no_gap():
    cast = assemble()
    for number in range(8):
        paid(signed_order(cast, person(f"p{number}", "Prénom", f"Nom {number}"), cast.valmere))
    # Each payment twice, as a job that is repeated elsewhere.
    parts = [*Instalment.objects.filter(paid_at__isnull=False)] * 2

    def book(part: Instalment) -> None:
        try:
            book_payment(part)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(book, parts))
    assert sorted(Entry.objects.values_list("number", flat=True)) == list(range(1, 9))
    line = statement_of(cast.valmere).total
    assert (line.net, line.royalty_owed) == (8 * 87_00, 69_60)
    assert trial_balance(Posting.objects.all()).holds
    assert audit().holds
