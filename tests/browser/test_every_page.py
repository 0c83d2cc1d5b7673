"""Every page of the platform, opened by whom it is for: accessible, within the policy, no wider than its window."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Page

from .looking import listen, look
from .pages import DESIGNING, FETCHED, REASONS, REFUSED, VISITS
from .running import Platform
from .story import Story, go_by

# What the policy, the network or a script of ours may never say; a refused page's own status is no complaint.
EXPECTED = re.compile(r"the server responded with a status of (403|404|409|422)")


def every_name(resolver: URLResolver | None = None) -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            # The back office's pages are Django's own; tests/web/backoffice opens each of its lists.
            if pattern.namespace != "admin":
                yield from every_name(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


class Inspector:
    """Looks at each page that the story shows, and remembers which addresses were seen."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.complaints: list[str] = []
        self._listening: dict[Page, list[str]] = {}
        self._inspected: set[str] = set()

    def open(self, page: Page) -> None:
        """Listen to a window before anything is opened in it."""
        if page not in self._listening:
            self._listening[page] = listen(page)

    def inspect(self, page: Page, name: str) -> None:
        self.seen.add(name_of(page.url))
        if name in self._inspected:
            return
        self._inspected.add(name)
        said = [each for each in self._listening.get(page, []) if not EXPECTED.search(each)]
        self.complaints += [f"{name} ({urlsplit(page.url).path}): {one}" for one in [*said, *look(page)]]
        self._listening.get(page, []).clear()
        if album := os.environ.get("SCREENSHOTS"):
            Path(album, "complaints.txt").write_text("\n".join(self.complaints))
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{album}/{name}-{width}.png", full_page=True)
            page.set_viewport_size({"width": 1280, "height": 900})


class InspectedStory(Story):
    """The story looked at page by page, with a second learner who has not signed yet."""

    def __init__(self, inspector: Inspector, browser: Browser, address: str, folder: Path) -> None:
        self.inspector = inspector
        super().__init__(browser, address, inspector.inspect, javascript=True, folder=folder)

    def window(self, email: str) -> Page:
        page = super().window(email)
        self.inspector.open(page)
        return page

    def order(self) -> None:
        super().order()
        second = self.window([player["email"] for player in self.cast if not player["posts"]][1])
        self.unsigned = self.ask_for_a_seat(second)
        self.show(self.go(second, self.unsigned + "annuler/"), "order-cancel")

    def office_of(self, order: str) -> Page:
        """The administrative team that the draw gave this order to, with its list open."""
        number = order.rstrip("/").rsplit("/", 1)[1]
        for player in self.cast:
            if any(role == "admin_team" for role, _place in player["posts"]):
                page = self.go(self.window(player["email"]), f"/bureau/?q={number}")
                if page.locator("main tbody a").count():
                    return page
        raise AssertionError(f"no office of the cast follows {number}")

    def visit_the_offices(self) -> None:
        for order, name in ((self.order_page, "office-file"), (self.unsigned, "office-order")):
            page = self.office_of(order)
            self.show(page, f"{name}-list")
            go_by(page.locator("main tbody a"))
            self.show(page, name)

    def visit_the_rest(self) -> None:
        filled = self.places()
        for name, who, path in VISITS:
            page = self.go(self.whose(who), path.format(**filled))
            self.show(page, name)
            status = page.request.get(page.url).status
            if status != REFUSED.get(name, 200):
                self.inspector.complaints.append(f"{name} ({path}): answers {status} to {who}")
            if name == "designs" and (designs := page.locator('main tbody a[href^="/evaluation/formations/"]')).count():
                go_by(designs)
                self.show(page, "design")
                self.write_a_correction(page)

    def write_a_correction(self, page: Page) -> None:
        """A new version of the training that was shown, and the pages that write it."""
        go_by(page.get_by_role("button", name="Corriger dans une nouvelle version"))
        draft = urlsplit(page.url).path
        for name, path in DESIGNING.items():
            self.show(self.go(page, draft + path), name)
        go_by(self.go(page, draft + "parcours/").locator('main a[href*="/retirer/activity-"]'))
        self.show(page, "design-remove")
        go_by(page.get_by_role("button", name="Retirer", exact=True))
        go_by(page.get_by_role("link", name="Rétablir"))
        self.show(page, "design-revision")

    def fetch_what_is_no_page(self) -> None:
        filled = self.places()
        for name, (who, path, kind) in FETCHED.items():
            answer = self.whose(who).request.get(self.address + path.format(**filled))
            assert answer.status == 200 and answer.headers["content-type"].startswith(kind), (
                f"{name}: {answer.status} {answer.headers}"
            )
            self.inspector.seen.add(name_of(answer.url))

    def whose(self, who: str) -> Page:
        known = {"visitor": self.visitor, "learner": self.learner}
        return known.get(who) or self.one(who)

    def places(self) -> dict[str, str]:
        """What the addresses of `pages` are filled with."""
        return {
            "framework": self.version("/cadre-commun/"),
            "terms": self.version("/textes/terms-of-sale/"),
            "producer": self.producer,
            "session": self.session,
            "training": urlsplit(self.training).path,
            "order": urlsplit(self.order_page).path,
            "contract": urlsplit(self.contract).path,
            "sitting": self.sitting,
            "marking": urlsplit(self.marking).path,
            "jury": urlsplit(self.jury).path,
            "credential": urlsplit(self.link).path.rstrip("/"),
        }

    def version(self, path: str) -> str:
        """The version of a text that its page names."""
        found = re.search(rf'href="{path}([^"/]+)/"', self.visitor.request.get(self.address + path).text())
        assert found
        return found[1]


def test_what_is_fetched_exists_and_needs_no_excuse() -> None:
    assert set(FETCHED) <= set(every_name())
    assert not set(FETCHED) & set(REASONS)


@pytest.mark.browser
def test_every_page_is_accessible_within_the_policy_and_no_wider_than_its_window(
    browser: Browser, running_platform: Callable[[str], Platform], tmp_path: Path
) -> None:
    inspector = Inspector()
    platform = running_platform("demo/consortium.toml")
    story = InspectedStory(inspector, browser, platform.address, tmp_path)
    story.play()
    story.visit_the_offices()
    story.visit_the_rest()
    story.fetch_what_is_no_page()
    story.close()
    assert inspector.complaints == []
    forgotten = set(every_name()) - inspector.seen - set(REASONS)
    assert forgotten == set(), "opened by nobody: name them in pages.py"
    assert "Traceback" not in platform.log()
