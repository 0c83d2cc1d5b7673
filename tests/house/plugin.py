"""How the suite runs: what is left out and why, what a skip means, and which requirements were proven.

Loaded by name from pyproject.toml, so that it is there before anything is collected.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from .requirements import known

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_setup",
    "live_server",
    "running_platform",
    "client",
    "admin_client",
}

# A busy machine is slow, not wrong: how long one example takes is no verdict.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("microcert")
    group.addoption("--long", action="store_true", help="also the crash and load runs")
    group.addoption("--database-only", action="store_true", help="leave out what never touches the database")
    group.addoption("--requirements", action="store_true", help="list each proven requirement with its tests")


def node_is_recent() -> bool:
    import subprocess

    node = shutil.which("node")
    if not node:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return version.startswith("v") and int(version[1:].split(".")[0]) >= 20


def missing_tools() -> dict[str, str]:
    """Which marked groups cannot run here, and what would make them run."""
    missing = {}
    if not any(shutil.which(name) for name in CHROMIUM):
        missing["browser"] = "Chromium is missing (apt-get install chromium)"
    if not node_is_recent():
        missing["interop"] = "Node 20 or later is missing"
    elif not shutil.which("qpdf"):
        missing["interop"] = "qpdf is missing (apt-get install qpdf)"
    return missing


def on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def is_left_out(item: pytest.Item, config: pytest.Config) -> bool:
    """Left out is not skipped: another run of the same suite has it (`--long`, the other database)."""
    if item.get_closest_marker("long") and not config.getoption("--long"):
        return True
    if item.get_closest_marker("sqlite" if on_postgresql() else "postgres"):
        return True
    return bool(config.getoption("--database-only")) and not touches_database(item)


def touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    is_marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    return bool(is_marked or fixtures & DATABASE_FIXTURES)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ids, unknown = known(), []
    needs_tools = any(item.get_closest_marker(name) for item in items for name in ("browser", "interop"))
    absent = missing_tools() if needs_tools else {}
    kept, left_out = [], []
    for item in items:
        (left_out if is_left_out(item, config) else kept).append(item)
        for group, reason in absent.items():
            if item.get_closest_marker(group):
                item.add_marker(pytest.mark.skip(reason=f"{group}: {reason}"))
        for mark in item.iter_markers("requirement"):
            unknown += [f"{item.nodeid}: {name}" for name in mark.args if name not in ids]
            # A test's report carries these home from whichever process ran it.
            item.user_properties.extend(("requirement", name) for name in mark.args)
    if unknown:
        raise pytest.UsageError("requirements that docs/requirements.md does not know:\n" + "\n".join(unknown))
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def skipped_groups(reporter: pytest.TerminalReporter) -> dict[str, int]:
    groups: dict[str, int] = defaultdict(int)
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        groups[reason.removeprefix("Skipped: ")] += 1
    return groups


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything should be installed, a test that did not run is a test that did not pass."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    is_controller = not hasattr(session.config, "workerinput")
    strict = os.environ.get("CI") == "true"
    if is_controller and strict and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    groups = skipped_groups(terminalreporter)
    if groups:
        verdict = "a failure, since CI=true" if os.environ.get("CI") == "true" else "not run here"
        terminalreporter.section(f"skipped: {verdict}")
        for reason, count in sorted(groups.items()):
            terminalreporter.line(f"{count:4} × {reason}")
    proven = proven_requirements(terminalreporter)
    if not proven:
        return
    ids = known()
    terminalreporter.section(f"requirements proven by this run: {len(proven)} of {len(ids)}")
    if config.getoption("--requirements"):
        for name, text in ids.items():
            terminalreporter.line(f"{name} {'proven' if name in proven else '  –   '} {text}")
            for test in sorted(proven.get(name, ())):
                terminalreporter.line(f"       {test}")
    else:
        terminalreporter.line(" ".join(sorted(proven)))


def proven_requirements(reporter: pytest.TerminalReporter) -> dict[str, set[str]]:
    """Which tests prove which requirement: a requirement with one failing test is not proven."""
    proven: dict[str, set[str]] = defaultdict(set)
    for report in reporter.stats.get("passed", []):
        if report.when == "call":
            for name in named(report):
                proven[name].add(report.nodeid)
    failing = {
        name for outcome in ("failed", "error") for report in reporter.stats.get(outcome, []) for name in named(report)
    }
    return {name: tests for name, tests in proven.items() if name not in failing}


def named(report: pytest.TestReport) -> list[str]:
    """The requirements on the test's marker."""
    return [str(name) for key, name in getattr(report, "user_properties", ()) if key == "requirement"]


def browser_path() -> Path:
    """Debian's Chromium, for Playwright's `executable_path`."""
    return Path(next(path for name in CHROMIUM if (path := shutil.which(name))))
