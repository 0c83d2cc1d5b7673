"""Addresses for programs, module by module."""

from __future__ import annotations

from django.urls import URLPattern

from . import issuers

urlpatterns: list[URLPattern] = [*issuers.urlpatterns]
