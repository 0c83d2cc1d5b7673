from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from microcert.foundation import clock

from .queries import cast


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """What the demonstration's bar shows; the cast is read only where the bar is drawn."""
    return {"demonstration": {"today": clock.today(), "cast": SimpleLazyObject(lambda: cast(only_featured=True))}}
