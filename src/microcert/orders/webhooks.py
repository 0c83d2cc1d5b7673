"""The Standard Webhooks signature (standardwebhooks.com, version 1): HMAC-SHA256 over `id.timestamp.body`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping

from django.utils.translation import gettext as _

from .errors import SignatureRejected

TOLERANCE_SECONDS = 5 * 60


def signed_headers(secret: bytes, event_id: str, body: bytes, *, timestamp: int | None = None) -> dict[str, str]:
    """The three headers that go with `body`. `timestamp` in seconds since 1970, now by default."""
    # Real time, not the platform's clock: two programs that a demonstration has not moved must agree on it.
    moment = str(int(time.time()) if timestamp is None else timestamp)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{_signature(secret, event_id, moment, body)}",
    }


def verify(secret: bytes, body: bytes, headers: Mapping[str, str], *, at: float | None = None) -> str:
    """The event's id, when one of the signatures holds and the timestamp is within five minutes. Raises SignatureRejected."""
    sent = {name.lower(): value for name, value in headers.items()}
    try:
        event_id, moment = sent["webhook-id"], sent["webhook-timestamp"]
        signatures = [part.partition(",") for part in sent["webhook-signature"].split()]
        age = abs((time.time() if at is None else at) - int(moment))
    except (KeyError, ValueError):
        raise SignatureRejected(
            _("Les en-têtes webhook-id, webhook-timestamp et webhook-signature sont attendus.")
        ) from None
    if age > TOLERANCE_SECONDS:
        raise SignatureRejected(_("L’horodatage s’écarte de plus de cinq minutes de l’heure du serveur."))
    expected = _signature(secret, event_id, moment, body).encode()
    if not any(
        version == "v1" and hmac.compare_digest(expected, given.encode()) for version, _comma, given in signatures
    ):
        raise SignatureRejected(_("Aucune signature ne correspond au contenu reçu."))
    return event_id


def _signature(secret: bytes, event_id: str, moment: str, body: bytes) -> str:
    signed = hmac.digest(secret, f"{event_id}.{moment}.".encode() + body, "sha256")
    return base64.b64encode(signed).decode()


def secret_bytes(text: str) -> bytes:
    """A secret as providers write it (`whsec_` and base64) to bytes. Raises ValueError."""
    try:
        return base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("A webhook secret is base64, with or without whsec_ before it") from error


def derived_secret(root: str, purpose: str) -> bytes:
    """A secret for a stand-in that has no provider to give it one."""
    return hashlib.sha256(f"{purpose}\n{root}".encode()).digest()
