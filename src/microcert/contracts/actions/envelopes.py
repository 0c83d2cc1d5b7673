"""What was sent to an external signature provider: kept once, ended once."""

from __future__ import annotations

from microcert.contracts.errors import NotToSign
from microcert.contracts.models import SignatureEnvelope, TrainingContract
from microcert.contracts.rules import ENVELOPE_TRANSITIONS, EnvelopeState
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User

from .contracts import lock_to_sign


@action
def keep_envelope(contract: TrainingContract, *, reference: str, address: str, by: User) -> SignatureEnvelope:
    """The envelope that the provider opened; the open one stands. Raises NotToSign, SalesClosed."""
    contract = lock_to_sign(contract)
    if standing := contract.envelopes.filter(status=EnvelopeState.OPEN).first():
        return standing
    if SignatureEnvelope.objects.filter(reference=reference).exists():
        # The provider answered with an envelope that has already ended.
        raise NotToSign()
    envelope = SignatureEnvelope.objects.create(contract=contract, reference=reference, address=address)
    journal.write("contracts.sent_to_sign", contract, by=by, document=contract.document.sha256)
    return envelope


@action
def end_envelope(envelope: SignatureEnvelope, state: EnvelopeState, *, by: User | None = None) -> EnvelopeState:
    """No signature comes of this envelope; one that has ended keeps its end, which is the answer."""
    # Locked after its contract, as signing does: two notifications at once wait for each other, never in a circle.
    TrainingContract.objects.select_for_update().get(pk=envelope.contract_id)
    envelope = SignatureEnvelope.objects.select_for_update().get(pk=envelope.pk)
    standing = EnvelopeState(envelope.status)
    if state not in ENVELOPE_TRANSITIONS[standing]:
        return standing
    envelope.status = state
    envelope.ended_at = clock.now()
    envelope.save(update_fields=["status", "ended_at"])
    journal.write("contracts.not_signed", envelope.contract, by=by, why=str(state))
    return state
