from __future__ import annotations

import re
import subprocess
import sys

from .tree import ROOT


def pins(name: str) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9._-]+==[^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_test_lock_holds_the_platform_as_it_runs():
    assert pins("requirements.lock") - pins("requirements-test.lock") == set()


def test_every_pin_has_its_hashes():
    for name in ("requirements.lock", "requirements-test.lock", "requirements-node.lock"):
        entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)
        assert [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def test_no_committed_file_says_where_packages_come_from():
    verdict = subprocess.run(
        [sys.executable, ROOT / "bin/.house/addresses.py"], capture_output=True, text=True, check=False
    )
    assert verdict.stdout.strip() == ""
    assert verdict.returncode == 0, verdict.stderr
