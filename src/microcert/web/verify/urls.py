"""The verification pages, module by module."""

from __future__ import annotations

from . import entry, keys, page, registry, status

urlpatterns = [*entry.urlpatterns, *page.urlpatterns, *status.urlpatterns, *registry.urlpatterns, *keys.urlpatterns]
