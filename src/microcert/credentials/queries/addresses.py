"""The addresses that are frozen into credentials. They never change: what is signed names them for life."""

from __future__ import annotations

from urllib.parse import urlsplit

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


def code_in_address(typed: str) -> str | None:
    """The code in the address of one of our permanent pages; what is no address comes back as it is, a stranger's as None."""
    typed = typed.strip()
    own = urlsplit(settings.SITE_URL)
    if "://" not in typed and not typed.lower().startswith(f"{own.netloc}/"):
        return typed
    try:
        asked = urlsplit(typed if "://" in typed else f"https://{typed}")
    except ValueError:
        return None
    place, _, rest = asked.path.strip("/").partition("/")
    is_ours = asked.scheme in ("http", "https") and asked.netloc.lower() == own.netloc.lower()
    return rest.partition("/")[0] or None if is_ours and place == "v" else None
