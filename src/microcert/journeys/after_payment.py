"""After a notification of the payment provider: the order is settled."""

from __future__ import annotations

from collections.abc import Mapping

from microcert.orders.actions import settle
from microcert.orders.payment import provider
from microcert.orders.rules import Settlement


def after_payment(body: bytes, headers: Mapping[str, str]) -> Settlement:
    """Verify a notification as it came over HTTP and take it into account, once.

    Learning opened with the signature, so a payment opens nothing. Raises SignatureRejected, EventUnreadable.
    """
    return settle(provider().read_event(body, headers))
