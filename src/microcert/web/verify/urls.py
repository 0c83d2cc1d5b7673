"""The verification pages, module by module."""

from __future__ import annotations

from . import entry, page, registry, status

urlpatterns = [*entry.urlpatterns, *page.urlpatterns, *status.urlpatterns, *registry.urlpatterns]
