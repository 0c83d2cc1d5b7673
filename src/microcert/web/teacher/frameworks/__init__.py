"""The competency frameworks: read by the consortium's people, written by the producing university's authors."""

from __future__ import annotations

from . import files, parts, reading, references

urlpatterns = [*reading.urlpatterns, *files.urlpatterns, *references.urlpatterns, *parts.urlpatterns]
