"""The course specification as data: read from a consortium's `specification.toml`, and its forms as word files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from docx import Document as WordFile

from microcert.consortium.errors import AlreadyPublished, Problem
from microcert.consortium.sheet import Sheet
from microcert.documents.blocks import blocks

from .models import Specification, SpecificationItem

NAME = "specification.toml"


@dataclass(frozen=True)
class SpecificationFile:
    specification: Specification
    items: tuple[SpecificationItem, ...]


def read_specification(path: Path, problems: list[Problem]) -> SpecificationFile | None:
    """Read and judge the file beside a consortium's; None when there is none."""
    if not path.is_file():
        return None
    sheet = Sheet.open(path, problems)
    specification = sheet.check(
        Specification(
            version=sheet.text("version"), published_on=sheet.day("published_on"), method=sheet.text("method")
        )
    )
    items = tuple(_item(each, place) for place, each in enumerate(sheet.tables("items", least=1), start=1))
    codes = [item.code for item in items]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        sheet.refuse("items", f"« {code} »")
    sheet.finish()
    return SpecificationFile(specification, items)


def _item(sheet: Sheet, place: int) -> SpecificationItem:
    item = SpecificationItem(
        section=sheet.choice("section", SpecificationItem.Section.values),
        clause=sheet.text("clause", ""),
        form=sheet.text("form", ""),
        position=place,
        **{key: sheet.text(key) for key in ("code", "title", "text")},
    )
    sheet.finish()
    return sheet.check(item)


def load_specification(read: SpecificationFile | None) -> None:
    """Write what was read; a version that is there already stays. Raises `AlreadyPublished` when its words changed."""
    if read is None:
        return
    known = Specification.objects.filter(version=read.specification.version).first()
    if known is None:
        read.specification.save()
        for item in read.items:
            item.specification = read.specification
        SpecificationItem.objects.bulk_create(read.items)
        return
    said = {(each.code, each.title, each.text, each.form) for each in known.items.all()}
    if said != {(each.code, each.title, each.text, each.form) for each in read.items}:
        raise AlreadyPublished(known.version)


def form_as_word(item: SpecificationItem) -> bytes:
    """The form of a deliverable as a DOCX with real headings and lists, ready to be filled in."""
    file = WordFile()
    file.core_properties.title, file.core_properties.language = item.title, "fr-FR"
    for block in blocks(item.form):
        text = "".join(run["text"] for run in block["runs"])
        if block["kind"] == "heading":
            file.add_heading(text, level=min(block["level"], 4))
        else:
            file.add_paragraph(text, style="List Bullet" if block["kind"] == "item" else None)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
