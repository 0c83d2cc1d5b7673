from __future__ import annotations

from microcert.foundation.jobs import task

from . import actions
from .models import Meeting


@task
def seal_committee_minutes(meeting: int) -> None:
    """After the closing: the document. Repeating it changes nothing once the document is kept."""
    actions.seal_minutes(Meeting.objects.get(pk=meeting))
