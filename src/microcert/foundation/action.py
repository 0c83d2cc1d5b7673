"""`@action`: one verb, one transaction, and the journal written last."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from . import journal

P = ParamSpec("P")
R = TypeVar("R")


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in one transaction; on the way out of the outermost action, chain what it told the journal.

    The journal's chain has one head. Locking it last, after every other row, keeps two actions from waiting for each
    other, and holds the lock for the time of a commit only.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), journal.page():
            return function(*args, **kwargs)

    return run
