"""Mounted by the tests only: the gallery is for those who write pages, not for those who read them."""

from django.urls import path

from . import gallery

urlpatterns = [
    path("galerie/", gallery.show, name="gallery"),
    path("galerie/bureau/", gallery.show_desk, name="gallery-desk"),
    path("galerie/confirmer/", gallery.show_confirmation, name="gallery-confirm"),
]
