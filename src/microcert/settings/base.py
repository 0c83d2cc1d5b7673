"""What every way of running the platform shares. Nothing here names one consortium: that is data."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("MICROCERT_VAR", ROOT / "var"))

ROOMS = [
    f"microcert.{room}"
    for room in (
        "foundation",
        "people",
        "batches",
        "consortium",
        "documents",
        "competencies",
        "trainings",
        "economics",
        "production",
        "sessions",
        "catalogue",
        "allotment",
        "orders",
        "contracts",
        "enrolment",
        "learning",
        "evaluation",
        "credentials",
        "settlement",
        "journeys",
        "api",
    )
]
PAGES = [
    f"microcert.web.{audience}"
    for audience in ("frame", "public", "learner", "teacher", "office", "jury", "steering", "quality", "verify")
]

INSTALLED_APPS = [
    *PAGES,
    *ROOMS,
    "microcert.web.backoffice.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
    "allauth",
    "allauth.account",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "microcert.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "microcert.settings.urls"
WSGI_APPLICATION = "microcert.settings.wsgi.application"

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "microcert.web.context.brand",
    "microcert.web.context.desk",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
            "builtins": ["django.templatetags.i18n", "microcert.web.frame.templatetags.uc"],
        },
    }
]
FORM_RENDERER = "microcert.web.frame.forms.UniFormRenderer"


def database(url: str) -> dict:
    """A Django DATABASES entry from `sqlite:///path` or `postgresql://user:secret@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or ":memory:",
            "OPTIONS": {
                # The write lock is taken at the start, so that two writers queue instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'microcert.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# CACHE=database lets all processes and machines count limits together; without it each process counts for itself.
_caches = {"": "locmem.LocMemCache", "database": "db.DatabaseCache"}
CACHES = {
    "default": {
        "BACKEND": f"django.core.cache.backends.{_caches[os.environ.get('CACHE', '')]}",
        "LOCATION": "shared_cache",
        # Django's 300 would forget what was counted as soon as a few dozen addresses ask.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "src" / "microcert" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "catalogue"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    form: f"microcert.web.frame.account_forms.{name}"
    for form, name in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
    }.items()
}
ACCOUNT_SIGNUP_FORM_CLASS = "microcert.people.forms.SignUpNames"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "uploads"}},
    # Sealed documents live apart: content-addressed, written once, never served by a web server directly.
    "documents": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "documents"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "microcert.foundation.jobs.embedded.EmbeddedBackend"}}
EVENT_SUBSCRIPTIONS = "microcert.journeys.subscriptions.SUBSCRIPTIONS"
RECURRING_JOBS = "microcert.journeys.subscriptions.TIMETABLE"

# Frozen into credentials (identifiers, permanent addresses): changing it later breaks nothing already signed, but the
# old host must go on answering.
# scrypt cost of the encryption of keys at rest; 2**15 takes a tenth of a second and 32 MB, once per key and process.
KEY_STRETCHING = 2**15
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000")
KEY_SECRET = os.environ.get("KEY_SECRET", "")

# Seams: an embedded stand-in says that it is one, on screen and in the log.
PAYMENT = os.environ.get("PAYMENT", "microcert.orders.bank.SimulatedBank")
# PAYMENT=microcert.orders.payzen.PayZen asks for these; the form that leads to a payment page may go to its host only.
PAYZEN_URL = os.environ.get("PAYZEN_URL", "")
PAYZEN_SHOP = os.environ.get("PAYZEN_SHOP", "")
PAYZEN_PASSWORD = os.environ.get("PAYZEN_PASSWORD", "")
PAYMENT_PAGES = os.environ.get("PAYMENT_PAGES", "").split()
# SIGNATURE=microcert.contracts.envelopes.Envelopes asks for all of these, and the built-in code for none of them.
SIGNATURE = os.environ.get("SIGNATURE", "microcert.contracts.one_time_code.OneTimeCode")
SIGNATURE_URL = os.environ.get("SIGNATURE_URL", "")
SIGNATURE_KEY = os.environ.get("SIGNATURE_KEY", "")
SIGNATURE_SECRET = os.environ.get("SIGNATURE_SECRET", "")
SIGNATURE_ROOTS = os.environ.get("SIGNATURE_ROOTS", "")
SIGNATURE_PAGES = os.environ.get("SIGNATURE_PAGES", "").split()
CLOCK_MAY_MOVE = False
DEMONSTRATION = False

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "ne-pas-repondre@microcert.example")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF, *PAYMENT_PAGES, *SIGNATURE_PAGES],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "microcert.web.refusals.csrf_failure"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
SUBMISSION_MAX_BYTES = 20_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"microcert": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
