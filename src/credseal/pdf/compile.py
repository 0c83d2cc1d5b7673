"""From a typst template and its values to an archivable, accessible PDF (PDF/A-3a and PDF/UA-1 together)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from credseal.errors import TypesettingError

FONTS = Path(str(files("credseal") / "fonts"))
Relationship = Literal["source", "data", "alternative", "supplement"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF (/AF): its name, bytes, media type and what it is to the page."""

    name: str
    content: bytes
    media_type: str = "application/json"
    description: str = ""
    relationship: Relationship = "alternative"


_PRELUDE = """\
#let data = json(bytes(sys.inputs.data))
#set document(title: sys.inputs.title, author: json(bytes(sys.inputs.authors)), date: auto)
#set text(lang: sys.inputs.lang, font: ("Atkinson Hyperlegible Next", "Libertinus Serif"))
#for file in json(bytes(sys.inputs.attachments)) {
  pdf.attach(
    file.name,
    bytes(file.content),
    relationship: file.relationship,
    mime-type: file.media_type,
    description: file.description,
  )
}
"""

_local = threading.local()


def compile_pdf(
    template: str | Path,
    data: Mapping[str, Any],
    *,
    title: str,
    lang: str = "fr",
    attachments: Sequence[Attachment] = (),
    font_paths: Sequence[str | Path] = (),
    root: str | Path | None = None,
    authors: Sequence[str] = (),
    made_at: datetime | None = None,
) -> bytes:
    """Typeset ``template`` (a path, or typst source as text) with ``data``.

    In the template the values stand in ``data`` (whatever ``json.dumps`` accepts); title, language and the house font
    are set. Other files that the template reads must lie under ``root`` (default: the template's folder). ``made_at``
    (aware) is the date in the PDF; equal arguments with equal ``made_at`` give equal bytes.

    Raises TypesettingError with typst's message and hints, also for text that no font can show.
    """
    source = template.read_text("utf-8") if isinstance(template, Path) else template
    folder = Path(root) if root is not None else template.parent if isinstance(template, Path) else FONTS
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "title": title,
        "lang": lang,
        "authors": json.dumps(list(authors), ensure_ascii=False),
        "attachments": json.dumps([_attached(item) for item in attachments], ensure_ascii=False),
    }
    try:
        content = _compiler(folder, tuple(str(path) for path in font_paths)).compile(
            input=(_PRELUDE + source).encode("utf-8"),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(made_at.timestamp() if made_at is not None else time.time()),
        )
    except typst.TypstError as error:
        raise TypesettingError(error.message, tuple(error.hints)) from error
    if not isinstance(content, bytes):
        raise TypesettingError("typst gave no PDF")
    return content


def _attached(item: Attachment) -> dict[str, Any]:
    try:
        content: str | list[int] = item.content.decode("utf-8")
    except UnicodeDecodeError:
        content = list(item.content)  # typst inputs are text; bytes travel as numbers
    return {
        "name": item.name,
        "content": content,
        "media_type": item.media_type,
        "description": item.description or item.name,  # PDF/UA wants one
        "relationship": item.relationship,
    }


def _compiler(root: Path, font_paths: tuple[str, ...]) -> typst.Compiler:
    """One compiler per thread and place: loading fonts costs more than a page, and compilers are not shared."""
    compilers: dict[tuple[Path, tuple[str, ...]], typst.Compiler] | None = getattr(_local, "compilers", None)
    if compilers is None:
        compilers = _local.compilers = {}
    key = (root, font_paths)
    if key not in compilers:
        compilers[key] = typst.Compiler(root=str(root), font_paths=[str(FONTS), *font_paths], ignore_system_fonts=True)
    return compilers[key]
