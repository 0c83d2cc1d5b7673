"""How often one address may ask for verifications: judging a stranger's file costs up to two seconds of computing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from microcert.foundation import clock
from microcert.foundation.pace import busy_until, key_of_address
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
        until = busy_until(key_of_address(request, "verify"), most=MOST, window=WINDOW)
        return view(request) if until is None else _too_many(request, until)

    return ask


def _too_many(request: HttpRequest, until: datetime) -> HttpResponse:
    seconds = max(1, ceil((until - clock.now()).total_seconds()))
    message = _(
        "Vous avez demandé %(count)s vérifications en dix minutes, le plus que nous acceptons d’une même connexion. Réessayez à partir de %(time)s ; les pages permanentes des certificats restent ouvertes."
    ) % {"count": MOST, "time": clock_time(timezone.localtime(until + timedelta(minutes=1)))}
    response = render(request, "frame/429.html", {"message": message}, status=429)
    response["Retry-After"] = str(seconds)
    return response
