"""The quality lead's pages, module by module."""

from __future__ import annotations

from . import evidence

urlpatterns = [*evidence.urlpatterns]
