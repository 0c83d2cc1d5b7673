"""After the signature: the withdrawal period begins and the learner's file opens, together."""

from __future__ import annotations

from microcert.contracts.models import TrainingContract
from microcert.contracts.rules import ContractStatus
from microcert.enrolment.actions import open_file
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.foundation.jobs import once, task
from microcert.orders.actions import begin_withdrawal_period


@task
def after_signature(contract: int) -> None:
    """Follows "contracts.signed"."""
    once(
        f"enrolled:{contract}", lambda: enrol(TrainingContract.objects.select_related("order__buyer").get(pk=contract))
    )


@action
def enrol(contract: TrainingContract) -> None:
    """Start the order's withdrawal period and open the file. A contract withdrawn in the meantime enrols nobody."""
    if contract.status != ContractStatus.SIGNED or contract.signed_at is None:
        return
    order = contract.order
    begin_withdrawal_period(order, clock.day_of(contract.signed_at), by=order.buyer)
    open_file(order, by=order.buyer)
