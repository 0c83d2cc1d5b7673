"""The verbs of orders, one module per noun."""

from .funding import record_agreement_of_funder
from .groups import begin_agreement, free_place, place_group, take_place
from .invoices import establish_invoice, number_credit_note, number_invoice
from .orders import (
    abandon_signing,
    await_signature,
    begin_withdrawal_period,
    cancel,
    end_pro_rata,
    make_chargeable,
    place,
    restage,
    signing,
)
from .payments import give_surplus_back, note_resolution, place_transfer, settle, start_payment, take_transfer
from .refunds import confirm_refund, note_refund_failed, note_refund_sent, try_refund_again

__all__ = [
    "abandon_signing",
    "await_signature",
    "begin_agreement",
    "begin_withdrawal_period",
    "cancel",
    "confirm_refund",
    "end_pro_rata",
    "establish_invoice",
    "free_place",
    "give_surplus_back",
    "make_chargeable",
    "note_refund_failed",
    "note_refund_sent",
    "note_resolution",
    "number_credit_note",
    "number_invoice",
    "place",
    "place_group",
    "place_transfer",
    "record_agreement_of_funder",
    "restage",
    "settle",
    "signing",
    "start_payment",
    "take_place",
    "take_transfer",
    "try_refund_again",
]
