"""The learner's pages, module by module."""

from __future__ import annotations

from . import assessment, calendar, contract, course, credentials, groups, home, ordering, payment

urlpatterns = [
    *home.urlpatterns,
    *calendar.urlpatterns,
    *ordering.urlpatterns,
    *groups.urlpatterns,
    *contract.urlpatterns,
    *payment.urlpatterns,
    *course.urlpatterns,
    *assessment.urlpatterns,
    *credentials.urlpatterns,
]
