"""Production: PostgreSQL, HTTPS, every secret from the environment. An embedded stand-in must be named to be used."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, PAYMENT


def required(name: str, purpose: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: {purpose}.")
    return value


DEBUG = False
SECRET_KEY = required("SECRET_KEY", "it signs sessions and one-time codes; 50 random characters")
KEY_SECRET = required("KEY_SECRET", "it encrypts the universities' signing keys at rest")
SITE_URL = required("SITE_URL", "the public address, frozen into credentials, such as https://micro-c.example.org")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "comma-separated host names").split(",")
DATABASES = {"default": database(required("DATABASE_URL", "postgresql://user:secret@host:5432/name"))}  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "procrastinate.contrib.django"]
TASKS = {"default": {"BACKEND": "microcert.foundation.jobs.procrastinate.ProcrastinateBackend"}}
EMBEDDED_STAND_INS = os.environ.get("EMBEDDED_STAND_INS", "").split(",")
if PAYMENT.endswith("SimulatedBank") and "payment" not in EMBEDDED_STAND_INS:
    raise ImproperlyConfigured(
        "PAYMENT is the simulated bank, which takes no money. Name a real provider in PAYMENT, or accept the stand-in "
        "with EMBEDDED_STAND_INS=payment."
    )
if PAYMENT.endswith("SimulatedBank"):
    # Its page is a template of the demonstration's.
    INSTALLED_APPS = ["microcert.web.demo", *INSTALLED_APPS]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand before the platform: without it, limits on log-in and verification count all visitors as one.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
