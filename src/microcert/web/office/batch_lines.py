"""One thing of a batch as the page of progress shows it: with whom, what became of it, and where it is read."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from microcert.batches.models import BatchLine
from microcert.batches.rules import Kind, LineStatus
from microcert.contracts.queries import Paper, papers_under
from microcert.orders.models import Order

# Kind → what is said of a line that waits, is done, is refused.
WORDS: dict[Kind, dict[LineStatus, str | Promise]] = {
    Kind.SIGNATURES: {
        LineStatus.WAITING: gettext_lazy("En attente"),
        LineStatus.DONE: gettext_lazy("Signé"),
        LineStatus.REFUSED: gettext_lazy("Refusé"),
    },
    Kind.LETTERS: {
        LineStatus.WAITING: gettext_lazy("En attente"),
        LineStatus.DONE: gettext_lazy("Lettre envoyée"),
        LineStatus.REFUSED: gettext_lazy("Sans lettre"),
    },
    Kind.ARCHIVE: {
        LineStatus.WAITING: gettext_lazy("En attente"),
        LineStatus.DONE: gettext_lazy("Pièces réunies"),
        LineStatus.REFUSED: gettext_lazy("Pièces manquantes"),
    },
}
BADGES = {LineStatus.WAITING: "wait", LineStatus.DONE: "ok", LineStatus.REFUSED: "stop"}


@dataclass(frozen=True)
class Face:
    """`is_pending`: the work is done, what it leads to is still being prepared. `address` is empty until it is there."""

    party: str
    detail: str
    badge: str
    status: str | Promise
    reason: str
    address: str
    is_pending: bool
    anchor: str


def faces_of(kind: Kind, lines: list[BatchLine]) -> list[Face]:
    """One or two queries, whatever the number of lines."""
    if kind == Kind.SIGNATURES:
        found = papers_under(line.subject for line in lines)
        return [_of_paper(line, found[line.subject]) for line in lines]
    orders = Order.objects.select_related("buyer", "university").in_bulk([line.row for line in lines])
    return [_of_order(kind, line, orders[line.row]) for line in lines]


def _of_paper(line: BatchLine, paper: Paper) -> Face:
    is_signed = line.status == LineStatus.DONE
    if paper.is_agreement:
        address = reverse("office-agreement", args=[paper.pk])
    else:
        address = reverse("contract-paper", args=[paper.number, "deux-parties"])
    return Face(
        party=paper.party,
        detail=f"{paper.number}, {paper.order.university.short_name}",
        badge=BADGES[LineStatus(line.status)],
        status=WORDS[Kind.SIGNATURES][LineStatus(line.status)],
        reason=line.reason,
        address=address if is_signed and paper.has_copy else "",
        is_pending=is_signed and not paper.has_copy,
        anchor=paper.number,
    )


def _of_order(kind: Kind, line: BatchLine, order: Order) -> Face:
    return Face(
        party=order.buyer.sort_name,
        detail=f"{order.number}, {order.university.short_name}",
        # Whoever needs no letter is no failure.
        badge="info" if kind == Kind.LETTERS and line.status == LineStatus.REFUSED else BADGES[LineStatus(line.status)],
        status=WORDS[kind][LineStatus(line.status)],
        reason=line.reason,
        address=reverse("office-order", args=[order.number]),
        is_pending=False,
        anchor=order.number,
    )
