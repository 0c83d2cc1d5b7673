"""The simulated bank: a stand-in for a payment provider. It takes no money, and says so on its page and in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import gettext as _

from . import webhooks
from .errors import EventUnreadable
from .models import PaymentAttempt, Refund
from .payment import PaymentEvent

log = logging.getLogger(__name__)

KINDS = {"payment.paid": True, "payment.refused": False}


class SimulatedBank:
    """Implements `PaymentProvider`. Refuses to exist outside a demonstration unless the operator names it."""

    is_simulated = True

    def __init__(self) -> None:
        named = "payment" in getattr(settings, "EMBEDDED_STAND_INS", ())
        if not (settings.DEBUG or settings.DEMONSTRATION or named):
            raise ImproperlyConfigured(
                "The simulated bank takes no money: name a real provider in PAYMENT, or EMBEDDED_STAND_INS=payment."
            )

    @property
    def secret(self) -> bytes:
        return webhooks.derived_secret(settings.SECRET_KEY, "simulated-bank")

    def payment_address(self, attempt: PaymentAttempt) -> str:
        return reverse("bank", args=[attempt.reference])

    def notification(self, attempt: PaymentAttempt, *, is_paid: bool) -> tuple[bytes, dict[str, str]]:
        """What the bank sends after the buyer's answer: a body and its signed headers."""
        kind = "payment.paid" if is_paid else "payment.refused"
        content = {
            "type": kind,
            "data": {"reference": attempt.reference, "amount": attempt.instalment.amount_cents, "currency": "EUR"},
        }
        body = json.dumps(content, sort_keys=True).encode()
        log.warning("simulated bank: %s for %s, no money moved", kind, attempt.reference)
        # One answer per attempt and kind: pressing the button twice sends the same event twice.
        return body, webhooks.signed_headers(self.secret, f"evt-{attempt.reference}-{kind}", body)

    def refund(self, refund: Refund, key: str) -> None:
        log.warning(
            "simulated bank: %s cents back for %s, no money moved", refund.amount_cents, refund.attempt.reference
        )

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentEvent:
        event_id = webhooks.verify(self.secret, body, headers)
        try:
            content: dict[str, Any] = json.loads(body)
            facts = content["data"]
            event = PaymentEvent(
                event_id, facts["reference"], KINDS[content["type"]], facts["amount"], facts["currency"]
            )
        except (ValueError, KeyError, TypeError) as error:
            log.info("unreadable event %s: %r", event_id, error)
            raise EventUnreadable(
                _("L’événement est illisible : type et data (reference, amount, currency) sont attendus."), field="data"
            ) from None
        if not isinstance(event.amount, int) or not isinstance(event.reference, str) or len(event_id) > 80:
            raise EventUnreadable(_("reference est un texte et amount un nombre entier de centimes."), field="data")
        return event
