"""The offices' pages, module by module."""

from __future__ import annotations

from . import annual_report, credentials, dossier, jobs, payments, settlement, tutoring, worklist

urlpatterns = [
    *worklist.urlpatterns,
    *dossier.urlpatterns,
    *credentials.urlpatterns,
    *tutoring.urlpatterns,
    *jobs.urlpatterns,
    *payments.urlpatterns,
    *settlement.urlpatterns,
    *annual_report.urlpatterns,
]
