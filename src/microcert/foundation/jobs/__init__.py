"""Jobs: work that is asked for in a transaction and done later, by engines that may repeat it but never lose it.

    from microcert.foundation.jobs import task, enqueue, once

    @task
    def send_welcome(file: int) -> None:
        deliver(f"welcome-sent:{file}", lambda key: mail.send(..., message_id=key))

An action does not call this: it announces an event (`foundation.events.announce`), and `journeys/subscriptions.py` says
which jobs follow. What a job does that counts goes through the ledger: `once` for the database, `deliver` for the world.
"""

from django_tasks import task

from .enqueueing import drain_jobs, enqueue
from .ledger import deliver, once

__all__ = ["deliver", "drain_jobs", "enqueue", "once", "task"]
