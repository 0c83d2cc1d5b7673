"""The learner's pages, module by module."""

from __future__ import annotations

from . import assessment, contract, course, credentials, groups, home, ordering, payment

urlpatterns = [
    *home.urlpatterns,
    *ordering.urlpatterns,
    *groups.urlpatterns,
    *contract.urlpatterns,
    *payment.urlpatterns,
    *course.urlpatterns,
    *assessment.urlpatterns,
    *credentials.urlpatterns,
]
