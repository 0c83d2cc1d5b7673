"""Markdown as plain blocks for typst: headings, paragraphs, lists, with strong and emphasised runs. Never typst code.

What a person writes reaches the template as data; nothing of it is evaluated.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline", "image"])


def blocks(markdown: str) -> list[dict[str, Any]]:
    """[{kind: heading|paragraph|item, level, runs: [{text, strong, emph}]}], in reading order."""
    found: list[dict[str, Any]] = []
    lists = 0
    kind, level = "paragraph", 0
    for token in PARSER.parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type == "heading_open":
            kind, level = "heading", int(token.tag[1])
        elif token.type == "paragraph_open":
            kind, level = ("item", lists) if lists else ("paragraph", 0)
        elif token.type == "inline":
            found.append({"kind": kind, "level": level, "runs": _runs(token.children or [])})
        elif token.type in ("fence", "code_block"):
            found.append(
                {"kind": "paragraph", "level": 0, "runs": [{"text": token.content, "strong": False, "emph": False}]}
            )
    return found


def _runs(tokens: list[Token]) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    strong = emph = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            strong = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            emph = token.type == "em_open"
        elif token.type in ("softbreak", "hardbreak"):
            runs.append({"text": " ", "strong": strong, "emph": emph})
        elif token.content:
            runs.append({"text": token.content, "strong": strong, "emph": emph})
    return runs
