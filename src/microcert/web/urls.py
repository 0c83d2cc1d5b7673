from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from .desk import open_desk

urlpatterns = [
    path("langue/", set_language, name="set_language"),
    path("bureaux/", open_desk, name="desk"),
]
