"""Everything that happens by itself: which jobs follow which event, and which come back. The program's reactions at a glance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from microcert.batches.jobs import forget_files
from microcert.contracts.jobs import (
    cancel_envelopes,
    issue_contract,
    issue_quote,
    keep_acceptance,
    send_agreement,
    send_countersigned_agreement,
    send_countersigned_copy,
    send_quote,
    send_receipt,
    send_signed_copy,
    sign_each,
    tell_contract_is_ready,
)
from microcert.credentials.jobs import sign_log
from microcert.evaluation.jobs import seal_minutes, state_end_of_training
from microcert.foundation.jobs.pruning import forget_finished
from microcert.learning.jobs import certify_completion
from microcert.orders.jobs import give_back, issue_credit_note, issue_invoice, tell_refund
from microcert.production.jobs import seal_committee_minutes
from microcert.settlement.jobs import draw_up_statements, post_payment, post_refund

from .after_signature import ask_after_envelopes
from .after_verdict import after_award, award_all, tell_status
from .archive_papers import make_archive
from .calendar import keep_the_calendar
from .move_session import after_postponement, after_session_cancelled, tell_office_to_decide
from .nudge import write_each

SUBSCRIPTIONS: dict[str, tuple[Any, ...]] = {
    "production.meeting_closed": (seal_committee_minutes,),
    "orders.placed": (issue_contract, keep_acceptance),
    "orders.group_placed": (issue_quote, keep_acceptance),
    "orders.place_taken": (keep_acceptance,),
    "contracts.quoted": (send_quote,),
    "contracts.agreed": (send_agreement,),
    "contracts.issued": (tell_contract_is_ready,),
    "contracts.signed": (send_signed_copy,),
    "contracts.countersigned": (send_countersigned_copy,),
    "contracts.bulk_signature_asked": (sign_each,),
    "contracts.agreement_countersigned": (send_countersigned_agreement,),
    "contracts.withdrawn": (send_receipt,),
    "contracts.voided": (cancel_envelopes,),
    "payments.settled": (issue_invoice, post_payment),
    "refunds.owed": (give_back,),
    "refunds.retried": (give_back,),
    "payments.refunded": (tell_refund, issue_credit_note, post_refund),
    "sessions.postponed": (after_postponement,),
    "sessions.cancellation_proposed": (tell_office_to_decide,),
    "sessions.cancelled": (after_session_cancelled,),
    "evaluation.minutes_signed": (seal_minutes,),
    "evaluation.minutes_sealed": (award_all,),
    "enrolment.letters_asked": (write_each,),
    "documents.archive_asked": (make_archive,),
    "enrolment.closed": (certify_completion, state_end_of_training),
    "settlement.period_closed": (draw_up_statements,),
    "credentials.awarded": (after_award,),
    "credentials.status_changed": (tell_status,),
}

TIMETABLE: dict[Any, timedelta] = {
    keep_the_calendar: timedelta(hours=1),
    ask_after_envelopes: timedelta(hours=1),
    sign_log: timedelta(minutes=5),
    forget_files: timedelta(hours=1),
    forget_finished: timedelta(days=1),
}
