"""What no template may hold: the policy forbids inline styles and handlers, and a class without a rule is a slip."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microcert.web.frame.drawings import icon_names

SOURCE = Path(__file__).resolve().parents[2] / "src"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
STYLES = sorted(SOURCE.glob("**/static/**/*.css"))
FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "htmx handler or eval": re.compile(r"\b(?:data-)?hx-(?:on\b|on:|vars)|=\s*[\"']js:"),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)"),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "other host": re.compile(r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)=[\"'](?:https?:)?//"),
    "new tab": re.compile(r"target=[\"']_blank"),
}
MARKUP = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
COMMENTS = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
#: Hooks that carry no look of their own, by design.
WITHOUT_RULE = {"text", "act", "foot", "k", "t", "a"}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_nothing_that_the_policy_forbids(path: Path) -> None:
    # A template tag's own words are no attribute: {% querystring onglet=value %}.
    text = MARKUP.sub("", COMMENTS.sub("", path.read_text(encoding="utf-8")))
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_of_a_template_is_kept_here(path: Path) -> None:
    asked = set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    asked |= set(re.findall(r'{% status "\w*" "([a-z0-9-]+)" ["\w]', path.read_text(encoding="utf-8")))
    assert asked - icon_names() == set()


def classes_with_a_rule() -> set[str]:
    return {name for path in STYLES for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_class_of_a_template_has_a_rule(path: Path) -> None:
    # Only classes written whole are looked at: one glued to a template tag ("is-{{ kind }}") is known at run time only.
    text = COMMENTS.sub("", path.read_text(encoding="utf-8"))
    used: set[str] = set()
    for value in re.findall(r'\bclass="((?:[^"{]|{%.*?%}|{{.*?}})*)"', text):
        used |= {
            word for word in re.sub(r"\S*(?:\x00\S*)+", "", MARKUP.sub("\x00", value).replace("\x00 ", " ")).split()
        }
    assert used - classes_with_a_rule() - WITHOUT_RULE == set()


def test_style_sheets_ask_for_nothing_outside_the_house() -> None:
    for path in STYLES:
        for address in re.findall(r"url\(['\"]?([^)'\"]+)", path.read_text(encoding="utf-8")):
            assert not address.startswith(("data:", "http", "//")), (path, address)
            assert (path.parent / address).is_file(), (path, address)


def test_every_vendored_package_has_its_licence_and_its_line() -> None:
    frame = SOURCE / "microcert/web/frame"
    listed = (frame / "VENDORED.md").read_text(encoding="utf-8")
    for name in (
        "bootstrap",
        "bootstrap-icons",
        "htmx.org",
        "@fontsource-variable/atkinson-hyperlegible-next",
        "axe-core",
    ):
        assert f"`{name}`" in listed
    assert {path.stem for path in (frame / "static/frame/licences").iterdir()} == {
        "atkinson-hyperlegible-next",
        "bootstrap",
        "bootstrap-icons",
        "htmx",
    }
    assert icon_names() == set((frame / "icons/NAMES").read_text(encoding="utf-8").split())
