"""Reads of contracts: those that wait for the signature of a university's legal representative."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from microcert.consortium.models import University

from .models import TrainingContract
from .rules import ContractStatus


def signed_by_learners(universities: Iterable[University], *, is_countersigned: bool) -> QuerySet[TrainingContract]:
    """Contracts in force of these universities, signed by both parties or by the learner only; the oldest signature first."""
    contracts = TrainingContract.objects.filter(
        order__university__in=universities,
        status=ContractStatus.SIGNED,
        countersigned_at__isnull=not is_countersigned,
    )
    return contracts.select_related(
        "order__buyer", "order__university", "order__session__version", "document", "countersigned_by"
    ).order_by("signed_at", "pk")
