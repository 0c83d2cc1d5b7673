"""How often one address may ask a public list: each answer costs a search, and whoever reads it all can take its time."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.http import HttpRequest
from django.utils.translation import gettext as _

from microcert.foundation import clock
from microcert.foundation.pace import busy_until, key_of_address
from microcert.foundation.refusals import Refusal

MOST, WINDOW = 120, timedelta(minutes=1)


class AskedTooOften(Refusal):
    """`wait` is in seconds."""

    status = 429

    def __init__(self, wait: int) -> None:
        words = _("Cette adresse a posé %(most)s questions en une minute, le plus que nous acceptons. Attendez un peu.")
        super().__init__(words % {"most": MOST})
        self.wait = wait


def require_patience(request: HttpRequest) -> None:
    """Let an address ask `MOST` questions in a `WINDOW`; then say when the next one is welcome."""
    until = busy_until(key_of_address(request, "api"), most=MOST, window=WINDOW)
    if until is not None:
        raise AskedTooOften(max(1, ceil((until - clock.now()).total_seconds())))
