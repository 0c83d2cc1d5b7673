"""The seam to the payment provider: what the platform asks of one, and the one that the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .models import PaymentAttempt, Refund


@dataclass(frozen=True)
class PaymentEvent:
    """A provider's notification, its signature verified. `amount` in cents; `event_id` is the provider's own.

    `transaction` is the provider's name of the payment, which a refund has to give; an event that is not final settles
    nothing yet.
    """

    event_id: str
    reference: str
    is_paid: bool
    amount: int
    currency: str
    transaction: str = ""
    is_final: bool = True


class PaymentProvider(Protocol):
    """Every method may be called from a request; none touches an order."""

    is_simulated: bool

    def payment_address(self, attempt: PaymentAttempt) -> str:
        """Where the buyer goes to pay this attempt."""

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentEvent:
        """The notification in `body`. Raises SignatureRejected (not from the provider) or EventUnreadable."""

    def refund(self, refund: Refund, key: str) -> None:
        """Give a part of a payment back. `key` names the request, so that the provider knows a repetition.

        Raises ProviderRefused when it will not, ProviderSilent when nobody knows whether it did.
        """


def provider() -> PaymentProvider:
    """The provider that `settings.PAYMENT` names."""
    chosen: PaymentProvider = import_string(settings.PAYMENT)()
    return chosen
