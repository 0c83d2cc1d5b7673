"""The list of files that an office follows: filters, counts and order in the database, rows for one page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.orders.models import STATUS_LABELS, Order
from microcert.orders.rules import PAYABLE, OrderStatus
from microcert.people.rules import folded
from microcert.sessions.models import Session


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


# Somebody is awaited, and a letter may help.
NUDGED = PAYABLE | {OrderStatus.TO_SIGN, OrderStatus.SIGNING}


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
    may_be_nudged: bool


@dataclass(frozen=True)
class Worklist:
    """The files of the chosen tab, and the counts of every tab under the same filters (`""` is all)."""

    orders: QuerySet[Order]
    counts: dict[str, int]
    stage: str
    sort: str

    @property
    def rows(self) -> list[WorklistRow]:
        return list(rows_of(self.orders))

    @property
    def tabs(self) -> list[tuple[str, str | Promise, int]]:
        """(value, label, count), the whole list first."""
        return [("", _("Tous"), self.counts[""]), *((s, STAGE_LABELS[s], self.counts[s]) for s in Stage)]


def worklist(
    universities: Iterable[University] | University,
    *,
    session: Session | None = None,
    tariff: str = "",
    stage: str = "",
    text: str = "",
    sort: str = "",
) -> Worklist:
    """The learners that a draw assigned to these universities. One query for the counts, one for whatever is read of the rows.

    An unknown stage means all, an unknown order means by name. Words are sought without accents, in name, address and number.
    """
    where = [universities] if isinstance(universities, University) else list(universities)
    orders = Order.objects.filter(university__in=where)
    if session is not None:
        orders = orders.filter(session=session)
    if tariff:
        orders = orders.filter(tariff__code=tariff)
    for word in folded(text).split():
        orders = orders.filter(Q(buyer__folded__contains=word) | Q(number__icontains=word))
    orders = orders.annotate(stage=_stage(), updated_at=_updated_at())
    found = {each["stage"]: each["n"] for each in orders.order_by().values("stage").annotate(n=Count("pk"))}
    counts = {"": sum(found.values())} | {each.value: found.get(each.value, 0) for each in Stage}
    chosen, order = stage if stage in tuple(Stage) else "", sort if sort in SORTS else "name"
    if chosen:
        orders = orders.filter(stage=chosen)
    return Worklist(orders.order_by(*SORTS[order]), counts, chosen, order)


# What may stand in the address as the order of the list.
SORTS: dict[str, tuple[str, ...]] = {
    "name": ("buyer__folded", "number"),
    "latest": ("-updated_at", "-number"),
    "number": ("-number",),
}


def _stage() -> Case:
    """The stage of an order, as the clock says it: a job only notes later that a day has passed."""
    owed = When(status=OrderStatus.PENDING, chargeable_from__lte=clock.today(), then=Value(Stage.PAYMENT.value))
    return Case(owed, *(When(status=status, then=Value(stage.value)) for status, stage in STAGES.items()))


def _updated_at() -> Greatest:
    moments = (
        "cancelled_at",
        "learner_file__opened_at",
        "learner_file__closed_at",
        "contract__issued_at",
        "contract__signed_at",
    )
    # SQLite's greatest value of anything and nothing is nothing.
    return Greatest("placed_at", *(Coalesce(F(moment), F("placed_at")) for moment in moments))


def rows_of(orders: Iterable[Order] | QuerySet[Order]) -> Iterator[WorklistRow]:
    """The rows of these orders, in their order; a whole list is read in pieces."""
    if isinstance(orders, QuerySet):
        orders = orders.select_related(
            "buyer", "university", "session__version", "tariff", "learner_file", "contract"
        ).iterator(chunk_size=500)
    return (_row(order) for order in orders)


def _row(order: Order) -> WorklistRow:
    # The clock is asked, not the job that notes the passing of the day: the office sees what the learner sees.
    status = OrderStatus(order.status)
    if status == OrderStatus.PENDING and order.chargeable_from and order.chargeable_from <= clock.today():
        status = OrderStatus.PENDING_PAYMENT
    kind, icon, expected = EXPECTED[status]
    file = getattr(order, "learner_file", None)
    contract = getattr(order, "contract", None)
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
        updated_at=order.updated_at,  # type: ignore[attr-defined]  # annotated by the list
        contract=contract.number if contract else "",
        may_be_nudged=status in NUDGED,
    )
