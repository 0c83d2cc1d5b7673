"""The verbs of orders, one module per noun."""

from .invoices import establish_invoice, number_credit_note, number_invoice
from .orders import (
    abandon_signing,
    await_signature,
    begin_withdrawal_period,
    cancel,
    end_pro_rata,
    make_chargeable,
    place,
    signing,
)
from .payments import give_surplus_back, note_resolution, settle, start_payment, take_transfer
from .refunds import confirm_refund, note_refund_failed, note_refund_sent, try_refund_again

__all__ = [
    "abandon_signing",
    "await_signature",
    "begin_withdrawal_period",
    "cancel",
    "confirm_refund",
    "end_pro_rata",
    "establish_invoice",
    "give_surplus_back",
    "make_chargeable",
    "note_refund_failed",
    "note_refund_sent",
    "note_resolution",
    "number_credit_note",
    "number_invoice",
    "place",
    "settle",
    "signing",
    "start_payment",
    "take_transfer",
    "try_refund_again",
]
