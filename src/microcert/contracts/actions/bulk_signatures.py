"""Many papers signed by one gesture: kept first, then signed one by one by the jobs, each with its own end."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import override

from microcert.contracts.errors import NotTheRepresentative
from microcert.contracts.models import Agreement, BulkSignature, BulkSignatureLine, TrainingContract
from microcert.contracts.rules import LineStatus
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.foundation.refusals import Refusal
from microcert.people.models import User

from .agreements import countersign_agreement
from .contracts import countersign


@action
def ask_bulk_signature(
    contracts: Iterable[TrainingContract], agreements: Iterable[Agreement], *, consent_text: str, by: User
) -> BulkSignature:
    """Keep what a representative wants signed; announced ("contracts.bulk_signature_asked"). Raises NotTheRepresentative.

    Nothing is signed here: a request that signs two hundred papers would be one that a closed browser cuts short.
    """
    bulk = BulkSignature.objects.create(by=by, consent_text=consent_text)
    lines = [BulkSignatureLine(bulk=bulk, contract=each) for each in contracts]
    lines += [BulkSignatureLine(bulk=bulk, agreement=each) for each in agreements]
    if not all(by.has_perm("contracts.countersign", line.contract or line.agreement) for line in lines):
        raise NotTheRepresentative()
    BulkSignatureLine.objects.bulk_create(lines)
    journal.write("contracts.bulk_signature_asked", bulk, by=by, papers=len(lines))
    announce("contracts.bulk_signature_asked", bulk=bulk.pk)
    return bulk


@action
def sign_line(line: BulkSignatureLine) -> BulkSignatureLine:
    """Sign one paper of a bulk signature, or keep why not: one that was renounced meanwhile keeps nobody waiting."""
    line = BulkSignatureLine.objects.select_for_update(of=("self",)).select_related("bulk__by").get(pk=line.pk)
    if line.status != LineStatus.WAITING:
        return line
    by = line.bulk.by
    try:
        # Whoever reads the reason is whoever asked.
        with override(by.language):
            _countersign(line, by)
    except Refusal as refusal:
        line.status, line.reason = LineStatus.REFUSED, refusal.message[:300]
    else:
        line.status = LineStatus.SIGNED
    line.ended_at = clock.now()
    line.save(update_fields=["status", "reason", "ended_at"])
    return line


def _countersign(line: BulkSignatureLine, by: User) -> None:
    # Asked again: an appointment may have ended between the gesture and the job.
    if not by.has_perm("contracts.countersign", line.contract or line.agreement):
        raise NotTheRepresentative()
    if line.contract:
        countersign(line.contract, by=by)
    elif line.agreement:
        countersign_agreement(line.agreement, by=by)
