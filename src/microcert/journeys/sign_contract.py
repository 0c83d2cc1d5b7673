"""Signing: the contract is signed, the withdrawal period begins and the learner's file opens, or none of it."""

from __future__ import annotations

from microcert.contracts.actions import sign
from microcert.contracts.models import TrainingContract
from microcert.enrolment.actions import open_file
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.orders.actions import begin_withdrawal_period
from microcert.people.models import User


@action
def sign_contract(
    contract: TrainingContract,
    *,
    code: str,
    has_consented: bool,
    network_address: str | None,
    user_agent: str,
    by: User,
) -> LearnerFile:
    """Sign with a code that `contracts.actions.check_code` has accepted. The file opens now, never on payment.

    Raises what `contracts.actions.sign` refuses.
    """
    contract = sign(
        contract,
        code=code,
        has_consented=has_consented,
        network_address=network_address,
        user_agent=user_agent,
        by=by,
    )
    order = begin_withdrawal_period(contract.order, clock.today(), by=by)
    return open_file(order, by=by)
