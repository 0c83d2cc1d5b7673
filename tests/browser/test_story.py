"""The whole story in Chromium, from a search with a typo to a credential that strangers verify, under both consortia."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .running import ROOT, Platform
from .story import Story

SCREENSHOTS = ROOT / "var" / "screenshots"
# What most people open on a telephone.
ALSO_NARROW = re.compile(
    r"catalogue|search|training|order|contract|learner|course|quiz|assessment|credentials|verif|revoked|marking|jury$"
)


def photographer(album: Path) -> Callable[[Page, str], None]:
    """Keeps each page as NN-name-WIDTH.png."""
    shutil.rmtree(album, ignore_errors=True)
    album.mkdir(parents=True)
    number = count(1)

    def keep(page: Page, name: str) -> None:
        place = next(number)
        for width in (1280, 390) if ALSO_NARROW.search(name) else (1280,):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=album / f"{place:02}-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})

    return keep


@pytest.mark.browser
@pytest.mark.requirement("R008", "R009", "R018", "R019", "R026", "R054", "R058", "R093", "R096", "R097")
@pytest.mark.parametrize(
    ("consortium", "javascript"),
    [("demo/consortium.toml", False), ("demo/tiny/consortium.toml", True)],
    ids=["unicamp-without-javascript", "tiny"],
)
def test_from_a_search_with_a_typo_to_a_credential_that_strangers_verify(
    browser: Browser, running_platform: Callable[[str], Platform], tmp_path: Path, consortium: str, javascript: bool
) -> None:
    keep = photographer(SCREENSHOTS / ("tiny" if "tiny" in consortium else "unicamp"))
    platform = running_platform(consortium)
    story = Story(browser, platform.address, keep, javascript=javascript, folder=tmp_path)
    story.play()
    story.close()
    assert "Traceback" not in platform.log()
