from __future__ import annotations

import json

import pytest

from microcert.foundation import clock
from microcert.orders import webhooks
from microcert.orders.actions import start_payment
from microcert.orders.bank import SimulatedBank
from microcert.orders.models import PaymentAttempt, ProviderEvent
from tests.orders.gestures import answered, signed, until

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/payments/events"


@pytest.fixture
def attempt(cast) -> PaymentAttempt:
    cast.open_session()
    order = signed(cast.order())
    with clock.moved_by(until(order.chargeable_from)):
        return start_payment(order.instalments.first(), by=cast.ines)


def send(client, body: bytes, headers: dict[str, str]):
    return client.post(ADDRESS, body, content_type="application/json", headers=headers)


def own(content: object, event_id: str = "evt-own") -> tuple[bytes, dict[str, str]]:
    """A body of our own making, signed as the bank would."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return body, webhooks.signed_headers(SimulatedBank().secret, event_id, body)


def test_a_signed_notification_settles_the_instalment_once(client, attempt):
    responses = [send(client, *answered(attempt)) for _ in range(2)]
    assert [response.status_code for response in responses] == [200, 200]
    assert [response.json() for response in responses] == [{"outcome": "paid"}, {"outcome": "repeated"}]
    attempt.refresh_from_db()
    assert attempt.state == "paid"


@pytest.mark.parametrize("gesture", ["no headers", "another body", "another secret"])
def test_a_notification_of_somebody_else_is_refused_as_a_problem(client, attempt, gesture):
    body, headers = answered(attempt)
    if gesture == "no headers":
        headers = {}
    elif gesture == "another body":
        body += b" "
    else:
        headers = webhooks.signed_headers(b"guessed", "evt", body)
    response = send(client, body, headers)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "urn:microcert:refusal:SignatureRejected" and response.json()["detail"]
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"\xff",
        [],
        None,
        {},
        {"type": "payment.paid"},
        {"type": "payment.lost", "data": {"reference": "x", "amount": 1, "currency": "EUR"}},
        {"type": "payment.paid", "data": {"reference": "x", "amount": "1", "currency": "EUR"}},
        {"type": "payment.paid", "data": {"reference": 1, "amount": 1, "currency": "EUR"}},
        {"type": ["payment.paid"], "data": {"reference": "x", "amount": 1, "currency": "EUR"}},
        {"type": "payment.paid", "data": []},
    ],
)
def test_a_notification_that_cannot_be_read_is_a_problem_that_names_the_field(client, content):
    response = send(client, *own(content))
    assert response.status_code == 422 and response.json()["field"] == "data"
    assert not ProviderEvent.objects.exists()


def test_an_unknown_reference_is_recorded_so_that_the_provider_stops_asking(client):
    content = {"type": "payment.paid", "data": {"reference": "nobody", "amount": 1, "currency": "EUR"}}
    assert send(client, *own(content)).json() == {"outcome": "unknown_reference"}
    assert ProviderEvent.objects.get().payload["reference"] == "nobody"


def test_an_event_id_of_any_length_breaks_nothing(client):
    content = {"type": "payment.paid", "data": {"reference": "nobody", "amount": 1, "currency": "EUR"}}
    assert send(client, *own(content, event_id="e" * 500)).status_code == 422


def test_only_posting_is_known(client):
    assert client.get(ADDRESS).status_code == 405


def test_the_description_lists_every_answer(client):
    described = client.get("/api/v1/openapi.json").json()
    operation = described["paths"][ADDRESS]["post"]
    assert set(operation["responses"]) == {"200", "401", "422"}
