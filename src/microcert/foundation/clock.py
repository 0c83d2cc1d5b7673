"""The only place that knows what time it is.

Everything asks `now()` or `today()`. A demonstration or a test moves the clock instead of patching it: `moved_by(delta)`
and `moved_to(moment)` hold for the running thread or task, `ClockShift` keeps a move for every process of a demonstration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta())


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now() + _shift.get()  # noqa: TID251  # the one permitted call


def today() -> date:
    """The present day where the consortium works (settings.TIME_ZONE)."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day on which a moment falls where the consortium works."""
    return timezone.localdate(moment)


@contextmanager
def moved_by(shift: timedelta) -> Iterator[None]:
    """Within the block the clock runs `shift` ahead (or behind) of its present state."""
    token = _shift.set(_shift.get() + shift)
    try:
        yield
    finally:
        _shift.reset(token)


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Within the block the clock starts at `moment` (aware) and goes on running."""
    with moved_by(moment - now()):
        yield


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Within the block the clock starts at noon of that day where the consortium works.

    Moved by whole days instead, an evening lands on the day after wherever summer time lies between.
    """
    with moved_to(timezone.make_aware(datetime.combine(day, time(12)))):
        yield


@contextmanager
def following_the_demonstration() -> Iterator[None]:
    """Within the block the clock follows the move kept in the database, as every request and job of a demonstration does."""
    from .models import ClockShift

    token = _shift.set(ClockShift.current())
    try:
        yield
    finally:
        _shift.reset(token)
