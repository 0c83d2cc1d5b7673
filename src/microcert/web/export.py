"""Tables as CSV that French spreadsheets open as they are, and that carry no formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from django.http import HttpResponse

from microcert.foundation import clock
from microcert.web.files import private_file

# What a spreadsheet takes for the start of a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# A number below zero begins like a formula and is none.
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)


def harmless(value: object) -> str:
    """The text of a cell; an apostrophe before what would run as a formula."""
    text = str(value)
    if NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def table_as_csv(heads: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with its mark, semicolons, one line per row under the line of heads."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([str(head) for head in heads])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def csv_file(content: bytes, name: str) -> HttpResponse:
    """A download called after the day, which no cache keeps."""
    return private_file(content, f"{name}-{clock.today():%Y-%m-%d}.csv", "text/csv; charset=utf-8")
