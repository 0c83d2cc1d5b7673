from __future__ import annotations

from .models import Document
from .storage import fetch


def content(document: Document) -> bytes:
    """The sealed bytes. Raises DocumentAltered when they no longer match the hash taken when they were sealed."""
    return fetch(document.sha256)
