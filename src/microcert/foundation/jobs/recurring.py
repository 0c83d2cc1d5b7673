"""Jobs that come back: every period has its own key, so any number of workers make one job of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks.base import Task

from microcert.foundation import clock

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

# The last period that this process has seen to, by task: a worker asks every second, the database only once a period.
_seen: dict[str, int] = {}


def timetable() -> Mapping[Task, timedelta]:
    """Which tasks come back, and how often: the mapping that `settings.RECURRING_JOBS` names, if it names one."""
    path = getattr(settings, "RECURRING_JOBS", "")
    return import_string(path) if path else {}


def enqueue_due() -> None:
    """Enqueue each recurring task whose present period has no job yet. Periods missed by a stopped platform are not made up."""
    from .enqueueing import enqueue

    for task, every in timetable().items():
        period = (clock.now() - EPOCH) // every
        if _seen.get(task.module_path) == period:
            continue
        enqueue(task, key=f"recurring:{task.module_path}:{every.total_seconds():.0f}:{period}")
        _seen[task.module_path] = period
