"""One Chromium for a module, closed with it: Playwright keeps an event loop on the thread, and Django refuses the
database beside one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.house.plugin import browser_path

from .running import ROOT, Platform, RunningPlatform, ThrowawayDatabase, migrated_database


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--lang=fr-FR"], env={**os.environ, "LANGUAGE": "fr"}
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThrowawayDatabase]:
    with migrated_database(tmp_path_factory.mktemp("migrated")) as database:
        yield database


@pytest.fixture
def running_platform(tmp_path: Path, empty_database: ThrowawayDatabase) -> Iterator[Callable[[str], Platform]]:
    """A platform of one's own: `running_platform("demo/consortium.toml")`."""
    with ExitStack() as ends:
        yield lambda consortium: ends.enter_context(RunningPlatform(ROOT / consortium, tmp_path, empty_database))
