"""Addresses for programs, module by module."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import issuers, log
from .v1 import api

urlpatterns: list[URLPattern | URLResolver] = [*issuers.urlpatterns, *log.urlpatterns, path("api/v1/", api.urls)]
