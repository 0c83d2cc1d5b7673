"""The steering committee's pages, module by module."""

from __future__ import annotations

from . import economics, economics_scenarios, overview

urlpatterns = [*overview.urlpatterns, *economics.urlpatterns, *economics_scenarios.urlpatterns]
