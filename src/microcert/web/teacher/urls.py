"""The evaluators' pages, module by module."""

from __future__ import annotations

from . import designs, frameworks, marking, registration, worklist, works

urlpatterns = [
    *worklist.urlpatterns,
    *marking.urlpatterns,
    *works.urlpatterns,
    *designs.urlpatterns,
    *frameworks.urlpatterns,
    *registration.urlpatterns,
]
