"""What is asked of every page: axe, policy, width, heading, title, keyboard. A look returns complaints, none when all is well."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Error, Page

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The scheme changes colours only.
COLOURS = ["color-contrast", "link-in-text-block"]
STOPS = 25  # how far the keyboard walks on one page

# What the keyboard must reach: everything that can be pressed or filled, one of each group of radio buttons.
REACHABLE = """() => {
  const groups = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((each) => {
    if (each.disabled || each.closest("fieldset:disabled") || each.type === "hidden" || !each.checkVisibility({visibilityProperty: true})) return false;
    if (each.type !== "radio") return true;
    const group = (each.form ? [...document.forms].indexOf(each.form) : "") + each.name;
    return !groups.has(group) && groups.add(group);
  }).length;
}"""
# Blurring is not enough: the browser remembers where the last person stood.
FROM_THE_TOP = """() => {
  scrollTo(0, 0);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  // A card shows the focus of the one link in it.
  // A video's own controls, within it, show which of them has the focus.
  const seen = at.tagName === "VIDEO" || [at, at.closest(".uc-card")].some((each) => {
    const style = each && getComputedStyle(each);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const within = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  return {what: at.outerHTML.slice(0, 160), seen, within};
}"""


def listen(page: Page) -> list[str]:
    """What the console says of every page opened from now on: errors, warnings, refusals of the policy."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def look(page: Page) -> list[str]:
    """Light and dark, wide, narrow and very narrow; leaves the page as it found it."""
    try:
        return look_closely(page)
    except Error:
        # A page that waits for the worker opens itself anew when there is something to say.
        page.wait_for_load_state()
        return look_closely(page)


def look_closely(page: Page) -> list[str]:
    complaints = [*heading_and_title(page), *keyboard(page)]
    page.evaluate(AXE)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        complaints += [
            f"{width} px: {one}" for one in [*sideways(page), *violations(page, {"type": "tag", "values": RULES})]
        ]
        page.emulate_media(color_scheme="dark")
        complaints += [f"{width} px, dark: {one}" for one in violations(page, {"type": "rule", "values": COLOURS})]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 900})
    complaints += [f"320 px: {one}" for one in sideways(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return complaints


def heading_and_title(page: Page) -> list[str]:
    complaints = []
    if page.locator("h1").count() != 1:
        complaints.append(f"{page.locator('h1').count()} h1")
    if " – " not in page.title():
        complaints.append(f"title “{page.title()}” names no page or no brand")
    if page.locator("html").get_attribute("lang") != "fr":
        complaints.append("not said to be in French")
    return complaints


def violations(page: Page, only: dict[str, object]) -> list[str]:
    found = page.evaluate("(only) => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)[
        "violations"
    ]
    return [f"{one['id']}: {node['target']} {node.get('failureSummary', '')}" for one in found for node in one["nodes"]]


def sideways(page: Page) -> list[str]:
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"scrolls sideways by {beyond} px"] if beyond > 0 else []


def keyboard(page: Page) -> list[str]:
    """Tab reaches everything that can be used, and each stop can be seen where it is."""
    page.evaluate(FROM_THE_TOP)
    complaints: list[str] = []
    stops = min(page.evaluate(REACHABLE), STOPS)
    for stop in range(stops):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            return [*complaints, f"the keyboard reaches {stop} of {stops} controls"]
        if not at["seen"]:
            complaints.append(f"focus cannot be seen on {at['what']}")
        elif not at["within"]:
            complaints.append(f"focus is off screen on {at['what']}")
    return complaints
