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
from credseal.proof import add_proof, moment_text, proof_options
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

RECHECK = 1_000

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
) -> dict[str, Any]:
    """The credential sealed with a Data Integrity proof; ``created`` defaults to the record's issue time.

    From the second badge of an award on, the canonical form is a compiled one, byte-identical to the full engine's;
    one badge in ``recheck`` (0: none) is canonicalised by both. Raises ProofError when the signer's key is not the
    named issuer's: nobody could verify the result.
    """
    controller = signer.key_id.partition("#")[0]
    if controller != record.issuer.did:
        raise ProofError(f"the key of {controller} cannot sign for {record.issuer.did}")
    created = created or record.issued_at
    return _from_mould(record, signer, status, created, recheck) or add_proof(
        open_badge(record, status), signer, created=created
    )


def _from_mould(
    record: AwardRecord, signer: Signer, status: Sequence[StatusEntry], created: datetime, recheck: int
) -> dict[str, Any] | None:
    """The signed badge by way of its award's mould; None when that cannot be."""
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
    options = proof_options(signer, moment_text(created))
    signature = signer.sign(_options_digest(**options) + sha256(canonical).digest())
    options["proofValue"] = "z" + base58_encode(signature)
    badge["proof"] = options
    return badge


@lru_cache(maxsize=1024)
def _options_digest(**options: str) -> bytes:
    """Many badges of a batch share the second in which they were sealed."""
    config = options | {"@context": [VC_V2, OB_V3]}
    return sha256(canonical_options(config) or canonicalize(config).encode()).digest()
