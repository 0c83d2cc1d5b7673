from __future__ import annotations

from . import pages

urlpatterns = [*pages.urlpatterns]
