"""The demonstration: an SQLite file under var/demo, a clock that may be moved, one-click log-in for the cast."""

from __future__ import annotations

import os

from .base import *  # noqa: F403
from .base import CONTEXT_PROCESSORS, INSTALLED_APPS, MIDDLEWARE, VAR, database

DEBUG = False
DEMONSTRATION = True
CLOCK_MAY_MOVE = True
# A public, worthless secret: it protects demonstration data only.
SECRET_KEY = "demonstration-only-" + "0" * 40
KEY_SECRET = "demonstration-only"  # noqa: S105
KEY_STRETCHING = 2**8
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
DEMO = VAR / "demo"
DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{DEMO / 'microcert.sqlite3'}"))}
INSTALLED_APPS = ["microcert.web.demo", *INSTALLED_APPS]
MIDDLEWARE = ["microcert.web.demo.middleware.MovedClockMiddleware", *MIDDLEWARE]
CONTEXT_PROCESSORS.append("microcert.web.demo.context.demonstration")
STATIC_ROOT = DEMO / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DEMO / "uploads"}},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DEMO / "documents"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DEMO / "mail"
# Argon or scrypt would make loading forty people slow; nobody's secret is at stake here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.ScryptPasswordHasher"]
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
