"""How many seats a session still has, and how to say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from microcert.orders.models import Order
from microcert.orders.rules import LIVE

# Under this many seats the page counts them.
FEW = 10


@dataclass(frozen=True)
class Availability:
    """A status to show: kind of `{% status %}`, icon, words."""

    kind: str
    icon: str
    words: str
    can_be_bought: bool = False


def taken(sessions: Iterable[int]) -> dict[int, int]:
    """Seats taken in each of these sessions: orders that hold one. One statement."""
    rows = Order.objects.filter(session__in=list(sessions), status__in=LIVE).values_list("session")
    return dict(rows.annotate(seats=Count("pk")))


def availability(*, is_on_sale: bool, capacity: int, taken: int) -> Availability:
    """What a visitor can expect of a session."""
    left = capacity - taken
    if not is_on_sale:
        return Availability("info", "bell-fill", _("Inscriptions à venir"))
    if left <= 0:
        return Availability("stop", "x-circle-fill", _("Session complète"))
    if left < FEW:
        words = ngettext("%d place restante", "%d places restantes", left) % left
        return Availability("wait", "hourglass-split", words, can_be_bought=True)
    return Availability("ok", "check-circle-fill", _("Places disponibles"), can_be_bought=True)
