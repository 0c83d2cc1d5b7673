"""The verbs of contracts, one module per noun."""

from .acceptances import establish_acceptance
from .agreements import (
    accept_quote,
    countersign_agreement,
    establish_agreement,
    establish_quote,
    keep_countersigned_agreement,
)
from .bulk_signatures import ask_bulk_signature, sign_line
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
    "ask_bulk_signature",
    "check_code",
    "countersign",
    "countersign_agreement",
    "end_envelope",
    "establish_acceptance",
    "establish_agreement",
    "establish_quote",
    "issue",
    "keep_countersigned_agreement",
    "keep_countersigned_copy",
    "keep_envelope",
    "keep_receipt",
    "keep_signed_copy",
    "send_code",
    "sign",
    "sign_line",
    "sign_with_proof",
    "void",
    "withdraw",
]
