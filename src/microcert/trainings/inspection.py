"""What the platform can read by itself in a file about its accessibility; the rest is for a person to look at (R023).

A file that cannot be read is refused by name. Nothing in it is run, and nothing outside it is fetched.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from .errors import Unreadable
from .rules import Point, Reading, ResourceKind

# WCAG 1.4.3: text of ordinary size on its ground.
LEAST_CONTRAST = 4.5
MOST_HTML_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class Finding:
    """What was read about one point, in words that say what to do."""

    point: Point
    reading: Reading
    note: str


def inspect(kind: str, content: bytes) -> list[Finding]:
    """The findings about a file; none for a kind that only a person can judge. Raises `Unreadable`."""
    if kind == ResourceKind.PDF:
        return _pdf(content)
    if kind == ResourceKind.HTML:
        return _html(content)
    return []


def _found(point: Point, is_good: bool, good: str, bad: str) -> Finding:
    return Finding(point, Reading.PASSES if is_good else Reading.FAILS, good if is_good else bad)


def _pdf(content: bytes) -> list[Finding]:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            root: Any = document.Root
            marked = root.get("/MarkInfo")
            is_tagged = bool(marked is not None and marked.get("/Marked", False)) and "/StructTreeRoot" in root
            language = str(root.get("/Lang", "")).strip()
            title = str(document.docinfo.get("/Title", "")).strip()
            with document.open_metadata() as metadata:
                title = title or str(metadata.get("dc:title", "")).strip()
    # A damaged file fails in as many ways as it has parts: whatever happens, it is the file that is not good.
    except Exception as error:  # noqa: BLE001
        raise Unreadable(_("un PDF")) from error
    return [
        _found(
            Point.TAGS,
            is_tagged,
            _("Le PDF est balisé."),
            _("Le PDF n’est pas balisé : exportez-le avec ses balises (PDF/UA)."),
        ),
        _found(
            Point.LANGUAGE,
            bool(language),
            _("Langue : %s.") % language,
            _("Le PDF ne dit pas sa langue : indiquez-la dans ses propriétés."),
        ),
        _found(
            Point.TITLE,
            bool(title),
            _("Titre : %s.") % title[:200],
            _("Le PDF n’a pas de titre : indiquez-le dans ses propriétés."),
        ),
    ]


class _Page(HTMLParser):
    """The few things of a page that are looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.language = self.title = ""
        self.images = self.without_alternative = 0
        self.headings: list[int] = []
        self.contrasts: list[float] = []
        self._is_in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = (given.get("lang") or "").strip()
        elif tag == "title":
            self._is_in_title = True
        elif tag == "img":
            self.images += 1
            self.without_alternative += "alt" not in given
        elif re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if (ratio := _contrast_of(given.get("style") or "")) is not None:
            self.contrasts.append(ratio)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._is_in_title = False

    def handle_data(self, data: str) -> None:
        if self._is_in_title:
            self.title += data

    @property
    def are_headings_in_order(self) -> bool:
        """One starts at the top, and no level is skipped on the way down."""
        steps = zip([0, *self.headings], self.headings, strict=False)
        return bool(self.headings) and all(level <= before + 1 for before, level in steps)


def _html(content: bytes) -> list[Finding]:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("une page HTML en UTF-8")) from error
    if "<" not in words or len(words) > MOST_HTML_CHARACTERS:
        raise Unreadable(_("une page HTML en UTF-8"))
    page = _Page()
    page.feed(words)
    findings = [
        _found(
            Point.LANGUAGE,
            bool(page.language),
            _("Langue : %s.") % page.language[:20],
            _('La page ne dit pas sa langue : ajoutez lang="fr" à l’élément html.'),
        ),
        _found(
            Point.TITLE,
            bool(page.title.strip()),
            _("Titre : %s.") % page.title.strip()[:200],
            _("La page n’a pas de titre : remplissez l’élément title."),
        ),
        _found(
            Point.ALTERNATIVES,
            not page.without_alternative,
            _("Images avec un attribut alt : %s.") % page.images,
            _("Images sans attribut alt : %s. Décrivez-les, ou laissez alt vide si elles sont décoratives.")
            % page.without_alternative,
        ),
        _found(
            Point.HEADINGS,
            page.are_headings_in_order,
            _("Les titres se suivent sans saut de niveau."),
            _("Les titres manquent, ne commencent pas au niveau 1 ou sautent un niveau."),
        ),
    ]
    # Style sheets and pictures are beyond what can be read here: good contrasts are for a person to confirm.
    if page.contrasts and min(page.contrasts) < LEAST_CONTRAST:
        note = _("Un texte n’atteint que %(ratio)s pour 1 ; il en faut 4,5.") % {"ratio": f"{min(page.contrasts):.1f}"}
        findings.append(Finding(Point.CONTRAST, Reading.FAILS, note))
    return findings


_COLOUR = re.compile(r"(?:^|;)\s*(background-color|background|color)\s*:\s*#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)


def _contrast_of(style: str) -> float | None:
    """The contrast of a style that sets both its colour and its ground; None when it does not."""
    colours = {("color" if name.lower() == "color" else "ground"): code for name, code in _COLOUR.findall(style)}
    if len(colours) < 2:
        return None
    lighter, darker = sorted((_luminance(colours["color"]), _luminance(colours["ground"])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(code: str) -> float:
    """Relative luminance (WCAG 2.2) of « 0b3b43 » or « 0bc »."""
    whole = "".join(2 * digit for digit in code) if len(code) == 3 else code
    shares = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
