from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .tree import ROOT


def test_imports_only_go_down():
    """The contracts of pyproject.toml: rooms, inside, pure, credseal."""
    command = Path(sys.executable).with_name("lint-imports")
    verdict = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout[verdict.stdout.find("Contracts") :] + verdict.stderr
