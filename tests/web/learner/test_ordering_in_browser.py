"""The buyer's pages and the draws' in Chromium: axe finds nothing, nothing scrolls sideways, the policy refuses nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from microcert.allotment.actions import draw, release
from microcert.allotment.rules import new_order_key
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.orders.actions import start_payment
from tests.house.plugin import browser_path
from tests.orders.gestures import signed, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(__file__).resolve().parents[2] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']"


@pytest.fixture
def pages(cast, live_server) -> list[tuple[str, str, str]]:
    """Every page of this part in the state where it shows the most: its name, its address, the cookie of its visitor."""
    cast.ines.birth_date = None
    cast.ines.save()
    session = cast.open_session()
    release(draw(session, order_key=new_order_key(), by=None), by=None)
    draw(session, order_key=new_order_key(), by=None, returning=cast.valmere)
    waiting, paying = cast.order(cast.karim), signed(cast.order(cast.malik))
    ClockShift.move(until(paying.chargeable_from))
    with clock.following_the_demonstration():
        attempt = start_payment(paying.instalments.first(), by=cast.malik)
    ines, malik, karim = (cookie_of(each) for each in (cast.ines, cast.malik, cast.karim))
    return [
        (name, f"{live_server.url}{reverse(url, args=[key])}", cookie)
        for name, url, key, cookie in (
            ("start", "order-start", session.code, ines),
            ("waiting", "order", waiting.number, karim),
            ("cancel", "order-cancel", waiting.number, karim),
            ("order", "order", paying.number, malik),
            ("pay", "pay", paying.number, malik),
            ("bank", "bank", attempt.reference, malik),
            ("draws", "draws", session.code, ""),
            ("replay", "draws-replay", session.code, ""),
        )
    ]


def cookie_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


@pytest.fixture
def chromium(pages, monkeypatch) -> Iterator[Browser]:
    # Playwright keeps an event loop on this thread, which Django takes for an asynchronous program.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(browser_path()), args=["--no-sandbox"])
        yield browser
        browser.close()


def faults(page: Page, name: str) -> list[str]:
    """What axe and the eye find in both widths and both schemes."""
    said = []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            said.append(f"{name}: scrolls sideways at {width}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
            found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
            said += [f"{name} {width} {scheme}: {one['id']} {node['target']}" for one in found for node in one["nodes"]]
    return said


def test_the_pages_are_within_reach_of_everyone(chromium, pages):
    said: list[str] = []
    listen = said.append
    for name, address, cookie in pages:
        context = chromium.new_context(locale="fr-FR")
        if cookie:
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: listen(message.text) if message.type == "error" else None)
        page.goto(address)
        page.evaluate(AXE)
        said += faults(page, name)
        if name == "start":
            page.click("main form button[type=submit]")
            assert page.locator("[data-error-summary]").is_visible()
            page.evaluate(AXE)
            said += faults(page, "start-errors")
        context.close()
    # A refused form answers 422, which the browser's console reports as a resource that failed.
    assert [each for each in said if "422" not in each] == []
