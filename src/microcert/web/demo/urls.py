from __future__ import annotations

from . import bank, pages

urlpatterns = [*pages.urlpatterns, *bank.urlpatterns]
