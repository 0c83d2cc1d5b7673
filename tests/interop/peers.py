"""Runs the JavaScript peers; installs them on first use from the lock file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "node"


def install() -> None:
    """``npm ci`` unless what is installed follows the lock file already."""
    done = FOLDER / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime:
        return
    result = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if result.returncode:
        pytest.fail(f"the JavaScript peers cannot be installed: {result.stderr[-500:]}")


def ask(jobs: list[dict[str, Any]], documents: dict[str, Any] | None = None, *, script: str = "judge.mjs") -> list[Any]:
    """One answer per job (see ``script`` in ``node/``); ``documents`` is all that the peer may load besides W3C contexts."""
    install()
    question = json.dumps({"documents": documents or {}, "jobs": jobs})
    result = subprocess.run(
        ["node", script], cwd=FOLDER, input=question, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]
    answers: list[Any] = json.loads(result.stdout)
    return answers
