"""After a notification of the signature provider: the contract is signed and the file opens, or the envelope has ended."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from microcert.contracts.actions import end_envelope, sign_with_proof
from microcert.contracts.envelopes import Envelopes, envelope_of
from microcert.contracts.errors import EnvelopeEnded, NotSignedYet, NotToSign, ResultAltered, SalesClosed
from microcert.contracts.models import SignatureEnvelope
from microcert.contracts.rules import EnvelopeState
from microcert.contracts.signature import Proof, provider
from microcert.enrolment.actions import open_file
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.orders.actions import begin_withdrawal_period
from microcert.people.models import User

log = logging.getLogger(__name__)


def after_signature(body: bytes, headers: Mapping[str, str]) -> str:
    """Verify a notification and look at its envelope. Raises NoticeRejected, NoticeUnreadable, SignatureSilent.

    The notification itself decides nothing, so an old or repeated one leads to what stands.
    """
    envelope = envelope_of(Envelopes().read_notice(body, headers))
    return "unknown" if envelope is None else str(look_at(envelope))


def look_at(envelope: SignatureEnvelope) -> EnvelopeState:
    """Ask the provider how the envelope stands and draw the consequence, once. Raises SignatureSilent."""
    if envelope.status != EnvelopeState.OPEN:
        return EnvelopeState(envelope.status)
    try:
        proof = provider().proof(envelope.contract, {"envelope": envelope.reference})
        sign_by_envelope(envelope, proof, by=envelope.contract.order.buyer)
    except NotSignedYet:
        return EnvelopeState.OPEN
    except EnvelopeEnded as ended:
        return end_envelope(envelope, EnvelopeState(ended.state))
    except ResultAltered:
        log.error(
            "envelope %s: what came back is not what was sent, or not signed by who was asked", envelope.reference
        )
        return end_envelope(envelope, EnvelopeState.REJECTED)
    except (NotToSign, SalesClosed):
        return end_envelope(envelope, EnvelopeState.TOO_LATE)
    return EnvelopeState.SIGNED


@action
def sign_by_envelope(envelope: SignatureEnvelope, proof: Proof, *, by: User) -> None:
    """Signature, withdrawal period and file, or none of them."""
    contract = sign_with_proof(envelope.contract, proof=proof, by=by)
    open_file(begin_withdrawal_period(contract.order, clock.today(), by=by), by=by)
