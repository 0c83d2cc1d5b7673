from __future__ import annotations

from django.urls import URLPattern

from . import catalogue, draws, machines, texts, training, versions

urlpatterns: list[URLPattern] = [
    *catalogue.urlpatterns,
    *training.urlpatterns,
    *texts.urlpatterns,
    *versions.urlpatterns,
    *machines.urlpatterns,
    *draws.urlpatterns,
]
