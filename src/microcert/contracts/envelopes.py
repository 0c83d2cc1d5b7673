"""An external signature provider over REST, after the common contract of European providers (docs/guides/operator.md).

`POST /envelopes` (document, signer, addresses; an `Idempotency-Key`) gives an id and the signer's address; `GET
/envelopes/ID` its state; `GET /envelopes/ID/document` and `/proof` two PDFs. A notification is JSON whose raw body is
signed in `X-Signature-SHA256`: it only says which envelope to look at, so repeated, late and reordered ones are harmless.
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from credseal.errors import CredentialError
from credseal.pdf import judge_pdf
from microcert.documents.custody import trust_roots
from microcert.documents.queries import content

from .actions import keep_envelope
from .errors import (
    EnvelopeEnded,
    NoticeRejected,
    NoticeUnreadable,
    NotSignedYet,
    NotToSign,
    ResultAltered,
    SalesClosed,
    SignatureSilent,
)
from .models import SignatureEnvelope, TrainingContract
from .rules import EnvelopeState
from .signature import Proof

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 15
MOST_BYTES = 20_000_000
ENDED = {
    "declined": EnvelopeState.REFUSED,
    "expired": EnvelopeState.EXPIRED,
    "canceled": EnvelopeState.CANCELLED,
}


class Envelopes:
    """Implements `SignatureProvider`; `refuse_half_a_provider` has seen that every setting is there."""

    is_external = True

    def ask(self, contract: TrainingContract, *, by: Any) -> str:
        """The signer's page for this contract: an open envelope's, or a new one's. Raises SignatureSilent."""
        if standing := contract.envelopes.filter(status=EnvelopeState.OPEN).first():
            return standing.address
        # The number of the try names the request: a repetition after a lost answer opens no second envelope.
        key = f"{contract.number}-{contract.envelopes.count() + 1}"
        answer = self._json("POST", "/envelopes", headers={"Idempotency-Key": key}, json=_request(contract))
        address, reference = str(answer.get("signer_url")), answer.get("id")
        if not isinstance(reference, str) or not 0 < len(reference) <= 80 or not _is_a_page_of_theirs(address):
            log.error("the signature provider gave no usable envelope for %s", contract.number)
            raise SignatureSilent()
        try:
            return keep_envelope(contract, reference=reference, address=address, by=by).address
        except (NotToSign, SalesClosed):
            # The order ended while the provider answered: no row will ever remember this envelope.
            self.cancel(reference)
            raise

    def proof(self, contract: TrainingContract, answer: Mapping[str, Any]) -> Proof:
        """Raises NotSignedYet, EnvelopeEnded, ResultAltered, SignatureSilent. The answer has `envelope`."""
        place = f"/envelopes/{quote(answer['envelope'], safe='')}"
        said = self._json("GET", place)
        if said.get("status") in ENDED:
            raise EnvelopeEnded(ENDED[said["status"]])
        if said.get("status") != "completed":
            raise NotSignedYet()
        signed, record = self._ask("GET", f"{place}/document"), self._ask("GET", f"{place}/proof")
        check_signed_file(sent=content(contract.document), returned=signed.content)
        if not record.content.startswith(b"%PDF-"):
            raise ResultAltered()
        return _proof_of(said, contract, answer["envelope"], signed.content, record.content)

    def unheard_of(self, since: datetime) -> QuerySet[SignatureEnvelope]:
        """Nothing lists at the provider what has ended, so each open envelope is looked at by itself."""
        return SignatureEnvelope.objects.filter(status=EnvelopeState.OPEN, opened_at__lte=since)

    def cancel(self, reference: str) -> EnvelopeState:
        """Ask for the envelope's end. Raises SignatureSilent; repeated, it answers how the envelope stands."""
        place = f"/envelopes/{quote(reference, safe='')}"
        status = self._json("GET", place).get("status")
        if status in ENDED:
            return ENDED[status]
        if status == "completed":
            return EnvelopeState.TOO_LATE
        self._ask("POST", f"{place}/cancel")
        return EnvelopeState.CANCELLED

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The envelope that a notification is about. Raises NoticeRejected (not theirs) or NoticeUnreadable."""
        expected = hmac.digest(settings.SIGNATURE_SECRET.encode(), body, "sha256").hex()
        given = {name.lower(): value for name, value in headers.items()}.get("x-signature-sha256", "")
        if not hmac.compare_digest(expected.encode(), given.encode()):
            raise NoticeRejected()
        try:
            reference = json.loads(body)["envelope"]["id"]
        except (ValueError, KeyError, TypeError):
            raise NoticeUnreadable() from None
        if not isinstance(reference, str):
            raise NoticeUnreadable()
        return reference

    def _json(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        try:
            said = self._ask(method, path, **request).json()
        except ValueError:
            raise SignatureSilent() from None
        if not isinstance(said, dict):
            raise SignatureSilent()
        return said

    def _ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **request: Any) -> httpx.Response:
        try:
            response = httpx.request(
                method,
                settings.SIGNATURE_URL.rstrip("/") + path,
                headers={"Authorization": f"Bearer {settings.SIGNATURE_KEY}"} | (headers or {}),
                timeout=TIMEOUT_SECONDS,
                **request,
            )
            response.raise_for_status()
        except httpx.HTTPError as error:
            log.warning("signature provider, %s %s: %r", method, path, error)
            raise SignatureSilent() from error
        if len(response.content) > MOST_BYTES:
            raise ResultAltered()
        return response


def _request(contract: TrainingContract) -> dict[str, Any]:
    buyer = contract.order.buyer
    sent = content(contract.document)
    return {
        "reference": contract.number,
        "document": {
            "name": f"{contract.number}.pdf",
            "sha256": contract.document.sha256,
            "content": base64.b64encode(sent).decode(),
        },
        "signer": {"name": buyer.full_name, "email": buyer.email, "language": buyer.language},
        "return_url": f"{settings.SITE_URL}{reverse('contract', args=[contract.number])}",
        "notification_url": f"{settings.SITE_URL}{reverse('api-v1:receive_signature_notice')}",
    }


def _is_a_page_of_theirs(address: str) -> bool:
    """Signatories are led to the named origins only, whatever an answer says."""
    return any(address.startswith(f"{origin.rstrip('/')}/") for origin in settings.SIGNATURE_PAGES)


def _proof_of(said: dict[str, Any], contract: TrainingContract, envelope: str, signed: bytes, record: bytes) -> Proof:
    try:
        signer = said["signer"]
        moment = datetime.fromisoformat(signer["signed_at"])
        if moment.tzinfo is None or said["reference"] != contract.number:
            raise ValueError("signed_at has no zone, or the envelope is another contract's")
        return Proof(
            signatory=str(signer["name"])[:250],
            email=str(signer["email"]),
            signed_at=moment,
            network_address=signer["ip_address"],
            user_agent=str(signer.get("user_agent", "")),
            document_sha256=str(said["document"]["sha256"]),
            consent_text=str(signer["consent"]),
            envelope=envelope,
            pdf=signed,
            record=record,
        )
    except (KeyError, ValueError, TypeError) as error:
        log.error("unusable proof of envelope %s: %r", envelope, error)
        raise ResultAltered() from None


def check_signed_file(*, sent: bytes, returned: bytes) -> None:
    """What returns is what was sent, byte for byte, plus one valid PAdES signature of the provider's. Raises ResultAltered.

    A signature is appended to a PDF: the file before it must still be there, the university's seal included.
    """
    if not returned.startswith(sent):
        raise ResultAltered()
    try:
        judged = judge_pdf(returned, [*trust_roots(), *_their_roots(settings.SIGNATURE_ROOTS)])
        added = judge_pdf(returned, _their_roots(settings.SIGNATURE_ROOTS)).seals[len(judge_pdf(sent, []).seals) :]
    except CredentialError:
        raise ResultAltered() from None
    if not (judged.bottom_line and len(added) == 1 and added[0].trusted):
        raise ResultAltered()


@lru_cache(maxsize=4)
def _their_roots(path: str) -> tuple[bytes, ...]:
    return (Path(path).read_bytes(),)


def envelope_of(reference: str) -> SignatureEnvelope | None:
    """The envelope with the provider's id, its contract with all that signing reads."""
    return (
        SignatureEnvelope.objects.filter(reference=reference)
        .select_related("contract__order__buyer", "contract__document")
        .first()
    )
