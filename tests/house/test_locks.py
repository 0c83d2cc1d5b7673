from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from .tree import ROOT, SOURCE, nodes, place, python_files


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


def test_the_platform_imports_only_what_its_own_lock_installs():
    """What the test lock brings along by accident is not there on the machine of a newcomer."""
    locked = {pin.partition("==")[0].lower().replace("_", "-") for pin in pins("requirements.lock")}
    providers = packages_distributions()
    strays = set()
    for path in python_files(SOURCE):
        for name in imported_packages(path) - sys.stdlib_module_names - {"microcert", "credseal"}:
            if not {provider.lower().replace("_", "-") for provider in providers.get(name, ())} & locked:
                strays.add(f"{place(path)}: {name}")
    assert sorted(strays) == []


def imported_packages(path: Path) -> set[str]:
    """Top-level names that a file imports; those for the type checker only do not count."""
    for_types = {
        inner
        for node in nodes(path, ast.If)
        if ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    names = set()
    for node in nodes(path, ast.Import, ast.ImportFrom):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif not node.level:
            names.add((node.module or "").partition(".")[0])
    return names
