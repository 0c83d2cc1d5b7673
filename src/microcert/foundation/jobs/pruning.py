"""Jobs that are done are forgotten after a while; those that were given up stay until somebody has looked at them.

With its row a job's key is forgotten too. That is harmless: an event names the very fact, which happens once, and an effect that
took place stays in the ledger (`ledger.once`), which is never pruned.
"""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from microcert.foundation import clock

from .models import Job

KEPT_FOR = timedelta(days=90)
AT_ONCE = 2000


@task
def forget_finished() -> None:
    """Once a day: delete what was finished `KEPT_FOR` ago or earlier, a few thousand rows at a time. Safe to repeat."""
    old = Job.objects.filter(finished_at__lt=clock.now() - KEPT_FOR)
    while rows := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        old.filter(pk__in=rows).delete()
