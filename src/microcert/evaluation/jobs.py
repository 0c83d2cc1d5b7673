from __future__ import annotations

from microcert.foundation.jobs import task

from . import actions
from .models import Minutes


@task
def seal_minutes(minutes: int) -> None:
    """After the last signature: the document. Repeating it changes nothing once the document is kept."""
    actions.seal_minutes(Minutes.objects.get(pk=minutes))
