from __future__ import annotations

from microcert.foundation.jobs import task

from .actions import forget_file
from .queries import files_to_forget


@task
def forget_files() -> None:
    """Every hour: what was offered for a limited time is no longer there."""
    for batch in files_to_forget():
        forget_file(batch)
