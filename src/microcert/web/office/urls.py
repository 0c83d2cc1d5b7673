"""The offices' pages, module by module."""

from __future__ import annotations

from . import dossier, worklist

urlpatterns = [
    *worklist.urlpatterns,
    *dossier.urlpatterns,
]
