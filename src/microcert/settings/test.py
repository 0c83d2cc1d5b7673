"""Tests: the demonstration's settings on a throwaway database, everything in memory or in a temporary folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .demo import *  # noqa: F403
from .demo import INSTALLED_APPS, database

TEMPORARY = Path(tempfile.mkdtemp(prefix="microcert-test-"))
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "sqlite:///"))}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # The jobs engine of production is tested where it can run.
    INSTALLED_APPS = [*INSTALLED_APPS, "procrastinate.contrib.django"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": TEMPORARY / "uploads"},
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": TEMPORARY / "documents"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SITE_URL = "https://micro-c.example"
