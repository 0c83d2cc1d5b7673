from __future__ import annotations

from django.urls import URLPattern

from . import catalogue, comparison, draws, leaflet, machines, specification, texts, training, versions

urlpatterns: list[URLPattern] = [
    *catalogue.urlpatterns,
    *comparison.urlpatterns,
    *training.urlpatterns,
    *leaflet.urlpatterns,
    *texts.urlpatterns,
    *versions.urlpatterns,
    *specification.urlpatterns,
    *machines.urlpatterns,
    *draws.urlpatterns,
]
