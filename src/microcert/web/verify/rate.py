"""How often one address may ask for verifications: judging a stranger's file costs up to two seconds of computing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from math import ceil

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from microcert.foundation import clock
from microcert.web.frame.wording import clock_time

MOST = 30
WINDOW = timedelta(minutes=10)

View = Callable[[HttpRequest], HttpResponse]


def limited(view: View) -> View:
    """Let an address ask `MOST` times in a `WINDOW`; then say until when it has to wait, and keep nothing of what it sent.

    Looking at the empty form costs nothing and is never refused.
    """

    @wraps(view)
    def ask(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" and "code" not in request.GET:
            return view(request)
        until = _busy_until(_key(request))
        return view(request) if until is None else _too_many(request, until)

    return ask


def _key(request: HttpRequest) -> str:
    # The address as log-in counts it (behind how many proxies, the settings say); only its digest is remembered.
    address = get_adapter().get_client_ip(request)
    return "verify:" + hashlib.sha256(address.encode()).hexdigest()[:32]


def _busy_until(key: str) -> datetime | None:
    """Count one more question; when there were too many, the moment from which the next one is welcome.

    Each question takes one of `MOST` places for a `WINDOW`. A place is taken by `add`, which only one of several processes
    that share the cache can do.
    """
    now = clock.now()
    places = [f"{key}:{place}" for place in range(MOST)]
    taken: dict[str, datetime] = cache.get_many(places)
    for place in places:
        # The cache forgets by the machine's clock; the platform's may be moved. Another process may have taken a place a
        # moment after we looked at the clock: that one is not ours to give away.
        if place in taken and abs(taken[place] - now) >= WINDOW:
            cache.delete(place)
        elif place in taken:
            continue
        if cache.add(place, now, WINDOW.total_seconds()):
            return None
    return min(cache.get_many(places).values(), default=now) + WINDOW


def _too_many(request: HttpRequest, until: datetime) -> HttpResponse:
    seconds = max(1, ceil((until - clock.now()).total_seconds()))
    message = _(
        "Vous avez demandé %(count)s vérifications en dix minutes, le plus que nous acceptons d’une même connexion. Réessayez à partir de %(time)s ; les pages permanentes des certificats restent ouvertes."
    ) % {"count": MOST, "time": clock_time(timezone.localtime(until + timedelta(minutes=1)))}
    response = render(request, "frame/429.html", {"message": message}, status=429)
    response["Retry-After"] = str(seconds)
    return response
