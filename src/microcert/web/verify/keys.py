"""The keys of the universities for people: which one signed when, and that none is ever withdrawn from view."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from microcert.credentials.queries.log import log_keys
from microcert.documents.queries import dated_keys


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "verify/keys.html", {"universities": dated_keys(), "log_keys": log_keys().entries})


urlpatterns: list[URLPattern] = [path("registre/cles/", keys, name="keys")]
