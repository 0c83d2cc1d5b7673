from __future__ import annotations

from microcert.consortium.models import University
from microcert.consortium.roles import Role
from microcert.documents.custody import ensure_keys
from microcert.foundation import journal
from microcert.orders.models import Order
from microcert.orders.rules import OrderStatus
from microcert.settlement.annual import report, years_with_figures
from microcert.settlement.models import Entry, Period, Posting
from microcert.settlement.queries import audit, reconciliation, statement_of, trial_balance, with_entries
from microcert.web.demo import past_sales
from tests.cast import person


def test_the_months_before_are_sold_paid_given_back_and_settled_once(cast, monkeypatch, settings):
    settings.DEMONSTRATION = True
    monkeypatch.setattr(past_sales, "BUYERS", past_sales.BUYERS[2:4])
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        ensure_keys(university)
    person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, cast.hauterive))
    cast.open_session()
    assert not past_sales.has_past_sales()
    past_sales.show_past_sales.func()
    assert past_sales.has_past_sales()
    assert sorted(Order.objects.values_list("status", flat=True)) == [
        OrderStatus.COMPLETED,
        OrderStatus.COMPLETED,
        OrderStatus.REFUNDED,
    ]
    assert trial_balance(Posting.objects.all()).holds and audit().holds and reconciliation().missing == 0
    assert journal.verify().broken_at is None
    assert len(with_entries()) >= 2
    months = list(Period.objects.order_by("starts_on"))
    assert len(months) > 1
    assert [each.status for each in months] == ["closed"] * (len(months) - 1) + ["open"]
    counted = [report(where, year).frames.total for where in University.objects.all() for year in years_with_figures()]
    assert sum(each.learners for each in counted) == 1, "who gave up did not learn; the other one counts, once"
    assert sum(each.minutes for each in counted) > 0
    assert [each.name for where in with_entries() for each in statement_of(where).payers if each.name] == [
        "OPCO Exemple"
    ]
    entries = Entry.objects.count()
    past_sales.show_past_sales.func()
    assert (Order.objects.count(), Entry.objects.count()) == (3, entries)
