"""The built-in signature: a one-time code sent to the signatory's address, and the proof that the platform keeps itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from .actions import check_code, send_code
from .actions.contracts import code_proof
from .errors import ConsentMissing
from .models import SignatureEnvelope, TrainingContract
from .rules import EnvelopeState
from .signature import Proof


class OneTimeCode:
    """Implements `SignatureProvider`. The answer has `code`, `has_consented`, `network_address` and `user_agent`."""

    is_external = False

    def ask(self, contract: TrainingContract, *, by: Any) -> str:
        send_code(contract, by=by)
        return reverse("contract", args=[contract.number])

    def proof(self, contract: TrainingContract, answer: Mapping[str, Any]) -> Proof:
        check_code(contract, answer["code"])
        if not answer["has_consented"]:
            raise ConsentMissing()
        return code_proof(
            contract,
            code=answer["code"],
            network_address=answer["network_address"],
            user_agent=answer["user_agent"],
        )

    def unheard_of(self, since: datetime) -> QuerySet[SignatureEnvelope]:
        """A code is typed on our own page: there is nobody to ask after it, and no notice to lose."""
        return SignatureEnvelope.objects.none()

    def cancel(self, reference: str) -> EnvelopeState:
        """A code opens no envelope: one that an earlier provider opened ends here alone, and its signature comes too late."""
        return EnvelopeState.CANCELLED
