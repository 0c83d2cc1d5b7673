"""The ledger of effects: what makes a repeated job harmless.

No engine runs a job exactly once: a worker may be killed after the work and before it could say so. So a job does
nothing that counts except through the ledger, and may then be run as often as need be.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction

from microcert.foundation import clock

from .models import Effect


def once(key: str, effect: Callable[[], object]) -> bool:
    """Run a **database** effect unless the ledger has its key; say whether it ran.

    The row and the effect commit together or not at all. A second caller with the same key waits for the first one's
    transaction: the unique key (PostgreSQL) or the write lock (SQLite) holds it. An exception of `effect` passes
    through and leaves no row. Name the key after the fact: `f"certificate-issued:{file.pk}"`.
    """
    with transaction.atomic():
        if not _wrote(key):
            return False
        effect()
        return True


def deliver(key: str, send: Callable[[str], object]) -> bool:
    """Run an **external** effect (mail, webhook, payment) unless the ledger has its key; say whether it ran.

    `send(key)` runs outside any transaction and must hand the key to the receiver (`Message-ID`, `Idempotency-Key`,
    `webhook-id`): a worker killed between the sending and the row sends again, and only the receiver can tell.
    """
    if Effect.objects.filter(key=key).exists():
        return False
    send(key)
    _wrote(key)
    return True


def _wrote(key: str) -> bool:
    try:
        # The savepoint keeps the caller's transaction usable on PostgreSQL when the key is there already.
        with transaction.atomic():
            Effect(key=key, at=clock.now()).save(force_insert=True)
    except IntegrityError:
        return False
    return True
