"""Reads of learners' files: the worklist of an office, the open files of a learner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.orders.models import STATUS_LABELS, Order
from microcert.orders.rules import OrderStatus
from microcert.people.models import User
from microcert.sessions.models import Session

from .models import LearnerFile
from .rules import CONVOCATION_DAYS, FileStatus


class Stage(StrEnum):
    """The tabs of the worklist."""

    CONTRACT = "contract"
    WITHDRAWAL_PERIOD = "withdrawal_period"
    PAYMENT = "payment"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


STAGE_LABELS: dict[Stage, Promise] = {
    Stage.CONTRACT: _("Contrat"),
    Stage.WITHDRAWAL_PERIOD: _("Rétractation"),
    Stage.PAYMENT: _("Paiement"),
    Stage.CONFIRMED: _("Réglés"),
    Stage.CLOSED: _("Clos"),
}

STAGES: dict[OrderStatus, Stage] = {
    OrderStatus.DRAFT: Stage.CONTRACT,
    OrderStatus.ASSIGNED: Stage.CONTRACT,
    OrderStatus.TO_SIGN: Stage.CONTRACT,
    OrderStatus.SIGNING: Stage.CONTRACT,
    OrderStatus.PENDING: Stage.WITHDRAWAL_PERIOD,
    OrderStatus.PENDING_PAYMENT: Stage.PAYMENT,
    OrderStatus.FAILED_PAYMENT: Stage.PAYMENT,
    OrderStatus.COMPLETED: Stage.CONFIRMED,
    OrderStatus.CANCELLED: Stage.CLOSED,
    OrderStatus.REFUNDING: Stage.CLOSED,
    OrderStatus.REFUNDED: Stage.CLOSED,
}

# Status → (kind and icon of the badge, what is awaited, from whom).
EXPECTED: dict[OrderStatus, tuple[str, str, str | Promise]] = {
    OrderStatus.DRAFT: ("", "clock", _("Rien à faire")),
    OrderStatus.ASSIGNED: ("info", "hourglass-split", _("Contrat préparé automatiquement")),
    OrderStatus.TO_SIGN: ("info", "pen-fill", _("Signature de la personne")),
    OrderStatus.SIGNING: ("info", "pen-fill", _("Code de signature de la personne")),
    OrderStatus.PENDING: ("info", "hourglass-split", _("Fin du délai de rétractation")),
    OrderStatus.PENDING_PAYMENT: ("wait", "credit-card", _("Règlement de l’échéance")),
    OrderStatus.FAILED_PAYMENT: ("stop", "exclamation-triangle-fill", _("Nouveau paiement de la personne")),
    OrderStatus.COMPLETED: ("ok", "check-circle-fill", _("Rien à faire")),
    OrderStatus.CANCELLED: ("", "slash-circle", _("Rien à faire")),
    OrderStatus.REFUNDING: ("wait", "cash-coin", _("Remboursement sous 14 jours")),
    OrderStatus.REFUNDED: ("", "check-circle", _("Rien à faire")),
}


@dataclass(frozen=True)
class WorklistRow:
    """One learner in the office's list; `file` is None until the contract is signed."""

    order: int
    number: str
    file: int | None
    name: str
    university: str
    session_code: str
    training: str
    tariff: str
    stage: Stage
    kind: str
    icon: str
    status: str | Promise
    expected: str | Promise
    expected_on: date | None
    updated_at: datetime
    contract: str


@dataclass(frozen=True)
class Worklist:
    """Rows of the chosen tab, and the counts of every tab under the same filters (`""` is all)."""

    rows: list[WorklistRow]
    counts: dict[str, int]
    stage: str

    @property
    def tabs(self) -> list[tuple[str, str | Promise, int]]:
        """(value, label, count), the whole list first."""
        return [("", _("Tous"), self.counts[""]), *((s, STAGE_LABELS[s], self.counts[s]) for s in Stage)]


def worklist(
    universities: Iterable[University] | University,
    *,
    session: Session | None = None,
    stage: str = "",
    text: str = "",
) -> Worklist:
    """The learners that a draw assigned to these universities, by name. One query; an unknown stage means all."""
    where = [universities] if isinstance(universities, University) else list(universities)
    orders = Order.objects.filter(university__in=where).select_related(
        "buyer", "university", "session__version", "tariff", "learner_file", "contract"
    )
    if session is not None:
        orders = orders.filter(session=session)
    for word in text.split():
        orders = orders.filter(
            Q(buyer__family_name__icontains=word)
            | Q(buyer__given_names__icontains=word)
            | Q(buyer__email__icontains=word)
            | Q(number__icontains=word)
        )
    rows = [_row(order) for order in orders.order_by("buyer__family_name", "buyer__given_names", "number")]
    counts = {"": len(rows)} | {each.value: sum(row.stage == each for row in rows) for each in Stage}
    chosen = stage if stage in tuple(Stage) else ""
    return Worklist([row for row in rows if not chosen or row.stage == chosen], counts, chosen)


def _row(order: Order) -> WorklistRow:
    # The clock is asked, not the job that notes the passing of the day: the office sees what the learner sees.
    status = OrderStatus(order.status)
    if status == OrderStatus.PENDING and order.chargeable_from and order.chargeable_from <= clock.today():
        status = OrderStatus.PENDING_PAYMENT
    kind, icon, expected = EXPECTED[status]
    file = getattr(order, "learner_file", None)
    contract = getattr(order, "contract", None)
    moments = [order.placed_at, order.cancelled_at, file and file.opened_at, file and file.closed_at]
    moments += [contract and contract.issued_at, contract and contract.signed_at]
    return WorklistRow(
        order=order.pk,
        number=order.number,
        file=file.pk if file else None,
        name=order.buyer.sort_name,
        university=order.university.short_name,
        session_code=order.session.code,
        training=order.session.version.title,
        tariff=order.tariff.label,
        stage=STAGES[status],
        kind=kind,
        icon=icon,
        status=STATUS_LABELS[status],
        expected=expected,
        expected_on=order.chargeable_from if status == OrderStatus.PENDING else None,
        updated_at=max(moment for moment in moments if moment),
        contract=contract.number if contract else "",
    )


def files_of(learner: User) -> QuerySet[LearnerFile]:
    """A learner's files, the newest first, with what their pages show."""
    return (
        LearnerFile.objects.filter(learner=learner)
        .select_related("session__version__training__producer", "university", "order__contract")
        .order_by("-opened_at")
    )


def open_files(session: Session) -> QuerySet[LearnerFile]:
    """The learners who are in the session now."""
    return LearnerFile.objects.filter(session=session, status=FileStatus.OPEN).select_related("learner", "university")


def to_convoke(day: date) -> QuerySet[LearnerFile]:
    """Open files whose session starts within the days of notice: each is due its convocation."""
    return LearnerFile.objects.filter(
        status=FileStatus.OPEN,
        session__starts_on__gt=day,
        session__starts_on__lte=day + timedelta(days=CONVOCATION_DAYS),
    ).select_related("session")
