"""After a notification of the signature provider, or when none came: the contract is signed and the file opens, or the
envelope has ended."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from microcert.contracts.actions import end_envelope, sign_with_proof
from microcert.contracts.envelopes import Envelopes, envelope_of
from microcert.contracts.errors import EnvelopeEnded, NotSignedYet, NotToSign, ResultAltered, SalesClosed
from microcert.contracts.models import SignatureEnvelope
from microcert.contracts.rules import NOTICE_IS_LATE, EnvelopeState
from microcert.contracts.signature import Proof, provider
from microcert.enrolment.actions import open_file
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.foundation.jobs import enqueue, task
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


@task
def ask_after_envelopes() -> None:
    """Notices get lost: envelopes of which nothing was heard are asked after, each by a job of its own, once a round."""
    round_of = f"{clock.now():%Y%m%d%H}"
    for envelope in provider().unheard_of(clock.now() - NOTICE_IS_LATE).values_list("pk", flat=True):
        enqueue(ask_after, key=f"ask-after-envelope:{envelope}:{round_of}", envelope=envelope)


@task
def ask_after(envelope: int) -> None:
    """Look at one envelope as if its notice had come; what it leads to happens once, whoever tells of it first."""
    reference = SignatureEnvelope.objects.values_list("reference", flat=True).get(pk=envelope)
    if standing := envelope_of(reference):
        look_at(standing)


@action
def sign_by_envelope(envelope: SignatureEnvelope, proof: Proof, *, by: User) -> None:
    """Signature, withdrawal period and file, or none of them."""
    contract = sign_with_proof(envelope.contract, proof=proof, by=by)
    open_file(begin_withdrawal_period(contract.order, clock.today(), by=by), by=by)
