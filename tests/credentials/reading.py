"""The text of a PDF, as a person would copy it."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def page_text(pdf: bytes) -> str:
    """All text of the PDF in reading order, white space folded. Skips where Poppler is missing."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is missing (apt-get install poppler-utils)")
    # Poppler warns on standard error about tags that typst writes as PDF 1.7 allows; only the text matters here.
    made = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(made.stdout.decode().split())
