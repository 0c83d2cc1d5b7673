from __future__ import annotations

import pytest

from microcert.orders import webhooks
from microcert.orders.errors import SignatureRejected

SECRET = b"a secret of the provider"
BODY = b'{"type": "payment.paid"}'


def test_the_signature_is_the_one_of_standard_webhooks():
    """Computed apart: HMAC-SHA256 over `id.timestamp.body`, base64, with the version before it."""
    import base64
    import hashlib
    import hmac

    headers = webhooks.signed_headers(SECRET, "msg_1", BODY, timestamp=1614265330)
    expected = base64.b64encode(hmac.new(SECRET, b"msg_1.1614265330." + BODY, hashlib.sha256).digest()).decode()
    assert headers == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1614265330",
        "webhook-signature": f"v1,{expected}",
    }


def test_a_signed_message_is_known_whatever_the_case_of_its_headers():
    headers = {name.title(): value for name, value in webhooks.signed_headers(SECRET, "e1", BODY).items()}
    assert webhooks.verify(SECRET, BODY, headers) == "e1"


def test_one_good_signature_among_several_is_enough():
    headers = webhooks.signed_headers(SECRET, "e1", BODY)
    headers["webhook-signature"] = "v1,AAAA v2,BBBB " + headers["webhook-signature"]
    assert webhooks.verify(SECRET, BODY, headers) == "e1"


GOOD = webhooks.signed_headers(SECRET, "e1", BODY, timestamp=1_000_000)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY + b" "},
        {"secret": b"another"},
        {"headers": GOOD | {"webhook-id": "e2"}},
        {"headers": GOOD | {"webhook-timestamp": "1000001"}},
        {"headers": GOOD | {"webhook-timestamp": "yesterday"}},
        {"headers": GOOD | {"webhook-signature": "v1,é"}},
        {"headers": {"webhook-id": "e1", "webhook-timestamp": "1000000"}},
        {"headers": {}},
        {"at": 1_000_301.0},
        {"at": 999_699.0},
    ],
)
def test_anything_else_is_refused(changed):
    sent = {"secret": SECRET, "body": BODY, "headers": GOOD, "at": 1_000_000.0} | changed
    with pytest.raises(SignatureRejected):
        webhooks.verify(**sent)


def test_a_secret_comes_in_base64():
    assert webhooks.secret_bytes("whsec_AAEC") == b"\x00\x01\x02" == webhooks.secret_bytes("AAEC")
    with pytest.raises(ValueError, match="base64"):
        webhooks.secret_bytes("whsec_?")
