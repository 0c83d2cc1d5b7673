from __future__ import annotations

from microcert.foundation.jobs import task

from .actions import sign_checkpoint


@task
def sign_log() -> None:
    """Promise in public what the log holds: from then on nobody can enter an earlier award unseen."""
    sign_checkpoint()
