"""The steering committee's pages, module by module."""

from __future__ import annotations

from . import (
    consortium_book,
    economics,
    economics_keeping,
    economics_scenarios,
    overview,
    production_calls,
    production_councils,
    production_map,
    production_meetings,
    production_proposals,
    settlement,
    specification,
    texts,
)

urlpatterns = [
    *overview.urlpatterns,
    *economics.urlpatterns,
    *economics_scenarios.urlpatterns,
    *economics_keeping.urlpatterns,
    *settlement.urlpatterns,
    *consortium_book.urlpatterns,
    *texts.urlpatterns,
    *specification.urlpatterns,
    *production_map.urlpatterns,
    *production_calls.urlpatterns,
    *production_proposals.urlpatterns,
    *production_meetings.urlpatterns,
    *production_councils.urlpatterns,
]
