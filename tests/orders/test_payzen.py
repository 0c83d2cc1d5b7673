"""The adapter of PayZen against a local stand-in that answers as docs.lyra.com (REST API V4) says."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest

from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.orders import actions, errors
from microcert.orders.models import Order, PaymentAttempt, ProviderEvent
from microcert.orders.payzen import PayZen
from microcert.orders.rules import OrderStatus, Settlement

from .gestures import signed, until

pytestmark = pytest.mark.django_db
SHOP, PASSWORD = "69876357", "testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M"
RECEIVE = "/api/v1/payments/events"


class Shop(ThreadingHTTPServer):
    """Knows one shop: refuses others, remembers what it was asked, answers as it was told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, dict]] = []
        self.error: dict | None = None
        self.body: bytes | None = None


class Answer(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        expected = "Basic " + base64.b64encode(f"{SHOP}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] != expected:
            said = {"status": "ERROR", "answer": {"errorCode": "INT_905", "errorMessage": "invalid credentials"}}
        elif self.server.error:
            said = {"status": "ERROR", "answer": self.server.error}
        else:
            self.server.asked.append((self.path, content))
            said = {"status": "SUCCESS", "answer": {"paymentURL": "https://secure.payzen.eu/t/abc123"}}
        body = self.server.body if self.server.body is not None else json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def shop(settings):
    with Shop() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.PAYMENT = "microcert.orders.payzen.PayZen"
        settings.PAYZEN_URL = f"http://127.0.0.1:{server.server_port}"
        settings.PAYZEN_SHOP, settings.PAYZEN_PASSWORD = SHOP, PASSWORD
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def attempt(cast, shop):
    cast.open_session()
    order = signed(cast.order())
    with clock.moved_by(until(order.chargeable_from)):
        yield actions.start_payment(order.instalments.first(), by=cast.ines)


def ipn(attempt, *, status="PAID", uuid="5b158f084502428499b2d34ad074df05", key=PASSWORD, **changed) -> bytes:
    """The form that PayZen posts: a JSON text and its HMAC in hexadecimal."""
    answer = {
        "shopId": SHOP,
        "orderCycle": "CLOSED",
        "orderStatus": status,
        "orderDetails": {"orderTotalAmount": 8700, "orderCurrency": "EUR", "orderId": attempt.reference},
        "transactions": [{"uuid": uuid, "amount": 8700, "currency": "EUR", "status": status}],
    } | changed
    text = json.dumps(answer)
    return urlencode(
        {
            "kr-hash-algorithm": "sha256_hmac",
            "kr-hash-key": "password",
            "kr-answer-type": "V4/Payment",
            "kr-answer": text,
            "kr-hash": hmac.new(key.encode(), text.encode(), "sha256").hexdigest(),
        }
    ).encode()


def post(client, body):
    return client.post(RECEIVE, body, content_type="application/x-www-form-urlencoded")


def test_the_buyer_is_led_to_a_page_made_for_this_attempt(shop, attempt):
    assert PayZen().payment_address(attempt) == "https://secure.payzen.eu/t/abc123"
    path, asked = shop.asked[0]
    assert path == "/api-payment/V4/Charge/CreatePaymentOrder"
    assert (asked["amount"], asked["currency"], asked["orderId"]) == (8700, "EUR", attempt.reference)
    assert asked["channelOptions"] == {"channelType": "URL"} and asked["locale"] == "fr_FR"
    assert asked["ipnTargetUrl"].endswith(RECEIVE)


def test_a_notification_settles_once_however_often_it_comes(client, attempt):
    answers = [post(client, ipn(attempt)) for _ in range(3)]
    assert [(each.status_code, each.json()["outcome"]) for each in answers] == [
        (200, "paid"),
        (200, "repeated"),
        (200, "repeated"),
    ]
    attempt.refresh_from_db()
    assert (attempt.state, attempt.transaction) == ("paid", "5b158f084502428499b2d34ad074df05")


def test_out_of_order_the_money_wins(client, attempt):
    outcomes = [
        post(client, ipn(attempt, status=status)).json()["outcome"]
        for status in ("RUNNING", "UNPAID", "PAID", "UNPAID")
    ]
    assert outcomes == ["pending", "refused", "paid", "repeated"]
    order = Order.objects.get()
    assert order.status == OrderStatus.PENDING_PAYMENT and order.instalments.first().paid_at


def test_a_second_transaction_of_a_paid_attempt_is_money_that_goes_back_by_itself(
    client, cast, shop, attempt, drain_jobs
):
    assert post(client, ipn(attempt)).json()["outcome"] == "paid"
    # Another card of the same buyer on the same page of the bank: refused, then taken too.
    assert post(client, ipn(attempt, status="UNPAID", uuid="t-2")).json()["outcome"] == "late_refusal"
    assert post(client, ipn(attempt, uuid="t-3")).json()["outcome"] == "paid_twice"
    assert post(client, ipn(attempt, uuid="t-3")).json()["outcome"] == "repeated"
    attempt.refresh_from_db()
    assert attempt.transaction == "5b158f084502428499b2d34ad074df05", "a refund of the order goes back by what paid it"
    surplus = ProviderEvent.objects.get(outcome="paid_twice")
    refund = actions.give_surplus_back(surplus, by=cast.karim)
    PayZen().refund(refund, "refund:1:1")
    assert (shop.asked[-1][1]["uuid"], shop.asked[-1][1]["amount"]) == ("t-3", 8700)
    with pytest.raises(errors.NothingToGiveBack):
        actions.give_surplus_back(surplus, by=cast.karim)


def test_among_several_cards_the_one_that_paid_is_kept(client, attempt):
    cards = [
        {"uuid": "refused", "amount": 8700, "currency": "EUR", "status": "UNPAID", "operationType": "DEBIT"},
        {"uuid": "taken", "amount": 8700, "currency": "EUR", "status": "PAID", "operationType": "DEBIT"},
    ]
    assert post(client, ipn(attempt, transactions=cards)).json()["outcome"] == "paid"
    attempt.refresh_from_db()
    assert attempt.transaction == "taken"


def test_the_banks_word_on_a_refund_is_no_payment(client, attempt):
    post(client, ipn(attempt))
    credit = [{"uuid": "c-1", "amount": 8700, "currency": "EUR", "status": "PAID", "operationType": "CREDIT"}]
    assert post(client, ipn(attempt, transactions=credit)).json()["outcome"] == "pending"
    attempt.refresh_from_db()
    assert attempt.transaction == "5b158f084502428499b2d34ad074df05"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"8700", b"0001"),
        lambda body: body.replace(b"sha256_hmac", b"sha1_hmac"),
        lambda body: body[:40],
        lambda body: b"",
        lambda body: b"\xff\xfe",
    ],
)
def test_a_notification_that_was_touched_is_refused(client, attempt, change):
    answer = post(client, change(ipn(attempt)))
    assert answer.status_code == 401 and answer["Content-Type"].startswith("application/problem+json")
    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.STARTED


def test_somebody_elses_key_signs_nothing(client, attempt):
    assert post(client, ipn(attempt, key="another")).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"shopId": "1"},
        {"transactions": []},
        {"orderDetails": None},
        {"transactions": [{"uuid": "a", "amount": "8700"}]},
    ],
)
def test_a_signed_notification_of_another_kind_is_unreadable(client, attempt, changed):
    assert post(client, ipn(attempt, **changed)).status_code == 422


def test_amounts_are_compared(client, attempt):
    wrong = [{"uuid": "u", "amount": 1, "currency": "EUR"}]
    assert post(client, ipn(attempt, transactions=wrong)).json()["outcome"] == Settlement.WRONG_AMOUNT
    dollars = [{"uuid": "d", "amount": 8700, "currency": "USD"}]
    assert post(client, ipn(attempt, transactions=dollars)).json()["outcome"] == Settlement.WRONG_AMOUNT


def test_a_wrong_amount_goes_back_as_it_came_and_other_money_by_the_banks_own_page(client, cast, shop, attempt):
    for uuid, amount, currency in (("u", 1, "EUR"), ("d", 8700, "USD")):
        post(client, ipn(attempt, transactions=[{"uuid": uuid, "amount": amount, "currency": currency}]))
    cent, dollars = ProviderEvent.objects.order_by("pk")
    PayZen().refund(actions.give_surplus_back(cent, by=cast.karim), "refund:1:1")
    assert (shop.asked[-1][1]["uuid"], shop.asked[-1][1]["amount"]) == ("u", 1)
    with pytest.raises(errors.NothingToGiveBack, match="euros"):
        actions.give_surplus_back(dollars, by=cast.karim)


def test_money_goes_back_by_the_transaction_that_brought_it(client, cast, shop, attempt):
    post(client, ipn(attempt))
    order = actions.cancel(attempt.instalment.order, by=cast.ines)
    refund = order.refunds.get()
    PayZen().refund(refund, "refund:1:1")
    path, asked = shop.asked[-1]
    assert path == "/api-payment/V4/Transaction/CancelOrRefund"
    assert (asked["uuid"], asked["amount"]) == ("5b158f084502428499b2d34ad074df05", 8700)
    shop.error = {"errorCode": "PSP_100", "errorMessage": "Transaction cannot be refunded"}
    with pytest.raises(errors.ProviderRefused, match="cannot be refunded"):
        PayZen().refund(refund, "refund:1:2")


def test_a_silent_bank_is_said_so_and_nothing_is_lost(client, cast, shop, attempt):
    shop.body = b"<html>502</html>"
    client.force_login(cast.ines)
    order = attempt.instalment.order
    number = order.number
    # Requests follow the demonstration's clock.
    ClockShift.move(order.chargeable_from - clock.day_of(order.placed_at))
    answer = client.post(f"/espace/commandes/{number}/payer/", {"instalment": "1"})
    assert answer.status_code == 503 and "La banque ne répond pas" in answer.content.decode()
    shop.body = None
    assert client.post(f"/espace/commandes/{number}/payer/", {"instalment": "1"}).url.startswith(
        "https://secure.payzen"
    )
