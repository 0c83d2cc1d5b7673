"""The gallery in Chromium: axe finds nothing, nothing scrolls sideways, the policy refuses nothing, the keyboard gets everywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']"
PAGES = {
    "public": "/galerie/",
    "errors": "/galerie/?erreurs",
    "known": "/galerie/?connue",
    "desk": "/galerie/bureau/",
    "confirm": "/galerie/confirmer/",
    "login": "/compte/login/",
    "signup": "/compte/signup/",
}


def open_page(browser: Browser, url: str, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR", bypass_csp=False
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.goto(url)
    page.evaluate("document.fonts.ready")
    return page, complaints


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
    return [f"{one['id']}: {node['target']} {node.get('failureSummary', '')}" for one in found for node in one["nodes"]]


@pytest.mark.requirement("R111")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_the_policy_refuses_nothing(
    browser: Browser, address: str, name: str, width: int, scheme: str
) -> None:
    page, complaints = open_page(browser, address + PAGES[name], width, scheme)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_at_320_pixels_nothing_scrolls_sideways(browser: Browser, address: str, name: str) -> None:
    page, _ = open_page(browser, address + PAGES[name], 320)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()


def test_the_menus_open_and_close_without_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(address + "/galerie/?connue")
    catalogue = page.get_by_role("link", name="Catalogue", exact=True).first
    assert not page.locator("#menu").is_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    assert page.locator("#menu").is_visible() and catalogue is not None
    assert page.get_by_role("button", name="Se déconnecter").is_visible()
    page.get_by_role("button", name="Fermer le menu").click()
    assert not page.locator("#menu").is_visible()
    context.close()


def test_the_account_menu_opens_below_its_button(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address + "/galerie/?connue", 1280)
    button, menu = page.locator(".uc-account-btn"), page.locator("#compte")
    button.click()
    above, below = button.bounding_box(), menu.bounding_box()
    assert above and below
    assert below["y"] >= above["y"] + above["height"] - 1
    assert abs(below["x"] + below["width"] - above["x"] - above["width"]) < 40
    assert violations(page) == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/menu-1280.png")
    page.context.close()


def test_focus_goes_to_the_summary_of_errors_and_its_links_to_the_fields(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address + "/galerie/?erreurs", 1280)
    assert page.evaluate("document.activeElement.dataset.errorSummary") == ""
    assert page.title().startswith("Erreur\u00a0: ")
    page.get_by_role("link", name="Choisissez une réponse pour «\u00a0Rythme\u00a0».").click()
    assert page.evaluate("location.hash") == "#id_rhythm_0"
    page.context.close()


def test_the_first_view_weighs_less_than_250_kilobytes_uncompressed(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    weights: list[int] = []
    page.on("response", lambda response: weights.append(len(response.body())))
    page.goto(address + PAGES["desk"], wait_until="networkidle")
    assert 0 < sum(weights) < 250_000, sum(weights)
    context.close()


@pytest.mark.parametrize("width", [1000, 1240, 1280])
def test_the_bar_at_the_top_keeps_to_one_line(browser: Browser, address: str, width: int) -> None:
    page, _ = open_page(browser, address + PAGES["known"], width)
    bar = page.locator(".uc-header").bounding_box()
    assert bar and bar["height"] < 80
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()
