"""The steering committee's pages, module by module."""

from __future__ import annotations

from . import overview

urlpatterns = [*overview.urlpatterns]
