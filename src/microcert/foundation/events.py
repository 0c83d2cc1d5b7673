"""Events: what an action says happened, for whatever has to follow later.

An action announces by name and imports nobody. The mapping that `settings.EVENT_SUBSCRIPTIONS` names (one file,
`journeys/subscriptions.py`) says which jobs follow; they are enqueued in the action's transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from django_tasks.base import Task

from .jobs import enqueue


def announce(event: str, **payload: Any) -> None:
    """Say that `event` (such as `orders.settled`) happened; each subscribed job is called with `payload`.

    The payload names the very fact by its identifiers (`payment=payment.pk`, not just `order=…`): the same event with the
    same payload is the same fact, and its jobs run once for ever. Raises RuntimeError outside a transaction, TypeError for
    an object in the payload.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("announce() belongs inside an @action: the event commits with what it tells of")
    content: dict[str, Any] = {name: _plain(value) for name, value in payload.items()}
    fact = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
    for task in subscriptions().get(event, ()):
        enqueue(task, key=f"{event}:{task.module_path}:{fact}", **content)


def subscriptions() -> Mapping[str, tuple[Task, ...]]:
    """Which jobs follow which event. A name that is not in it has no followers; a house test finds misspelt ones."""
    path = settings.EVENT_SUBSCRIPTIONS
    return import_string(path) if path else {}


def _plain(value: Any) -> str | int | bool | None:
    if isinstance(value, UUID | date):
        return str(value) if isinstance(value, UUID) else value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"An event carries identifiers, not {type(value).__name__}: name the row by its key")
