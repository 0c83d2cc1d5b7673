"""Where sealed bytes lie: a folder or an object store, each file under its own hash."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from .errors import DocumentAltered


def store(pdf: bytes) -> str:
    """Write bytes under their own hash and return it. Done before the transaction: an orphan file harms nobody."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    shelf = storages["documents"]
    if not shelf.exists(path_of(sha256)):
        shelf.save(path_of(sha256), ContentFile(pdf))
    return sha256


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}.pdf"


def fetch(sha256: str) -> bytes:
    """The bytes with this hash. Raises DocumentAltered when they are gone or no longer match it."""
    try:
        with storages["documents"].open(path_of(sha256)) as file:
            pdf: bytes = file.read()
    except FileNotFoundError:
        raise DocumentAltered() from None
    if hashlib.sha256(pdf).hexdigest() != sha256:
        raise DocumentAltered()
    return pdf
