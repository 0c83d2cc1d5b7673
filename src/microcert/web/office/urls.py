"""The offices' pages, module by module."""

from __future__ import annotations

from . import (
    annual_report,
    batches,
    calendars,
    contracts,
    credentials,
    dossier,
    gestures,
    jobs,
    payments,
    session_life,
    session_planning,
    session_support,
    sessions,
    settlement,
    specimens,
    tutoring,
    worklist,
)

urlpatterns = [
    *calendars.urlpatterns,
    *session_planning.urlpatterns,
    *session_life.urlpatterns,
    *session_support.urlpatterns,
    *sessions.urlpatterns,
    *worklist.urlpatterns,
    *gestures.urlpatterns,
    *batches.urlpatterns,
    *dossier.urlpatterns,
    *contracts.urlpatterns,
    *credentials.urlpatterns,
    *specimens.urlpatterns,
    *tutoring.urlpatterns,
    *jobs.urlpatterns,
    *payments.urlpatterns,
    *settlement.urlpatterns,
    *annual_report.urlpatterns,
]
