"""The verbs of contracts, one module per noun."""

from .acceptances import establish_acceptance
from .agreements import accept_quote, establish_agreement, establish_quote
from .contracts import (
    check_code,
    countersign,
    issue,
    keep_countersigned_copy,
    keep_receipt,
    keep_signed_copy,
    send_code,
    sign,
    sign_with_proof,
    void,
    withdraw,
)
from .envelopes import end_envelope, keep_envelope

__all__ = [
    "accept_quote",
    "check_code",
    "countersign",
    "end_envelope",
    "establish_acceptance",
    "establish_agreement",
    "establish_quote",
    "issue",
    "keep_countersigned_copy",
    "keep_envelope",
    "keep_receipt",
    "keep_signed_copy",
    "send_code",
    "sign",
    "sign_with_proof",
    "void",
    "withdraw",
]
