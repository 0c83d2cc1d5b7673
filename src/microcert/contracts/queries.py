"""Reads of contracts: what waits for the signature of a university's legal representative, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.orders.models import Order
from microcert.orders.rules import RUNNING
from microcert.people.models import User
from microcert.people.rules import folded

from .models import Agreement, TrainingContract
from .rules import ContractStatus

CONTRACT, AGREEMENT = "contract", "agreement"


def contracts_signed(universities: Iterable[University], *, is_countersigned: bool) -> QuerySet[TrainingContract]:
    """Contracts in force of these universities, signed by both parties or by the learner only."""
    return TrainingContract.objects.filter(
        order__university__in=universities,
        status=ContractStatus.SIGNED,
        countersigned_at__isnull=not is_countersigned,
    ).select_related("order__university")


def agreements_accepted(universities: Iterable[University], *, is_countersigned: bool) -> QuerySet[Agreement]:
    """Agreements in force of these universities, established, signed by the university or accepted by the company only."""
    return Agreement.objects.filter(
        order__university__in=universities,
        order__status__in=RUNNING,
        document__isnull=False,
        countersigned_at__isnull=not is_countersigned,
    ).select_related("order__university")


@dataclass(frozen=True)
class Paper:
    """A contract or an agreement as the representative's list shows it. `kind` is "contract" or "agreement"."""

    kind: str
    pk: int
    number: str
    order: Order
    agreed_at: datetime | None
    countersigned_at: datetime | None
    countersigned_by: User | None
    has_copy: bool

    @property
    def is_agreement(self) -> bool:
        return self.kind == AGREEMENT

    @property
    def party(self) -> str:
        """Who is on the other side."""
        return self.order.company.name if self.is_agreement and self.order.company else self.order.buyer.sort_name


@dataclass(frozen=True)
class Sought:
    """Which papers: words sought without accents in names and numbers, a session by its code; nothing means all."""

    text: str = ""
    session: str = ""

    def among(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.session:
            rows = rows.filter(order__session__code=self.session)
        for word in folded(self.text).split():
            named = Q(order__buyer__folded__contains=word) | Q(order__company__name__icontains=word)
            rows = rows.filter(named | Q(number__icontains=word) | Q(order__number__icontains=word))
        return rows


def papers_to_sign(universities: Iterable[University], sought: Sought = Sought()) -> QuerySet[Any]:
    """The kind, row and moment of what waits, the oldest first: two tables in one list. Read by `papers`."""
    contracts = _dated(sought.among(contracts_signed(universities, is_countersigned=False)), CONTRACT, "signed_at")
    agreements = sought.among(agreements_accepted(universities, is_countersigned=False))
    return contracts.union(_dated(agreements, AGREEMENT, "accepted_at")).order_by("at", "kind", "pk")


def papers_signed(universities: Iterable[University], sought: Sought = Sought()) -> QuerySet[Any]:
    """The same for what both parties signed, the latest first."""
    contracts = sought.among(contracts_signed(universities, is_countersigned=True))
    agreements = sought.among(agreements_accepted(universities, is_countersigned=True))
    both = _dated(contracts, CONTRACT, "countersigned_at").union(_dated(agreements, AGREEMENT, "countersigned_at"))
    return both.order_by("-at", "kind", "pk")


def _dated(rows: QuerySet[Any], kind: str, moment: str) -> QuerySet[Any]:
    plain = rows.select_related(None).annotate(kind=Value(kind, CharField()), at=F(moment))
    return plain.values_list("kind", "pk", "at")


def papers(found: Iterable[tuple[str, int, datetime]]) -> list[Paper]:
    """What these rows are, in their order. Two queries."""
    found = list(found)
    joined = ("order__buyer", "order__university", "order__company", "order__session__version", "countersigned_by")
    contracts = TrainingContract.objects.select_related(*joined)
    agreements = Agreement.objects.select_related(*joined, "document")
    read = {(CONTRACT, each.pk): _of_contract(each) for each in contracts.filter(pk__in=_rows(found, CONTRACT))}
    read |= {(AGREEMENT, each.pk): _of_agreement(each) for each in agreements.filter(pk__in=_rows(found, AGREEMENT))}
    return [read[kind, pk] for kind, pk, _at in found]


def _rows(found: Iterable[tuple[str, int, datetime]], kind: str) -> list[int]:
    return [pk for each, pk, _at in found if each == kind]


def _of_contract(row: TrainingContract) -> Paper:
    has_copy = row.countersigned_document_id is not None
    return Paper(
        CONTRACT, row.pk, row.number, row.order, row.signed_at, row.countersigned_at, row.countersigned_by, has_copy
    )


def _of_agreement(row: Agreement) -> Paper:
    number = row.document.number if row.document else row.number
    has_copy = row.countersigned_document_id is not None
    return Paper(
        AGREEMENT, row.pk, number, row.order, row.accepted_at, row.countersigned_at, row.countersigned_by, has_copy
    )


def papers_under(subjects: Iterable[str]) -> dict[str, Paper]:
    """The papers under these opaque keys, each under its own. Two queries."""
    kinds = {TrainingContract._meta.label_lower: CONTRACT, Agreement._meta.label_lower: AGREEMENT}
    parted = {subject: subject.split(":") for subject in subjects}
    rows = [(kinds[model], int(pk), clock.now()) for model, pk in parted.values()]
    return dict(zip(parted, papers(rows), strict=True))
