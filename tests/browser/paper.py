"""What a reader sees on a PDF: its words, and the QR code that a telephone would photograph."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import segno
from PIL import Image

DOTS_PER_INCH = 300
Squares = tuple[tuple[bool, ...], ...]


def seen_on_paper(pdf: bytes) -> str:
    shown = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(shown.stdout.decode().replace("’", "'").split())


def qr_leads_to(file: Path, address: str) -> bool:
    """Whether the code on the first page is, square for square, the QR code of this address.

    No maintained decoder comes with the locked packages. A QR code is a function of its text, so the other way round
    proves as much: read the squares from the rendered page, draw the address, compare.
    """
    rendered = subprocess.run(
        ["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-f", "1", "-l", "1", str(file)],
        capture_output=True,
        check=True,
    )
    page = Image.open(io.BytesIO(rendered.stdout)).point(lambda grey: 255 if grey > 128 else 0)
    wanted, box = drawn(address), where_the_code_stands(page)
    return box is not None and squares(page.crop(box), len(wanted)) == wanted


def drawn(address: str) -> Squares:
    """The QR code of an address, at the level and with the mask that the certificate uses."""
    code = segno.make(address, error="m", micro=False, mask=4, boost_error=False)
    return tuple(tuple(bool(square) for square in row) for row in code.matrix)


def squares(code: Image.Image, count: int) -> Squares:
    """Dark or light at the middle of each of count × count squares."""
    width, height = code.size
    return tuple(
        tuple(
            code.getpixel((int((x + 0.5) * width / count), int((y + 0.5) * height / count))) == 0 for x in range(count)
        )
        for y in range(count)
    )


def where_the_code_stands(page: Image.Image) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of the code: what its three corner marks span."""
    marks = corner_marks(page)
    if not marks:
        return None
    lefts, tops, rights, bottoms = zip(*marks, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def corner_marks(page: Image.Image) -> set[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each corner mark, whose rows and columns read dark-light-dark-light-dark as 1:1:3:1:1."""
    marks = set()
    width, rows = page.width, page.tobytes()
    for y in range(page.height):
        for left, middle, right in marks_along(rows[y * width : (y + 1) * width]):
            column = page.crop((middle, 0, middle + 1, page.height)).tobytes()
            marks.update(
                (left, top, right, bottom) for top, centre, bottom in marks_along(column) if abs(centre - y) <= 1
            )
    return marks


def marks_along(line: bytes) -> list[tuple[int, int, int]]:
    """Start, middle and end of each stretch of a line of dots that reads as a corner mark."""
    found = re.finditer(rb"(?<=\xff)(?=(\x00+)(\xff+)(\x00+)(\xff+)(\x00+)\xff)", line)
    return [
        (each.start(1), (each.start(3) + each.end(3)) // 2, each.end(5))
        for each in found
        if is_a_mark([len(run) for run in each.groups()])
    ]


def is_a_mark(runs: list[int]) -> bool:
    unit = sum(runs) / 7
    return unit > 2 and all(
        abs(run - ideal * unit) <= 0.6 * unit for run, ideal in zip(runs, (1, 1, 3, 1, 1), strict=True)
    )
