from __future__ import annotations

from datetime import date

import pytest

from microcert.foundation import clock, journal
from microcert.orders import actions
from microcert.orders.errors import StatementUnreadable
from microcert.orders.models import Order, PaymentAttempt, ProviderEvent
from microcert.orders.queries import unplaced
from microcert.orders.rules import OrderStatus, Settlement
from microcert.orders.statement import read_statement

from .gestures import signed, until
from .statements import Line, camt


@pytest.mark.parametrize("version", ["02", "06", "08", "13"])
def test_a_statement_says_its_booked_credits_and_nothing_else(version):
    lines = [
        Line("87.00", "commande 2026-000001"),
        Line("12.5", "debit", kind="DBIT"),
        Line("10.00", "pending", status="PDNG"),
        Line("11.00", "reversal", is_reversal=True),
        Line("101.50", "2026-000002", payer="DIOP MALIK"),
    ]
    said = read_statement(camt(lines, version=version))
    assert said.account == "FR7630006000011234567890189"
    assert [(each.amount_cents, each.payer, each.booked_on) for each in said.credits] == [
        (8700, "CARPENTIER INES", date(2026, 12, 20)),
        (10150, "DIOP MALIK", date(2026, 12, 20)),
    ]
    assert "2026-000001" in said.credits[0].wording and said.credits[0].currency == "EUR"


def test_a_batch_has_one_entry_and_several_payers():
    part = '<TxDtls><Amt Ccy="EUR">{}</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>'
    text = camt([Line("188.50", "x")]).decode()
    start, end = text.index("<TxDtls>"), text.index("</NtryDtls>")
    batch = text[:start] + part.format("87.00", "2026-000001") + part.format("101.50", "2026-000002") + text[end:]
    said = read_statement(batch.encode())
    assert [(each.amount_cents, each.wording) for each in said.credits] == [
        (8700, "2026-000001"),
        (10150, "2026-000002"),
    ]


def test_a_line_keeps_its_name_on_another_statement_and_two_equal_lines_have_two():
    same = Line("87.00", "2026-000001", reference="R9")
    first, again = read_statement(camt([same, same])), read_statement(camt([Line("1.00", "x"), same]))
    assert first.credits[0].key != first.credits[1].key
    assert again.credits[1].key == first.credits[0].key


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "XML"),
        (b"date;montant\n", "XML"),
        (b"<Document/>", "CAMT.053"),
        (b'<!DOCTYPE Document [<!ENTITY a "b">]><Document>&a;</Document>', "type de document"),
        (b"<a>" + b" " * 5_000_001 + b"</a>", "5 Mo"),
        (camt([Line("cent", "x")]), "montant"),
        (camt([Line("1.00", "x", day="hier")]), "date"),
        (
            camt([]).replace(b"</Stmt>", b"</Stmt><Stmt><Acct><Id><IBAN>FR00</IBAN></Id></Acct></Stmt>"),
            "plusieurs comptes",
        ),
        (camt([Line("1.00", "x")] * 5_001), "5 000"),
    ],
)
def test_what_is_no_statement_is_refused_with_the_reason(content, why):
    with pytest.raises(StatementUnreadable, match=why) as refused:
        read_statement(content)
    assert refused.value.field == "statement"


def test_entities_are_never_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("known to nobody")
    content = f'<!DOCTYPE D [<!ENTITY x SYSTEM "{secret.as_uri()}">]><Document>&x;</Document>'.encode()
    with pytest.raises(StatementUnreadable) as refused:
        read_statement(content)
    assert "known" not in refused.value.message


@pytest.fixture
def payable(cast):
    cast.open_session()
    order = signed(cast.order())
    with clock.moved_by(until(order.chargeable_from)):
        yield order


def take(cast, order, amount, wording=None, **changed):
    said = read_statement(camt([Line(amount, wording or f"VIR {order.number}", **changed)]))
    university = changed.get("university") or order.university
    return actions.take_transfer(said.credits[0], university=university, by=cast.karim)


@pytest.mark.django_db
def test_a_transfer_pays_what_it_covers_once(cast, payable):
    assert take(cast, payable, "87.00") == Settlement.PAID
    assert take(cast, payable, "87.00") == Settlement.REPEATED
    attempt = PaymentAttempt.objects.get()
    assert (attempt.means, attempt.state, attempt.transaction) == ("transfer", "paid", "R1")
    assert take(cast, payable, "203.00", reference="R2") == Settlement.PAID
    assert Order.objects.get(pk=payable.pk).status == OrderStatus.COMPLETED
    assert not unplaced([payable.university]).exists() and journal.verify().holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "wording", "outcome"),
    [
        ("86.99", None, Settlement.WRONG_AMOUNT),
        ("87.00", "formation", Settlement.UNKNOWN),
        ("87.00", "2026-999999", Settlement.UNKNOWN),
    ],
)
def test_what_does_not_fit_waits_for_a_person(cast, payable, amount, wording, outcome):
    assert take(cast, payable, amount, wording) == outcome
    event = unplaced([payable.university]).get()
    assert event.outcome == outcome and event.university == payable.university
    assert event.payload["payer"] == "CARPENTIER INES"
    assert not PaymentAttempt.objects.exists()


@pytest.mark.django_db
def test_another_universitys_order_is_not_found(cast, payable):
    other = next(each for each in (cast.hauterive, cast.valmere, cast.broceliande) if each != payable.university)
    said = read_statement(camt([Line("87.00", payable.number)]))
    assert actions.take_transfer(said.credits[0], university=other, by=cast.karim) == Settlement.UNKNOWN
    assert unplaced([other]).exists() and not unplaced([payable.university]).exists()


@pytest.mark.django_db
def test_money_sent_within_the_withdrawal_period_is_not_taken(cast):
    cast.open_session()
    order = signed(cast.order())
    assert take(cast, order, "87.00") == Settlement.ORDER_CLOSED
    assert ProviderEvent.objects.get().order == order and not PaymentAttempt.objects.exists()
