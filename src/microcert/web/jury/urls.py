"""The jury's pages, module by module."""

from __future__ import annotations

from . import case, deliberation, naming, signing

urlpatterns = [
    *naming.urlpatterns,
    *deliberation.urlpatterns,
    *case.urlpatterns,
    *signing.urlpatterns,
]
