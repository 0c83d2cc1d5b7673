"""Markdown of training content → HTML that is safe to show whoever wrote it.

Raw HTML stays text, dangerous addresses (``javascript:``, ``data:``) are refused by the parser, and headings are
lowered so that a page keeps one ``h1`` and no skipped level.
"""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: The highest heading of a text becomes ``<h3>``: the page has its h1, the section its h2.
HIGHEST_HEADING = 3


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, without raw HTML nor images (their text stays: the policy would block remote ones)."""
    made = MarkdownIt("commonmark", {"html": False})
    made.enable("table").disable(["html_block", "html_inline", "image"])
    made.add_render_rule("table_open", _open_table)
    made.add_render_rule("table_close", _close_table)
    return made


def render_markdown(text: str, *, highest_heading: int = HIGHEST_HEADING) -> SafeString:
    """HTML of ``text``, marked safe because the parser escaped everything that it did not write itself."""
    tokens = parser().parse(text)
    lowered = highest_heading - min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
    for token in tokens:
        _suit_the_page(token, lowered)
    return SafeString(parser().renderer.render(tokens, parser().options, {}))


def _suit_the_page(token: Token, lowered: int) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + lowered)}"
    elif token.type == "bullet_list_open":
        token.attrSet("class", "uc-bullets")
    elif token.type in ("th_open", "td_open"):
        # Alignment comes as an inline style, which the policy forbids: say it with a class.
        style = str(token.attrs.pop("style", ""))
        if "right" in style or "center" in style:
            token.attrSet("class", "r" if "right" in style else "c")
        if token.type == "th_open":
            token.attrSet("scope", "col")


def _open_table(*_args: object) -> str:
    # The frame scrolls, never the page; it can be reached by keyboard, so it needs a name.
    return (
        f'<div class="uc-scroll mb-3" tabindex="0" role="region" aria-label="{_("Tableau")}"><table class="uc-table">\n'
    )


def _close_table(*_args: object) -> str:
    return "</table></div>\n"
