"""Markdown of training content → HTML that is safe to show whoever wrote it.

Raw HTML stays text, images and dangerous addresses (``javascript:``, ``data:``) are refused by the parser, and headings
start two levels lower so that a page keeps one ``h1`` and no skipped level.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: ``# Title`` in a text becomes ``<h3>``: the page has its h1, the section its h2.
HEADING_SHIFT = 2


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, without raw HTML nor remote images (the Content-Security-Policy would block them)."""
    return (
        MarkdownIt("commonmark", {"html": False, "typographer": False})
        .enable("table")
        .disable(["html_block", "html_inline", "image"])
    )


def render_markdown(text: str) -> SafeString:
    """HTML of ``text``, marked safe because the parser escaped everything that it did not write itself."""
    tokens = parser().parse(text)
    _lower_headings(tokens)
    _frame_tables(tokens)
    return SafeString(parser().renderer.render(tokens, parser().options, {}))


def _lower_headings(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + HEADING_SHIFT)}"


def _frame_tables(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("class", "uc-table")
        elif token.type == "bullet_list_open":
            token.attrSet("class", "uc-bullets")
        elif token.type in ("th_open", "td_open"):
            # Alignment comes as an inline style, which the policy forbids: say it with a class.
            style = str(token.attrs.pop("style", ""))
            if "right" in style or "center" in style:
                token.attrSet("class", "r" if "right" in style else "c")
            if token.type == "th_open":
                token.attrSet("scope", "col")
