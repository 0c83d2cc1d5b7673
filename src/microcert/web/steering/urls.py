"""The steering committee's pages, module by module."""

from __future__ import annotations

from . import economics, economics_scenarios, overview, settlement

urlpatterns = [
    *overview.urlpatterns,
    *economics.urlpatterns,
    *economics_scenarios.urlpatterns,
    *settlement.urlpatterns,
]
