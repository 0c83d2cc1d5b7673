"""Tools that are not ours look at a sealed certificate."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from credseal import Attachment, certificate_pdf, seal_pdf
from tests.credseal.samples import LOOK, as_bytes, make_world, record

pytestmark = pytest.mark.interop


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    world = make_world()
    attachment = Attachment("credential.json", as_bytes(world.badge()))
    pdf = certificate_pdf(record(), LOOK, attachments=[attachment])
    path = tmp_path / "certificate.pdf"
    path.write_bytes(seal_pdf(pdf, world.seal, sealed_at=datetime(2026, 12, 18, tzinfo=UTC)))
    return path


def run(*command: str | Path) -> str:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


def test_qpdf_finds_no_fault_and_sees_the_attachment(sealed: Path) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", sealed)
    assert "credential.json" in run("qpdf", "--list-attachments", sealed)
    assert run("qpdf", "--show-attachment=credential.json", sealed).startswith('{"@context"')
