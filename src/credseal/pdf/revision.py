"""The revision that certifies a page fresh from typst: an invisible seal appended without reading the whole file.

Only files with the plain structure that typst writes are taken (one revision, one cross-reference table, no form); for
any other the answer is None, and pyHanko does the work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from credseal.pdf.cms import SealEnvelope

_TRAILER = re.compile(
    rb"trailer\n<</Size (\d+)/Root (\d+) 0 R(/Info \d+ 0 R/ID\[\([^()\\]+\))\([^()\\]+\)\]>>\nstartxref\n(\d+)\n%%EOF\Z"
)
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_CATALOG = re.compile(rb"\d+ 0 obj\n(<</Type/Catalog/Pages (\d+) 0 R[^\r\n]*)>>\nendobj\n")
_PAGES = re.compile(rb"\d+ 0 obj\n<</Type/Pages[^\r\n]*/Kids\[(\d+) 0 R[^\r\n]*>>\nendobj\n")
_PAGE = re.compile(rb"\d+ 0 obj\n(<</Type/Page/[^\r\n]*?)(?:/Annots\[([^\]\r\n]*)\])?>>\nendobj\n")
_TAKEN = re.compile(rb"/AcroForm|/Perms|/Version|/Extensions|/Annots")
_NAME = re.compile(r"[A-Za-z0-9 _-]+")

# ETSI TS 102 778-3, 4.7: the extension of ISO 32000-1 that PAdES signatures use.
_FORM = b"/AcroForm %d 0 R/Perms<</DocMDP %d 0 R>>/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>>>"
_FIELD = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/F 132/Rect[-9999 -9999 -9999 -9999]/P %d 0 R/V %d 0 R>>"  # outside the page and printable: the only invisible seal within both PDF/A-3 and PDF/UA-1
_SEAL = (
    b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:%s)%s"
    b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P %d>>>>]"
    b"/ByteRange[0 %010d %010d %010d]/Contents<%s>>>"
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What must be known of a file to append to it."""

    size: int
    root: int
    catalog: bytes
    page: int
    body: bytes
    annotations: bytes
    identity: bytes
    table: int


def certified(
    pdf: bytes, envelope: SealEnvelope, *, field_name: str, sealed_at: datetime, permission: int,
    reason: str | None = None, location: str | None = None,
) -> bytes | None:  # fmt: skip
    """``pdf`` with a certifying seal, or None when it has not the plain structure of typst.

    ``reason`` and ``location`` are what readers show beside the seal.
    ``permission``: 1 when nothing may change afterwards, 2 when others may sign (ISO 32000-1, table 254).
    """
    found = _read(pdf)
    if found is None or not _NAME.fullmatch(field_name):
        return None
    form, field, seal = found.size, found.size + 1, found.size + 2
    moment = sealed_at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()
    digits = 2 * envelope.length
    # The numbers of /ByteRange have a fixed width, so that the seal's place is known before they are.
    said = _text(b"Reason", reason) + _text(b"Location", location)
    blank = _SEAL % (moment, said, permission, 0, 0, 0, b"0" * digits)
    revision = _Revision(pdf)
    revision.add(found.root, found.catalog + _FORM % (form, seal))
    revision.add(found.page, found.body + b"/Annots[%s]>>" % (found.annotations + b" %d 0 R" % field).strip())
    revision.add(form, b"<</Fields[%d 0 R]/SigFlags 3>>" % field)
    revision.add(field, _FIELD % (field_name.encode(), found.page, seal))
    start = revision.add(seal, blank) + blank.index(b"<" + b"0" * digits)
    end = start + digits + 2
    revision.finish(
        b"/Root %d 0 R%s(%s)]" % (found.root, found.identity, sha256(pdf).hexdigest()[:24].encode()), found.table
    )
    content = revision.content
    numbers = (start, end, len(content) - end)
    empty = b"[0 %010d %010d %010d]" % (0, 0, 0)
    at = content.index(empty, len(pdf))
    content[at : at + len(empty)] = b"[0 %010d %010d %010d]" % numbers
    digest = sha256(memoryview(content)[:start])
    digest.update(memoryview(content)[end:])
    cms = envelope.seal(digest.digest()).hex().encode()
    content[start + 1 : start + 1 + len(cms)] = cms
    return bytes(content)


def _text(name: bytes, words: str | None) -> bytes:
    """An entry that is a text string in any script: UTF-16 in hexadecimal (ISO 32000-1, 7.9.2.2)."""
    return b"" if words is None else b"/%s<FEFF%s>" % (name, words.encode("utf-16-be").hex().upper().encode())


class _Revision:
    """Objects appended to a file, and the cross-reference table that finds them."""

    def __init__(self, pdf: bytes) -> None:
        self.content = bytearray(pdf + b"\n")
        self._places: dict[int, int] = {}

    def add(self, number: int, body: bytes) -> int:
        """Append an object; the answer is where its body begins."""
        self._places[number] = len(self.content)
        head = b"%d 0 obj\n" % number
        self.content += head + body + b"\nendobj\n"
        return self._places[number] + len(head)

    def finish(self, trailer: bytes, previous: int) -> None:
        """Append table and trailer."""
        start = len(self.content)
        rows = [b"%d 1\n%010d 00000 n \n" % place for place in sorted(self._places.items())]
        self.content += b"xref\n" + b"".join(rows)
        self.content += b"trailer\n<</Size %d%s/Prev %d>>\n" % (max(self._places) + 1, trailer, previous)
        self.content += b"startxref\n%d\n%%%%EOF\n" % start


def _read(pdf: bytes) -> _Page | None:
    trailer = _TRAILER.search(pdf, max(0, len(pdf) - 400))
    if trailer is None:
        return None
    size, root, table = int(trailer[1]), int(trailer[2]), int(trailer[4])
    header = _TABLE.match(pdf, table)
    if header is None or int(header[1]) != size:
        return None

    def match(pattern: re.Pattern[bytes], number: int) -> re.Match[bytes] | None:
        entry = pdf[header.end() + 20 * number :][:10]
        place = int(entry) if number < size and entry.isdigit() else len(pdf)
        return pattern.match(pdf, place) if pdf.startswith(b"%d 0 obj\n" % number, place) else None

    catalog = match(_CATALOG, root)
    pages = None if catalog is None else match(_PAGES, int(catalog[2]))
    page = None if pages is None else match(_PAGE, int(pages[1]))
    if catalog is None or pages is None or page is None or _TAKEN.search(catalog[1] + page[1]):
        return None
    return _Page(size, root, catalog[1], int(pages[1]), page[1], page[2] or b"", trailer[3], table)
