"""Signed badges by the thousand: what an award fixes is canonicalised once, what the learner changes is filled in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from itertools import count
from typing import Any

from credseal.compiled import Memory
from credseal.compiled.options import canonical_options
from credseal.errors import ProofError
from credseal.jsonld import canonicalize
from credseal.jsonld.pinned import OB_V3, VC_V2
from credseal.keys.pairs import Signer
from credseal.multibase import base58_encode
from credseal.openbadge.build import open_badge
from credseal.openbadge.mould import BadgeMould, award_key, badge_mould
from credseal.openbadge.particulars import texts_of
from credseal.proof import add_further_proof, add_proof, moment_text, proof_options
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

RECHECK = 10_000

_log = logging.getLogger(__name__)
_moulds: Memory[BadgeMould] = Memory(256)
_cast = count(1)


def issue_open_badge(
    record: AwardRecord,
    signer: Signer,
    *,
    status: Sequence[StatusEntry] = (),
    created: datetime | None = None,
    recheck: int = RECHECK,
    partners: Sequence[Signer] = (),
) -> dict[str, Any]:
    """The credential sealed with a Data Integrity proof; ``created`` defaults to the record's issue time.

    Of a joint award, ``partners`` are the other awarding bodies that sign: each adds its proof to the set.

    From the second badge of an award on, the canonical form is a compiled one, byte-identical to the full engine's;
    one badge in ``recheck`` (0: none) is canonicalised by both. Raises ProofError when the signer's key is not the
    named issuer's: nobody could verify the result.
    """
    controller = signer.key_id.partition("#")[0]
    if controller != record.issuer.did:
        raise ProofError(f"the key of {controller} cannot sign for {record.issuer.did}")
    for partner in partners:
        if partner.key_id.partition("#")[0] not in {body.did for body in record.bodies[1:]}:
            raise ProofError(f"{partner.key_id} is of none of the bodies that award with {record.issuer.did}")
    created = created or record.issued_at
    signers = (signer, *partners)
    badge = _from_mould(record, signers, status, created, recheck)
    if badge is None:
        badge = add_proof(open_badge(record, status), signer, created=created)
        for partner in partners:
            badge = add_further_proof(badge, partner, created=created)
    return badge


def _from_mould(
    record: AwardRecord, signers: Sequence[Signer], status: Sequence[StatusEntry], created: datetime, recheck: int
) -> dict[str, Any] | None:
    """The signed badge by way of its award's mould; None when that cannot be."""
    for signer in signers:
        if signer.public.kind.digest != "sha256":
            return None
    texts, presence = texts_of(record, status)
    key = award_key(record, status, presence)
    mould = _moulds.recall(key, lambda: badge_mould(record, status))
    canonical = None if mould is None else mould.form.fill(texts)
    if mould is None or canonical is None:
        return None
    badge = mould.copy(texts)
    if recheck and next(_cast) % recheck == 0 and canonicalize(badge).encode() != canonical:
        _log.error("the compiled form of %s differs from the full engine's and is no longer used", badge["id"])
        _moulds.forget(key)
        return None
    digest, moment = sha256(canonical).digest(), moment_text(created)
    proofs = [_proof(signer, moment, digest) for signer in signers]
    badge["proof"] = proofs[0] if len(proofs) == 1 else proofs
    return badge


def _proof(signer: Signer, moment: str, digest: bytes) -> dict[str, Any]:
    options = proof_options(signer, moment)
    options["proofValue"] = "z" + base58_encode(signer.sign(_options_digest(*options.items()) + digest))
    return options


@lru_cache(maxsize=1024)
def _options_digest(*options: tuple[str, str]) -> bytes:
    """Many badges of a batch share the second in which they were sealed."""
    config = dict(options) | {"@context": [VC_V2, OB_V3]}
    return sha256(canonical_options(config) or canonicalize(config).encode()).digest()
