from __future__ import annotations

from django.urls import path

from . import agenda, papers
from .desk import open_desk
from .language import choose_language

urlpatterns = [
    path("langue/", choose_language, name="set_language"),
    path("bureaux/", open_desk, name="desk"),
    *papers.urlpatterns,
    *agenda.urlpatterns,
]
