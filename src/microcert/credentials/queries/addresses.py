"""The addresses that are frozen into credentials. They never change: what is signed names them for life."""

from __future__ import annotations

from django.conf import settings

from microcert.consortium.models import University
from microcert.trainings.models import TrainingVersion


def page_path(code: str) -> str:
    """The path of the permanent page, the target of the QR code."""
    return f"/v/{code}"


def page_address(code: str) -> str:
    """The whole address of the permanent page."""
    return settings.SITE_URL.rstrip("/") + page_path(code)


def status_list_address(university: University, purpose: str) -> str:
    """Where a university's status list is served. The last part numbers the lists of one purpose; there is one so far."""
    return f"{settings.SITE_URL.rstrip('/')}/issuers/{university.slug}/status/{purpose}/1"


def achievement_id(version: TrainingVersion) -> str:
    """What names the micro-credential itself, equal for all who hold it."""
    return f"{settings.SITE_URL.rstrip('/')}/formations/{version.training.slug}#v{version.number}"
