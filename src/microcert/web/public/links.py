"""Addresses of pages that may not exist in every installation."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: Any) -> str:
    """The address of a page, or nothing where no such page is installed; a template then shows no link."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
