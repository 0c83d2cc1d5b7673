"""Designing a training through pages: the list, the editor section by section, the matrix, the gate."""

from . import backing, exchange, gate, history, listing, matrix, parts, passage, resources, sections

urlpatterns = [
    *exchange.urlpatterns,
    *listing.urlpatterns,
    *gate.urlpatterns,
    *sections.urlpatterns,
    *parts.urlpatterns,
    *matrix.urlpatterns,
    *resources.urlpatterns,
    *backing.urlpatterns,
    *passage.urlpatterns,
    *history.urlpatterns,
]
