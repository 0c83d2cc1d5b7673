"""The seam to the signature provider: what the platform asks of one, and the one that the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from .models import SignatureEnvelope, TrainingContract
from .rules import EnvelopeState

BUILT_IN = "microcert.contracts.one_time_code.OneTimeCode"
NEEDED = ("SIGNATURE_URL", "SIGNATURE_KEY", "SIGNATURE_SECRET", "SIGNATURE_ROOTS", "SIGNATURE_PAGES")


@dataclass(frozen=True)
class Proof:
    """What proves one signature, whoever gathered it. `signed_at` is aware; hashes are SHA-256 in hexadecimal.

    A provider of the outside also gives the signed file (`pdf`), its own record of proof (`record`, a PDF) and the
    `envelope` that they come from; a one-time code gives the hash of the code that it uses up.
    """

    signatory: str
    email: str
    signed_at: datetime
    network_address: str | None
    user_agent: str
    document_sha256: str
    consent_text: str
    code_hash: str = ""
    envelope: str = ""
    pdf: bytes = b""
    record: bytes = b""


class SignatureProvider(Protocol):
    """No method changes a contract; each may wait for the network, so call them outside transactions."""

    is_external: bool

    def ask(self, contract: TrainingContract, *, by: Any) -> str:
        """Ask the signatory to sign; the answer is the address where that is done."""

    def proof(self, contract: TrainingContract, answer: Mapping[str, Any]) -> Proof:
        """The proof of what the signatory did. Raises a Refusal when there is no valid signature."""

    def unheard_of(self, since: datetime) -> QuerySet[SignatureEnvelope]:
        """The envelopes opened before `since` of which no end was heard: a notice may be lost. No network is used."""

    def cancel(self, reference: str) -> EnvelopeState:
        """Nobody is asked to sign this envelope any more; how it ended, were it signed a moment before."""


def provider() -> SignatureProvider:
    """The provider that `settings.SIGNATURE` names."""
    chosen: SignatureProvider = import_string(settings.SIGNATURE)()
    return chosen


def refuse_half_a_provider() -> None:
    """Nobody finds out at the first signature that a setting is missing. Raises ImproperlyConfigured."""
    given = [name for name in NEEDED if getattr(settings, name)]
    if settings.SIGNATURE == BUILT_IN and given:
        raise ImproperlyConfigured(f"{', '.join(given)} set, but SIGNATURE names the built-in one-time code.")
    if settings.SIGNATURE != BUILT_IN and len(given) < len(NEEDED):
        raise ImproperlyConfigured(f"{settings.SIGNATURE} needs {', '.join(set(NEEDED) - set(given))}.")
