"""A binding text on a page of its own: headings one level under the page's, and an anchor at every clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from microcert.web.frame.markup import render_markdown

TITLE = re.compile(r"\A\s*# (?P<title>.+)\n")
NUMBERED_HEADING = re.compile(r"<h2>(?P<number>\d+(?:\.\d+)*)\.? ")
NUMBERED_CLAUSE = re.compile(r"<p><strong>(?P<number>\d+(?:\.\d+)+)\.?</strong>")
SECTION = re.compile(r'<h2 id="(?P<anchor>[^"]+)">(?P<words>.+?)</h2>')


@dataclass(frozen=True)
class BindingText:
    """A text ready to show: its own title, its HTML, and its sections as (anchor, words)."""

    title: str
    html: SafeString
    sections: tuple[tuple[str, SafeString], ...]


def binding_text(markdown: str) -> BindingText:
    """Markdown of a framework or of terms → HTML whose clauses can be linked to (`#clause-6.1`)."""
    found = TITLE.match(markdown)
    # The page has the title as its h1: the sections of the text come right under it.
    html = str(render_markdown(markdown[found.end() :] if found else markdown, highest_heading=2))
    html = NUMBERED_HEADING.sub(lambda each: f'<h2 id="clause-{each["number"]}">{each["number"]}. ', html)
    html = NUMBERED_CLAUSE.sub(lambda each: f'<p id="clause-{each["number"]}"><strong>{each["number"]}.</strong>', html)
    sections = tuple((each["anchor"], SafeString(each["words"])) for each in SECTION.finditer(html))
    return BindingText(found["title"].strip() if found else "", SafeString(html), sections)
