"""The seam to the payment provider: what the platform asks of one, and the one that the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .models import PaymentAttempt


@dataclass(frozen=True)
class PaymentEvent:
    """A provider's notification, its signature verified. `amount` in cents; `event_id` is the provider's own."""

    event_id: str
    reference: str
    is_paid: bool
    amount: int
    currency: str


class PaymentProvider(Protocol):
    """Every method may be called from a request; none touches an order."""

    is_simulated: bool

    def payment_address(self, attempt: PaymentAttempt) -> str:
        """Where the buyer goes to pay this attempt."""

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentEvent:
        """The notification in `body`. Raises SignatureRejected (not from the provider) or EventUnreadable."""


def provider() -> PaymentProvider:
    """The provider that `settings.PAYMENT` names."""
    chosen: PaymentProvider = import_string(settings.PAYMENT)()
    return chosen
