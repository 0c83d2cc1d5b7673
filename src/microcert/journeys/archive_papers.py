"""The papers of many files in one archive: asked for, made by a job, offered for a while to whoever asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.utils.text import slugify

from microcert.batches.actions import end_line, keep_file, open_batch
from microcert.batches.models import Batch, BatchLine
from microcert.batches.rules import MOST_IN_AN_ARCHIVE, Kind
from microcert.consortium.queries import universities_within_reach
from microcert.documents.errors import DocumentAltered
from microcert.documents.models import Document
from microcert.documents.queries import about, content
from microcert.enrolment.errors import NoPaper, PaperAltered
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.foundation.jobs import task
from microcert.foundation.journal import key_of
from microcert.orders.models import Order
from microcert.orders.permissions import PAPER_READERS
from microcert.people.models import User

_CONTRACTS = (
    Document.Kind.TRAINING_CONTRACT,
    Document.Kind.SIGNED_CONTRACT,
    Document.Kind.COUNTERSIGNED_CONTRACT,
    Document.Kind.SIGNATURE_RECORD,
    Document.Kind.WITHDRAWAL_RECEIPT,
    Document.Kind.TERMS_ACCEPTANCE,
    Document.Kind.QUOTE,
    Document.Kind.TRAINING_AGREEMENT,
    Document.Kind.COUNTERSIGNED_AGREEMENT,
)
_INVOICES = (Document.Kind.INVOICE, Document.Kind.CREDIT_NOTE)
_TRAINING = (
    Document.Kind.CONVOCATION,
    Document.Kind.ATTENDANCE_STATEMENT,
    Document.Kind.COMPLETION_CERTIFICATE,
    Document.Kind.END_OF_TRAINING_STATEMENT,
)
# What may be put in an archive, by the name of the choice; anything else means all.
CHOICES: dict[str, tuple[Document.Kind, ...]] = {
    "tout": _CONTRACTS + _INVOICES + _TRAINING,
    "contrats": _CONTRACTS,
    "factures": _INVOICES,
    "formation": _TRAINING,
}
# How many files are read at once.
PIECE = 50


@action
def ask_archive(orders: Iterable[Order], *, choice: str, words: str, by: User) -> Batch:
    """Ask for the papers of these orders and of their files; announced ("documents.archive_asked"). Raises TooMany.

    Orders whose papers the person may not read are left out.
    """
    readable = (key_of(order) for order in orders if by.has_perm("orders.view_order", order))
    chosen = choice if choice in CHOICES else "tout"
    batch = open_batch(Kind.ARCHIVE, readable, words=words, choice=chosen, by=by, most=MOST_IN_AN_ARCHIVE)
    announce("documents.archive_asked", batch=batch.pk)
    return batch


@task
def make_archive(batch: int) -> None:
    """After `documents.archive_asked`. A killed worker begins again: an archive is whole or is not there."""
    asked = Batch.objects.select_related("by").get(pk=batch)
    if asked.file_until:
        return
    with TemporaryFile() as made:
        if fill(made, asked):
            made.seek(0)
            keep_file(asked, made, f"{asked.pk}.zip")


def fill(made: IO[bytes], batch: Batch) -> int:
    """Write every line's papers and their hashes; say how many there are. A line ends as soon as its papers are written."""
    sums: list[str] = []
    # A PDF is compressed already.
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for line, contents in _contents(batch):
            for paper in contents.papers:
                archive.writestr(paper.path, paper.pdf)
                sums.append(f"{paper.sha256}  {paper.path}\n")
            end_line(line.pk, lambda line, contents=contents: contents.judge())  # type: ignore[misc]
        archive.writestr("SHA256SUMS", "".join(sums))
    return len(sums)


@dataclass(frozen=True)
class Paper:
    path: str
    sha256: str
    pdf: bytes


@dataclass(frozen=True)
class Contents:
    """What one line brings: its papers, and the numbers of those that no longer are what was sealed."""

    papers: list[Paper]
    altered: list[str]

    def judge(self) -> None:
        if self.altered:
            raise PaperAltered(", ".join(self.altered))
        if not self.papers:
            raise NoPaper()


def _contents(batch: Batch) -> Iterator[tuple[BatchLine, Contents]]:
    lines = list(batch.lines.order_by("pk"))
    for start in range(0, len(lines), PIECE):
        piece = lines[start : start + PIECE]
        orders = Order.objects.select_related("buyer", "university", "learner_file").in_bulk(
            [line.row for line in piece]
        )
        by_subject: dict[str, list[Document]] = {}
        for document in about(subject for order in orders.values() for subject in _subjects(order)):
            if document.kind in CHOICES[batch.choice]:
                by_subject.setdefault(document.subject, []).append(document)
        for line in piece:
            yield line, _of_order(orders[line.row], by_subject, batch.by)


def _subjects(order: Order) -> list[str]:
    file = getattr(order, "learner_file", None)
    return [key_of(order)] + ([key_of(file)] if file else [])


def _of_order(order: Order, by_subject: dict[str, list[Document]], by: User) -> Contents:
    # Asked again: an appointment may have ended between the gesture and the job.
    may_read = by.has_perm("orders.view_order", order)
    found = [each for subject in _subjects(order) for each in by_subject.get(subject, ())] if may_read else []
    folder = f"{order.number} {slugify(order.buyer.sort_name)}"
    papers, altered = [], []
    for document in found:
        try:
            pdf = content(document)
        except DocumentAltered:
            altered.append(document.number)
        else:
            # Titles say the kind and the number; two that read alike after all are told apart by their rows.
            path = f"{folder}/{slugify(document.title)[:100]}-{document.pk}.pdf"
            papers.append(Paper(path, document.sha256, pdf))
    return Contents(papers, altered)


def may_still_read(batch: Batch) -> bool:
    """Whether whoever asked still works at each university whose papers the archive holds."""
    rows = [line.row for line in batch.lines.only("subject")]
    universities = set(Order.objects.filter(pk__in=rows).values_list("university", flat=True))
    within_reach = {each.pk for each in universities_within_reach(batch.by, *PAPER_READERS)}
    return universities <= within_reach
