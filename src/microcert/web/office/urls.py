"""The offices' pages, module by module."""

from __future__ import annotations

from . import credentials, dossier, jobs, payments, tutoring, worklist

urlpatterns = [
    *worklist.urlpatterns,
    *dossier.urlpatterns,
    *credentials.urlpatterns,
    *tutoring.urlpatterns,
    *jobs.urlpatterns,
    *payments.urlpatterns,
]
