"""What every page knows: the brand that it stands under, and the desks that the person may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from microcert.consortium.queries import brand_of_the_house, desks_of


def brand(request: HttpRequest) -> dict[str, Any]:
    return {"brand": brand_of_the_house()}


def desk(request: HttpRequest) -> dict[str, Any]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"desks": []}
    return {"desks": desks_of(request.user)}
