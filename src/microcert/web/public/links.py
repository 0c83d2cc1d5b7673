"""Addresses of pages that may not exist in every installation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: Any) -> str:
    """The address of a page, or nothing where no such page is installed; a template then shows no link."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def training_addresses() -> Callable[[str], str]:
    """The address of a training by its slug, resolved once for all those of a page."""
    pattern = reverse("training", args=["0"])
    before, after = pattern.split("/0/")
    return lambda slug: f"{before}/{slug}/{after}"
