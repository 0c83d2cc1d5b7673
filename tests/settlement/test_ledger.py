from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from microcert.documents.custody import ensure_keys
from microcert.documents.queries import content
from microcert.foundation import clock, journal
from microcert.orders import actions as orders
from microcert.orders.models import Instalment
from microcert.settlement import errors, rules
from microcert.settlement.actions import book_payment, book_refund, close, correct
from microcert.settlement.jobs import draw_up_statements, post_payment, post_refund
from microcert.settlement.models import Entry, Period, Posting, SessionTerms, Statement
from microcert.settlement.queries import reconciliation, statement_of, trial_balance
from tests.cast import person

from .booking import book_all, given_up, paid, pay, signed_order


@pytest.fixture
def orders_sold(cast):
    lea = person("lea", "Léa", "Morand")
    buyers = ((cast.hauterive, cast.ines), (cast.valmere, cast.malik), (cast.broceliande, lea))
    return {where.slug: signed_order(cast, who, where) for where, who in buyers}


@pytest.fixture
def booked(orders_sold):
    """Each university's learner has paid the first instalment of 87 €; the jobs have run."""
    done = {slug: paid(order) for slug, order in orders_sold.items()}
    book_all()
    return done


def test_a_payment_is_booked_by_itself_with_its_royalty_and_fee(cast, booked):
    statement = statement_of(cast.valmere)
    assert [line.session for line in statement.lines] == [cast.session.code]
    line = statement.total
    assert (line.collected, line.refunded, line.net) == (87_00, 0, 87_00)
    assert (line.royalty_owed, line.payment_fees, line.platform_fees, line.royalty_due) == (8_70, 1_31, 0, 0)
    assert line.balance == 76_99
    assert [(each.payer.slug, each.payee.slug, each.amount) for each in statement.royalties] == [
        ("valmere", "hauterive", 8_70)
    ]


def test_money_that_moves_is_booked_by_itself(cast, orders_sold, drain_jobs):
    for university in (cast.hauterive, cast.valmere):
        ensure_keys(university)
    order = paid(orders_sold["valmere"])
    drain_jobs()
    assert statement_of(cast.valmere).total.net == 87_00
    given_up(order)
    drain_jobs()
    assert statement_of(cast.valmere).total.net == 0
    assert reconciliation().missing == 0


def test_the_producer_is_due_what_the_others_owe(cast, booked):
    statement = statement_of(cast.hauterive)
    line = statement.total
    assert (line.collected, line.royalty_owed, line.royalty_due) == (87_00, 0, 17_40)
    assert {(each.payer.slug, each.amount) for each in statement.royalties} == {
        ("valmere", 8_70),
        ("broceliande", 8_70),
    }


def test_a_refund_takes_the_royalty_back(cast, booked):
    given_up(booked["valmere"])
    book_all()
    line = statement_of(cast.valmere).total
    assert (line.collected, line.refunded, line.net, line.royalty_owed) == (87_00, 87_00, 0, 0)
    assert line.payment_fees == 1_31, "the provider keeps its fee"
    assert statement_of(cast.hauterive).total.royalty_due == 8_70
    assert reconciliation().missing == 0


def test_royalties_are_rounded_on_the_whole_and_not_payment_by_payment(cast, orders_sold):
    order = paid(orders_sold["valmere"], instalments=3)
    book_all()
    parts = [part.amount_cents for part in order.instalments.all()]
    assert sum(parts) == 290_00
    assert statement_of(cast.valmere).total.royalty_owed == 29_00


def test_jobs_may_repeat_and_come_in_any_order(cast, orders_sold):
    order = paid(orders_sold["valmere"])
    part = order.instalments.first()
    refund = given_up(order)[0]
    assert book_refund(refund) is None, "it has not gone yet"
    orders.confirm_refund(refund, by=None)
    # The refund's job comes first: the payment is booked before it all the same.
    for job, key in (
        (post_refund, refund.pk),
        (post_payment, part.pk),
        (post_refund, refund.pk),
        (post_payment, part.pk),
    ):
        job.func(key)
    book_payment(Instalment.objects.get(pk=part.pk))
    assert list(Entry.objects.order_by("number").values_list("number", "key")) == [
        (1, f"payment:{part.pk}"),
        (2, f"refund:{refund.pk}"),
    ]
    assert statement_of(cast.valmere).total.net == 0


def test_what_is_not_paid_is_not_booked(cast, orders_sold):
    assert book_payment(orders_sold["valmere"].instalments.first()) is None
    assert not Entry.objects.exists()


def test_rates_are_fixed_with_the_first_entry_of_a_session(cast, booked):
    cast.consortium.settings["settlement"] = {"royalty_percent": 50}
    cast.consortium.save()
    pay(booked["valmere"].instalments.all()[1])
    book_all()
    assert SessionTerms.objects.get().royalty == 10
    assert statement_of(cast.valmere).total.royalty_owed == 18_85, "10 % of 188.50 €"


def test_a_counter_entry_takes_back_and_says_why(cast, booked):
    entry = Entry.objects.get(university=cast.valmere)
    with pytest.raises(errors.ReasonMissing):
        correct(entry, reason="  ", by=cast.helene)
    counter = correct(entry, reason="Virement rejeté par la banque", by=cast.helene)
    assert (counter.corrects, counter.number) == (entry, 4)
    line = statement_of(cast.valmere).total
    assert (line.collected, line.royalty_owed, line.payment_fees, line.balance) == (0, 0, 0, 0)
    assert reconciliation().missing == 87_00, "what the orders still call paid is seen"
    with pytest.raises(errors.AlreadyCorrected):
        correct(entry, reason="Encore", by=cast.helene)
    with pytest.raises(errors.CorrectionsStand):
        correct(counter, reason="Encore", by=cast.helene)


def test_after_a_counter_entry_royalties_follow_the_net_again(cast, booked):
    correct(Entry.objects.get(university=cast.valmere), reason="Rejeté", by=cast.helene)
    pay(booked["valmere"].instalments.all()[1])
    book_all()
    line = statement_of(cast.valmere).total
    assert (line.net, line.royalty_owed) == (101_50, 10_15)


def test_the_ledger_is_never_changed(cast, booked):
    entry, posting = Entry.objects.first(), Posting.objects.first()
    for attempt in (
        entry.save,
        entry.delete,
        posting.save,
        posting.delete,
        Entry.objects.all().delete,
        lambda: Posting.objects.update(amount_cents=1),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert journal.verify().broken_at is None


@pytest.mark.parametrize(
    "wrong", [{"amount_cents": 0}, {"credit": F("debit")}], ids=["nothing moves", "it moves to itself"]
)
def test_the_database_refuses_a_posting_that_does_not_move(cast, booked, wrong):
    from django.db.models import QuerySet

    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(Posting).filter(pk=Posting.objects.first().pk).update(**wrong)


def test_the_trial_balance_holds(cast, booked):
    given_up(booked["broceliande"])
    book_all()
    found = trial_balance(Posting.objects.all())
    assert found.holds
    assert found.debit == sum(Posting.objects.values_list("amount_cents", flat=True))
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        assert trial_balance(Posting.objects.filter(book=university)).holds


def test_months_close_in_order_once_over_and_stay_closed(cast, booked):
    period = Period.objects.earliest("starts_on")
    with clock.moved_to(Entry.objects.first().happened_at), pytest.raises(errors.PeriodNotOver):
        close(period, by=cast.helene)
    later = Period.objects.create(starts_on=rules.next_month(period.starts_on))
    with clock.moved_by(timedelta(days=100)):
        with pytest.raises(errors.EarlierPeriodOpen):
            close(later, by=cast.helene)
        period = close(period, by=cast.helene)
        with pytest.raises(errors.WrongState):
            close(period, by=cast.helene)
        counter = correct(Entry.objects.get(university=cast.valmere), reason="Rejeté", by=cast.helene)
    assert counter.period.starts_on > period.starts_on
    assert statement_of(cast.valmere, period).total.collected == 87_00, "the closed month says what it said"


def test_a_late_payment_is_booked_in_the_first_open_month(cast, booked):
    period = Period.objects.earliest("starts_on")
    part = booked["valmere"].instalments.all()[1]
    with clock.moved_by(timedelta(days=100)):
        close(period, by=cast.helene)
    Instalment.objects.filter(pk=part.pk).update(paid_at=Entry.objects.first().happened_at)
    entry = book_payment(Instalment.objects.get(pk=part.pk))
    assert entry.period.starts_on == rules.next_month(period.starts_on)
    assert entry.happened_at < entry.booked_at + timedelta(days=365)


@pytest.mark.requirement("R013")
def test_a_closed_month_gives_each_university_its_sealed_statement(cast, booked, pdf_text):
    period = Period.objects.get()
    with clock.moved_by(timedelta(days=100)):
        close(period, by=cast.helene)
        draw_up_statements.func(period.pk)
    assert Statement.objects.count() == 3
    statement = Statement.objects.get(university=cast.valmere)
    assert statement.number == f"VLM-REL-{period.starts_on:%Y-%m}"
    text = pdf_text(content(statement.document))
    for words in (
        "Université de Valmère",
        "87,00",
        "8,70",
        "76,99",
        "Redevances à reverser",
        "Université de Hauterive",
    ):
        assert words in text.replace("\u00a0", " ")
    assert "17,40" in pdf_text(content(Statement.objects.get(university=cast.hauterive).document))
    draw_up_statements.func(period.pk)
    assert Statement.objects.count() == 3
