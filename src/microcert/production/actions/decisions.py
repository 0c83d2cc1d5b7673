"""That a training may be produced: recorded from the committee's earlier minutes, or tied to an accepted proposal."""

from __future__ import annotations

from datetime import date

from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.production.models import Decision
from microcert.trainings.models import Training


@action
def record_earlier_decision(
    training: Training, *, decided_on: date, reference: str, reasons: str = "", by: User | None
) -> Decision:
    """Record what the committee decided before the platform, by the number of its minutes. Repeating changes nothing."""
    decision, is_new = Decision.objects.get_or_create(
        training=training, defaults={"decided_on": decided_on, "reference": reference, "reasons": reasons}
    )
    if is_new:
        journal.write("production.decision_recorded", decision, by=by, training=training.pk)
    return decision
