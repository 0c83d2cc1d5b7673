"""How often one address may ask at a door, counted once for all processes that share the cache."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from . import clock


def key_of_address(request: HttpRequest, door: str) -> str:
    """The address as log-in counts it (behind how many proxies, the settings say); only its digest is remembered."""
    address = get_adapter().get_client_ip(request)
    return f"{door}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"


def busy_until(key: str, *, most: int, window: timedelta) -> datetime | None:
    """Count one more question; when there were too many, the moment from which the next one is welcome.

    Each question takes one of `most` places for a `window`. A place is taken by `add`, which only one of several processes
    that share the cache can do; what counts up (`incr`) is two steps in a database, and loses questions.
    """
    now = clock.now()
    places = [f"{key}:{place}" for place in range(most)]
    taken: dict[str, datetime] = cache.get_many(places)
    for place in places:
        # The cache forgets by the machine's clock; the platform's may be moved. Another process may have taken a place a
        # moment after we looked at the clock: that one is not ours to give away.
        if place in taken and abs(taken[place] - now) >= window:
            cache.delete(place)
        elif place in taken:
            continue
        if cache.add(place, now, window.total_seconds()):
            return None
    return min(cache.get_many(places).values(), default=now) + window
