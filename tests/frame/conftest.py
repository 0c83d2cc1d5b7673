"""The frame stands on no room: here it runs alone, with a house of cards for a brand and without a database."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from microcert.web.frame.account_forms import ACCOUNT_FORMS

BRAND = SimpleNamespace(
    name="Consortium des Briques",
    brand="Briquet",
    tagline="Formations courtes de 3 universités",
    mark="Micro-B",
    mark_short="MB",
    universities_count=3,
    hours_min=7,
    hours_max=30,
)
PERSON = SimpleNamespace(
    is_authenticated=True, is_active=True, email="ines@hauterive.example", get_full_name="Inès Carpentier"
)


def known_brand(request: HttpRequest) -> dict[str, Any]:
    """The brand and, at ``?connue``, a person who is logged in."""
    person = PERSON if "connue" in request.GET else SimpleNamespace(is_authenticated=False)
    return {"brand": BRAND, "user": person, "desks": []}


@pytest.fixture(autouse=True)
def french_again() -> Iterator[None]:
    """A page read in English leaves its language on the thread: the next test starts in French all the same."""
    with translation.override("fr"):
        yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def frame_alone(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.frame.urls"
    settings.MIDDLEWARE = [
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ]
    settings.ACCOUNT_FORMS = ACCOUNT_FORMS
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    options = settings.TEMPLATES[0]["OPTIONS"]
    processors = [
        "django.template.context_processors.request",
        "django.contrib.messages.context_processors.messages",
        "tests.frame.conftest.known_brand",
    ]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {**options, "context_processors": processors}}]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: pytest shows what fails."""


@pytest.fixture
def address(frame_alone: None) -> Iterator[str]:
    """The frame served on a free port."""
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its module: Playwright keeps an event loop on the thread, and Django refuses the database beside one."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--lang=fr-FR"], env={**os.environ, "LANGUAGE": "fr"}
        )
        yield chromium
        chromium.close()
