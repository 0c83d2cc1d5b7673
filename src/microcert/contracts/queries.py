"""Reads of contracts: what waits for the signature of a university's legal representative, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.orders.models import Order
from microcert.orders.rules import RUNNING
from microcert.people.models import User

from .models import Agreement, BulkSignature, BulkSignatureLine, TrainingContract
from .rules import ContractStatus, LineStatus, is_overdue

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

    @property
    def is_agreement(self) -> bool:
        return self.kind == AGREEMENT

    @property
    def party(self) -> str:
        """Who is on the other side."""
        return self.order.company.name if self.is_agreement and self.order.company else self.order.buyer.sort_name


def papers_to_sign(universities: Iterable[University]) -> QuerySet[Any]:
    """The kind, row and moment of what waits, the oldest first: two tables in one list. Read by `papers`."""
    contracts = contracts_signed(universities, is_countersigned=False)
    agreements = agreements_accepted(universities, is_countersigned=False)
    return _dated(contracts, CONTRACT, "signed_at").union(_dated(agreements, AGREEMENT, "accepted_at")).order_by("at")


def papers_signed(universities: Iterable[University]) -> QuerySet[Any]:
    """The same for what both parties signed, the latest first."""
    contracts = contracts_signed(universities, is_countersigned=True)
    agreements = agreements_accepted(universities, is_countersigned=True)
    both = _dated(contracts, CONTRACT, "countersigned_at").union(_dated(agreements, AGREEMENT, "countersigned_at"))
    return both.order_by("-at")


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
    return Paper(CONTRACT, row.pk, row.number, row.order, row.signed_at, row.countersigned_at, row.countersigned_by)


def _of_agreement(row: Agreement) -> Paper:
    number = row.document.number if row.document else row.number
    return Paper(AGREEMENT, row.pk, number, row.order, row.accepted_at, row.countersigned_at, row.countersigned_by)


@dataclass(frozen=True)
class SigningLine:
    """One paper of a bulk signature; `has_copy` says whether the copy that both parties signed is sealed."""

    paper: Paper
    status: LineStatus
    reason: str
    has_copy: bool

    @property
    def is_signed(self) -> bool:
        return self.status == LineStatus.SIGNED

    @property
    def is_refused(self) -> bool:
        return self.status == LineStatus.REFUSED


@dataclass(frozen=True)
class SigningProgress:
    """How far a bulk signature is. It is over when every paper has its end, and every signed one its copy."""

    bulk: BulkSignature
    lines: list[SigningLine]
    is_overdue: bool

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def signed(self) -> int:
        return sum(line.is_signed for line in self.lines)

    @property
    def refused(self) -> int:
        return sum(line.is_refused for line in self.lines)

    @property
    def ended(self) -> int:
        return self.signed + self.refused

    @property
    def is_signing(self) -> bool:
        return self.ended < self.total

    @property
    def is_over(self) -> bool:
        return not self.is_signing and all(line.has_copy for line in self.lines if line.is_signed)


def signing_progress(bulk: BulkSignature) -> SigningProgress:
    """One query. What failed comes first: it is what is left to do."""
    papers_of_line = [
        f"{paper}__{each}"
        for paper in (CONTRACT, AGREEMENT)
        for each in ("order__buyer", "order__university", "order__company", "countersigned_by")
    ]
    rows = bulk.lines.select_related(*papers_of_line, "agreement__document").order_by("pk")
    lines = sorted((_line(row) for row in rows), key=lambda line: not line.is_refused)
    return SigningProgress(bulk, lines, is_overdue(bulk.asked_at, clock.now()))


def _line(row: BulkSignatureLine) -> SigningLine:
    paper = row.contract or row.agreement
    assert paper is not None  # a constraint says so
    read = _of_contract(paper) if isinstance(paper, TrainingContract) else _of_agreement(paper)
    has_copy = paper.countersigned_document_id is not None
    return SigningLine(read, LineStatus(row.status), row.reason, has_copy)


@dataclass(frozen=True)
class PastGesture:
    pk: int
    asked_at: datetime
    count: int


def latest_bulk_signatures(person: User, limit: int = 5) -> list[PastGesture]:
    """A representative's own latest gestures, to come back to."""
    asked = BulkSignature.objects.filter(by=person).annotate(count=Count("lines")).order_by("-pk")[:limit]
    return [PastGesture(each.pk, each.asked_at, each.count) for each in asked]
