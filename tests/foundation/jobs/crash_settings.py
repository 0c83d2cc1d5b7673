"""The foundation alone on a database of its own, for workers that are killed in earnest."""

import os

from microcert.settings.base import database

SECRET_KEY = "tests-only"
USE_TZ = True
DATABASES = {"default": database(os.environ["CRASH_DATABASE_URL"])}
INSTALLED_APPS = ["microcert.foundation", "django_tasks", "django_tasks_db"]
ENGINE = os.environ.get("CRASH_ENGINE", "embedded.EmbeddedBackend")
if ENGINE.startswith("procrastinate"):
    INSTALLED_APPS.append("procrastinate.contrib.django")
TASKS = {"default": {"BACKEND": f"microcert.foundation.jobs.{ENGINE}"}}
# The tables straight from the models: these runs are about jobs, not about the history of the schema.
MIGRATION_MODULES = {"foundation": None, "django_tasks_database": None}
EVENT_SUBSCRIPTIONS = ""
JOB_WORKER_SILENCE = 1
# Twenty kills in a row may hit one job more than three times.
JOB_CRASHES_ALLOWED = 50 if "JOB_PATIENCE" in os.environ else 3
CLOCK_MAY_MOVE = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {"version": 1, "disable_existing_loggers": False}
