from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from microcert.trainings.models import Training

from .models import Decision


@dataclass(frozen=True)
class CommitteeDecision:
    """That the steering committee let a training be produced: when, by which minutes, and why."""

    decided_on: date
    reference: str
    reasons: str


def committee_decision_on(training: Training) -> CommitteeDecision | None:
    """The committee's decision for a training; None while there is none (framework, 13). One query."""
    row = Decision.objects.filter(training=training).first()
    return CommitteeDecision(row.decided_on, row.reference, row.reasons) if row else None
