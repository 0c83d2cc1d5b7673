"""PayZen by Lyra, the payment service of French universities: REST API V4 and its instant payment notifications (IPN).

Documented at docs.lyra.com (rest/V4.0). Amounts are in cents; an IPN is a form whose `kr-answer` is signed with the shop's
password: HMAC-SHA-256, hexadecimal, in `kr-hash`.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import gettext as _

from .errors import EventUnreadable, ProviderRefused, ProviderSilent, SignatureRejected
from .models import PaymentAttempt, Refund
from .payment import PaymentEvent

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
# What `orderStatus` says; anything else (RUNNING, PARTIALLY_PAID) decides nothing yet.
FINAL = {"PAID": True, "UNPAID": False, "ABANDONED": False, "EXPIRED": False, "CANCELLED": False}


class PayZen:
    """Implements `PaymentProvider`. Settings: PAYZEN_URL, PAYZEN_SHOP, PAYZEN_PASSWORD."""

    is_simulated = False

    def __init__(self) -> None:
        self.url, self.shop, self.password = settings.PAYZEN_URL, settings.PAYZEN_SHOP, settings.PAYZEN_PASSWORD
        if not (self.url and self.shop and self.password):
            raise ImproperlyConfigured("PayZen needs PAYZEN_URL, PAYZEN_SHOP and PAYZEN_PASSWORD.")

    def payment_address(self, attempt: PaymentAttempt) -> str:
        """A page of PayZen's for this attempt. Raises ProviderRefused or ProviderSilent."""
        order = attempt.instalment.order
        answer = self._ask(
            "Charge/CreatePaymentOrder",
            {
                "amount": attempt.instalment.amount_cents,
                "currency": "EUR",
                "orderId": attempt.reference,
                "channelOptions": {"channelType": "URL"},
                "locale": "en_GB" if order.buyer.language == "en" else "fr_FR",
                "customer": {"reference": str(order.buyer_id), "email": order.buyer.email},
                "returnUrl": f"{settings.SITE_URL}{reverse('order', args=[order.number])}",
                "ipnTargetUrl": f"{settings.SITE_URL}{reverse('api-v1:receive')}",
            },
        )
        address: str = answer.get("paymentURL", "")
        if not address.startswith("https://"):
            raise ProviderSilent("PayZen gave no address of a payment page")
        return address

    def refund(self, refund: Refund, key: str) -> None:
        """Cancel the transaction, or credit it once the money was captured: PayZen chooses (`CancelOrRefund`)."""
        if not refund.transaction:
            raise ProviderRefused(_("Ce paiement n’est pas passé par la banque en ligne : remboursez-le par virement."))
        self._ask(
            "Transaction/CancelOrRefund",
            {
                "uuid": refund.transaction,
                "amount": refund.amount_cents,
                "currency": "EUR",
                "resolutionMode": "AUTO",
                "comment": key,
            },
        )

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentEvent:
        try:
            form = {
                name: values[0]
                for name, values in parse_qs(body.decode(), strict_parsing=True, max_num_fields=20).items()
            }
            said, algorithm, signature = form["kr-answer"], form["kr-hash-algorithm"], form["kr-hash"]
        except (KeyError, ValueError):
            raise SignatureRejected(_("Les champs kr-answer, kr-hash et kr-hash-algorithm sont attendus.")) from None
        expected = hmac.digest(self.password.encode(), said.encode(), "sha256").hex()
        if algorithm != "sha256_hmac" or not hmac.compare_digest(expected.encode(), signature.encode()):
            raise SignatureRejected(_("La signature ne correspond pas au contenu reçu."))
        try:
            return self._event(json.loads(said))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            log.info("unreadable IPN: %r", error)
            raise EventUnreadable(_("La notification est illisible."), field="kr-answer") from None

    def _event(self, answer: dict[str, Any]) -> PaymentEvent:
        if answer["shopId"] != self.shop:
            raise EventUnreadable(_("La notification vient d’une autre boutique."), field="shopId")
        details, status, tries = answer["orderDetails"], answer["orderStatus"], answer["transactions"]
        # A buyer whose first card was refused may have paid with a second one: the money is in the one that says so.
        transaction = next((each for each in tries if each.get("status") == "PAID"), tries[0])
        amount = transaction["amount"]
        if not isinstance(amount, int) or not isinstance(details["orderId"], str):
            raise TypeError("amount and orderId")
        return PaymentEvent(
            # PayZen repeats an IPN under the same transaction; a later status of it is another event.
            event_id=f"{transaction['uuid']}-{status}"[:80],
            reference=details["orderId"],
            is_paid=FINAL.get(status, False),
            amount=amount,
            currency=transaction["currency"],
            transaction=transaction["uuid"],
            # What PayZen says of money that went back (a CREDIT) is no payment.
            is_final=status in FINAL and transaction.get("operationType", "DEBIT") == "DEBIT",
        )

    def _ask(self, service: str, content: dict[str, Any]) -> dict[str, Any]:
        """The `answer` of a web service. Every answer of PayZen's is HTTP 200 and says SUCCESS or ERROR inside."""
        try:
            response = httpx.post(
                f"{self.url}/api-payment/V4/{service}",
                json=content,
                auth=(self.shop, self.password),
                timeout=TIMEOUT_SECONDS,
            )
            response.raise_for_status()
            said = response.json()
            status, answer = said["status"], said["answer"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("PayZen %s: %r", service, error)
            raise ProviderSilent(f"PayZen did not answer {service}") from error
        if status != "SUCCESS":
            log.error("PayZen %s: %s %s", service, answer.get("errorCode"), answer.get("errorMessage"))
            raise ProviderRefused(
                _("La banque refuse : %(why)s")
                % {"why": answer.get("detailedErrorMessage") or answer.get("errorMessage")}
            )
        return dict(answer)
