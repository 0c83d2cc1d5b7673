"""Remake the vendored static files from npm packages: ``python -m microcert.web.frame.vendoring NODE_MODULES``.

Run by hand when a version changes, never at build or start: the outputs are committed. Three things are done that a
plain copy would not: Bootstrap keeps only the families of classes that the theme uses (first view under 250 KB), its
``data:`` images become files (the Content-Security-Policy allows images from ourselves only), and of 2,000 icons only
those named in ``icons/NAMES`` are kept.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static" / "frame"

#: First word of the Bootstrap classes that have no use here: their markup belongs to components that we build ourselves.
DROPPED = (
    "accordion|alert|badge|btn-(?:secondary|success|info|warning|danger|light|dark|outline-(?!primary)|group|toolbar|close)"
    "|card|carousel|collapse|collapsing|dropdown|dropup|dropend|dropstart|list-group|modal|nav|navbar|offcanvas|pagination"
    "|page-link|page-item|placeholder|popover|bs-popover|progress|spinner|toast|tooltip|bs-tooltip|fade|show|form-range"
    "|form-floating|link|table|focus-ring|icon-link|text-bg|vr|hstack|vstack|input-group|was-validated|valid-|is-valid"
    "|bg-|ratio|img-|figure|initialism|blockquote|object-fit|sticky-|fixed-|float|text-(?:primary|secondary|success|info|warning"
    "|danger|light|dark|black|white|body)|border-(?:primary|secondary|success|info|warning|danger|light|dark|black|white|opacity)"
    "|rounded|z-|shadow|user-select|pe-none|pe-auto|container|offset|display|form-control-plaintext|form-control-color"
    "|form-switch|btn-check|btn-close|clearfix|opacity|invalid-tooltip"
)
DROPPED_CLASS = re.compile(rf"\.(?:{DROPPED})(?![a-z])|\.(?:{DROPPED})[a-z]*-|data-bs-theme=dark")
DATA_IMAGE = re.compile(r'url\("data:image/svg\+xml,([^"]+)"\)')

COPIES = {
    "fonts/atkinson-next-latin.woff2": "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "fonts/atkinson-next-latin-italic.woff2": "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-italic.woff2",
    "fonts/atkinson-next-latin-ext.woff2": "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    "fonts/atkinson-next-latin-ext-italic.woff2": "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-italic.woff2",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "licences/atkinson-hyperlegible-next.txt": "@fontsource-variable/atkinson-hyperlegible-next/LICENSE",
    "licences/bootstrap.txt": "bootstrap/LICENSE",
    "licences/bootstrap-icons.txt": "bootstrap-icons/LICENSE",
    "licences/htmx.txt": "htmx.org/LICENSE",
}


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield each (prelude, body) of a stylesheet without comments, at one level of nesting."""
    start = 0
    while (opening := css.find("{", start)) >= 0:
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:opening], css[opening + 1 : end - 1]
        start = end


def subset(css: str) -> str:
    """Return the stylesheet without the selectors of DROPPED families, and without what then stays empty."""
    kept = []
    for prelude, body in blocks(css):
        if prelude.startswith(("@media", "@supports")):
            if inner := subset(body):
                kept.append(f"{prelude}{{{inner}}}\n")
        elif prelude.startswith("@keyframes"):
            continue
        elif selectors := [one for one in split_selectors(prelude) if not DROPPED_CLASS.search(one)]:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def split_selectors(prelude: str) -> list[str]:
    """Split on the commas that are not inside parentheses (``:not(a, b)``)."""
    return re.split(r",(?![^(]*\))", prelude)


def images_as_files(css: str, folder: Path) -> str:
    """Write each ``data:`` SVG of the stylesheet beside it and point to the file."""
    folder.mkdir(exist_ok=True)

    def as_file(found: re.Match[str]) -> str:
        svg = unquote(found[1]).encode()
        name = f"bs-{hashlib.sha256(svg).hexdigest()[:8]}.svg"
        (folder / name).write_bytes(svg + b"\n")
        return f'url("images/{name}")'

    return DATA_IMAGE.sub(as_file, css)


def remake_bootstrap(modules: Path) -> None:
    """Write bootstrap.subset.css, its banner (licence) kept, its source map dropped."""
    css = (modules / "bootstrap/dist/css/bootstrap.min.css").read_text()
    banner, _, css = css.partition("*/")
    css = re.sub(r'/\*.*?\*/|@charset "UTF-8";', "", css, flags=re.S)
    css = images_as_files(subset(css), STATIC / "images")
    (STATIC / "bootstrap.subset.css").write_text(f"{banner} * Subset made by vendoring.py\n */\n{css}\n")


def remake_icons(modules: Path) -> None:
    """Keep the drawing of each icon named in icons/NAMES, without the svg wrapper that the tag writes."""
    for name in (HERE / "icons" / "NAMES").read_text().split():
        svg = (modules / f"bootstrap-icons/icons/{name}.svg").read_text()
        drawing = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
        assert drawing, name
        lines = [line.strip() for line in drawing[1].strip().splitlines()]
        (HERE / "icons" / f"{name}.svg").write_text("".join(lines) + "\n")


def remake(modules: Path) -> None:
    """Remake every vendored file from the packages found in ``modules``."""
    for target, source in COPIES.items():
        (STATIC / target).parent.mkdir(exist_ok=True)
        shutil.copyfile(modules / source, STATIC / target)
    remake_bootstrap(modules)
    remake_icons(modules)


if __name__ == "__main__":
    remake(Path(sys.argv[1]))
