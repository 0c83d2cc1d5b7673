"""How often one address may ask a public list: each answer costs a search, and whoever reads it all can take its time."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from microcert.foundation import clock
from microcert.foundation.refusals import Refusal

# So many questions in each window of so many seconds.
MOST, WINDOW = 120, 60


class AskedTooOften(Refusal):
    """`wait` is in seconds."""

    status = 429

    def __init__(self, wait: int) -> None:
        words = _("Cette adresse a posé %(most)s questions en une minute, le plus que nous acceptons. Attendez un peu.")
        super().__init__(words % {"most": MOST})
        self.wait = wait


def require_patience(request: HttpRequest) -> None:
    """Let an address ask `MOST` questions in a `WINDOW`; then say when the next one is welcome."""
    now = int(clock.now().timestamp())
    if _count(request, now // WINDOW) > MOST:
        raise AskedTooOften(WINDOW - now % WINDOW)


def _count(request: HttpRequest, window: int) -> int:
    """The questions of this address in this window, this one included."""
    # The address as log-in counts it (behind how many proxies, the settings say); only its digest is remembered.
    address = get_adapter().get_client_ip(request)
    key = f"api:{hashlib.sha256(address.encode()).hexdigest()[:32]}:{window}"
    # `add` makes the counter once, whichever process comes first; it is forgotten after its window.
    if cache.add(key, 1, 2 * WINDOW):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        return 1
