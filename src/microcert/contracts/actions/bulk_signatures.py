"""Many papers signed by one gesture: kept first, then signed one by one by the jobs, each with its own end."""

from __future__ import annotations

from collections.abc import Iterable

from microcert.batches.actions import end_line, open_batch
from microcert.batches.models import Batch, BatchLine
from microcert.batches.rules import Kind
from microcert.contracts.errors import NotTheRepresentative
from microcert.contracts.models import Agreement, TrainingContract
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.foundation.journal import key_of
from microcert.people.models import User

from .agreements import countersign_agreement
from .contracts import countersign


@action
def ask_bulk_signature(
    contracts: Iterable[TrainingContract], agreements: Iterable[Agreement], *, consent_text: str, by: User
) -> Batch:
    """Keep what a representative wants signed; announced ("contracts.bulk_signature_asked").

    Raises NotTheRepresentative, TooMany.
    """
    papers = [*contracts, *agreements]
    if not all(by.has_perm("contracts.countersign", paper) for paper in papers):
        raise NotTheRepresentative()
    batch = open_batch(Kind.SIGNATURES, map(key_of, papers), words=consent_text, by=by)
    announce("contracts.bulk_signature_asked", batch=batch.pk)
    return batch


def sign_line(line: int) -> BatchLine:
    """Sign one paper of a bulk signature, or keep why not: one that was renounced meanwhile keeps nobody waiting."""
    return end_line(line, _countersign)


def _countersign(line: BatchLine) -> None:
    by = line.batch.by
    contract = line.subject.startswith(f"{TrainingContract._meta.label_lower}:")
    papers = (TrainingContract if contract else Agreement).objects.select_related("order__university")
    paper = papers.get(pk=line.row)
    # Asked again: an appointment may have ended between the gesture and the job.
    if not by.has_perm("contracts.countersign", paper):
        raise NotTheRepresentative()
    if isinstance(paper, TrainingContract):
        countersign(paper, by=by)
    else:
        countersign_agreement(paper, by=by)
