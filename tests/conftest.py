"""What every test may count on. The cast and the rooms' own fixtures stand beside the tests that use them."""

from __future__ import annotations

import pytest

from .cast import cast  # noqa: F401  # a fixture for all


@pytest.fixture(autouse=True)
def in_french():
    """Every test begins in the source language, whatever the one before it read."""
    from django.utils import translation

    with translation.override("fr"):
        yield


@pytest.fixture(scope="session")
def rsa_key():
    """One RSA key for a whole run: making one takes a quarter of a second."""
    from credseal.keys import RsaKey

    return RsaKey.generate().private_pkcs8


@pytest.fixture(autouse=True)
def universities_share_an_rsa_key(request, monkeypatch):
    monkeypatch.setattr("microcert.documents.custody.new_rsa_key", lambda: request.getfixturevalue("rsa_key"))


@pytest.fixture
def drain_jobs():
    """Run every job that is due, and those that they ask for, through the engine's own rows. `drain_jobs()` returns how many."""
    from microcert.foundation.jobs import drain_jobs

    return drain_jobs


@pytest.fixture
def pdf_text():
    """The text of a PDF as a person reads it, spaces folded: `pdf_text(bytes)`."""
    import subprocess

    def read(pdf: bytes) -> str:
        shown = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
        return " ".join(shown.stdout.decode().split())

    return read
