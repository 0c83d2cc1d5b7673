"""Pages of one award, cast once: typst sets the page with marks where learners differ, and each learner's texts,
attachments and QR code are put in their places. Everything else, structure tree and fonts included, stays as typst
wrote it.

Only the plain structure that typst writes is taken (one cross-reference table, one page). Whatever does not fit (a
letter that the page does not embed, a line too long) raises UnfitText, and the page is typeset in full.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from xml.sax.saxutils import escape

from credseal.pdf.compile import Attachment
from credseal.pdf.letters import EmbeddedFont, UnfitText
from credseal.pdf.reading import RUN, TypesetFile, UnfitPage, decoded

_QR = re.compile(rb"(?<= M )0 0\.5 m .*? l(?=\nB\n)", re.S)
_SAFE = re.compile(r"[ -'*-\[\]-~]*\Z")

LETTERS_MARK = "Alphabet"

Writer = Callable[["_Values"], bytes]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that differs from page to page: the space added to its letters in thousandths of its size, and
    its greatest width in points."""

    tracking: float
    most: float


@dataclass(frozen=True, slots=True)
class _Values:
    """What one page differs in. ``identity``: the two identifiers of the file."""

    texts: Mapping[str, str]
    qr: bytes
    moment: datetime
    identity: tuple[bytes, bytes]


class PageMould:
    """``marks`` are the texts that stand for the values in the page given, ``lines`` those of them that are shown."""

    def __init__(self, pdf: bytes, marks: Mapping[str, str], lines: Mapping[str, Line], moment: datetime) -> None:
        file = TypesetFile(pdf)
        self._trailer, self._marks, self._lines = file.trailer, marks, lines
        self._special = self._reserved(moment, file.identity)
        self._files = file.attached()
        self._content = file.content()
        self._drawing = self._cut_content(file.unpacked(self._content), file.fonts())
        changing = {self._content, *self._files.values()}
        pieces = {number: self._cut(body) for number, body in file.objects.items() if number not in changing}
        self._varying = {number: writers for number, writers in pieces.items() if writers is not None}
        self._head, self._entries = bytearray(file.head), [b"0000000000 65535 f \n", *[b""] * len(file.objects)]
        for number in sorted(set(pieces) - set(self._varying)):
            self._entries[number] = b"%010d 00000 n \n" % len(self._head)
            self._head += b"%d 0 obj\n%s\nendobj\n" % (number, file.objects[number])

    def fill(
        self, texts: Mapping[str, str], qr: Iterable[bytearray], attachments: Sequence[Attachment], moment: datetime
    ) -> bytes:
        """The page with these values; raises UnfitText when they do not fit."""
        names = [item.name.encode() for item in attachments]
        if names != list(self._files):
            raise UnfitText("other attachments")
        identity = sha256("\0".join((*texts.values(), moment.isoformat())).encode())
        document = base64.b64encode(identity.digest()[:16])
        for item in attachments:
            identity.update(sha256(item.content).digest())
        instance = base64.b64encode(identity.digest()[:16])
        values = _Values(texts, _strokes(qr), moment, (document, instance))
        file, entries = bytearray(self._head), list(self._entries)

        def add(number: int, body: bytes) -> None:
            entries[number] = b"%010d 00000 n \n" % len(file)
            file.extend(b"%d 0 obj\n%s\nendobj\n" % (number, body))

        for number, writers in self._varying.items():
            add(number, _measured(b"".join([write(values) for write in writers])))
        add(self._content, _packed(b"".join([write(values) for write in self._drawing])))
        for number, item in zip(self._files.values(), attachments, strict=True):
            add(number, _embedded(item, moment))
        start = len(file)
        file += b"xref\n0 %d\n%s" % (len(entries), b"".join(entries))
        file += b"trailer\n<</Size %d%s/ID[(%s)(%s)]>>\n" % (len(entries), self._trailer, document, instance)
        file += b"startxref\n%d\n%%%%EOF" % start
        return bytes(file)

    def _reserved(self, moment: datetime, identity: tuple[bytes, bytes]) -> dict[bytes, Writer]:
        """What stands in the page under each form in which a mark can appear, and how the value is written there."""
        found: dict[bytes, Writer] = {
            _date(moment): lambda values: _date(values.moment),
            _long_date(moment): lambda values: _long_date(values.moment),
            identity[0]: lambda values: values.identity[0],
            identity[1]: lambda values: values.identity[1],
        }
        for name, mark in self._marks.items():
            found[_hexadecimal(mark)] = partial(_in_hexadecimal, name)
            found[mark.encode()] = partial(_in_plain, name)
        return found

    def _cut(self, body: bytes) -> tuple[Writer, ...] | None:
        """An object in constant and varying pieces; None when all of it is constant."""
        pattern = re.compile(b"(" + b"|".join(re.escape(form) for form in self._special) + b")")
        parts = pattern.split(body)
        if len(parts) == 1:
            return None
        as_xml = b"/Type/Metadata" in body
        return tuple(self._writer(part, as_xml) if rank % 2 else _constant(part) for rank, part in enumerate(parts))

    def _writer(self, form: bytes, as_xml: bool) -> Writer:
        writer = self._special[form]
        if as_xml and isinstance(writer, partial):
            return partial(_in_xml, writer.args[0])
        return writer

    def _cut_content(self, content: bytes, fonts: Mapping[bytes, EmbeddedFont]) -> tuple[Writer, ...]:
        content = _without_letters(content, fonts)
        places: list[tuple[int, int, Writer]] = []
        names = {mark: name for name, mark in self._marks.items() if name in self._lines}
        for run in RUN.finditer(content):
            font, size = fonts[run[1]], float(run[2])
            name = names.pop(decoded(run[3], font), None)
            if name is not None:
                line = self._lines[name]
                places.append((*run.span(3), partial(_set, name, font, line.tracking, line.most / size * 1_000)))
        qr = _QR.search(content)
        if names or qr is None:
            raise UnfitPage(f"not shown: {', '.join(names.values()) or 'the QR code'}")
        places.append((*qr.span(), lambda values: values.qr))
        writers: list[Writer] = []
        at = 0
        for start, end, writer in sorted(places, key=lambda place: place[0]):
            writers += [*(self._cut(content[at:start]) or [_constant(content[at:start])]), writer]
            at = end
        return (*writers, *(self._cut(content[at:]) or [_constant(content[at:])]))


def _constant(content: bytes) -> Writer:
    return lambda values: content


def _in_hexadecimal(name: str, values: _Values) -> bytes:
    return _hexadecimal(values.texts[name])


def _hexadecimal(text: str) -> bytes:
    return b"FEFF" + text.encode("utf-16-be").hex().upper().encode()


def _in_plain(name: str, values: _Values) -> bytes:
    text = values.texts[name]
    if not _SAFE.match(text):
        raise UnfitText("a text that a plain string cannot hold")
    return text.encode()


def _in_xml(name: str, values: _Values) -> bytes:
    return escape(values.texts[name], {"'": "&apos;", '"': "&quot;"}).encode()


def _set(name: str, font: EmbeddedFont, tracking: float, most: float, values: _Values) -> bytes:
    return font.shown(values.texts[name], tracking=tracking, most=most)


def _date(moment: datetime) -> bytes:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()


def _long_date(moment: datetime) -> bytes:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00").encode()


def _measured(body: bytes) -> bytes:
    """The same with the right /Length, should it be an unpacked stream (the metadata)."""
    head, separator, rest = body.partition(b">>\nstream\n")
    if not separator:
        return body
    return re.sub(rb"/Length \d+", b"/Length %d" % (len(rest) - len(b"\nendstream")), head, count=1) + separator + rest


def _packed(content: bytes, more: bytes = b"", level: int = 6) -> bytes:
    packed = zlib.compress(content, level)
    return b"<</Length %d%s/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), more, packed)


def _embedded(item: Attachment, moment: datetime) -> bytes:
    kind = item.media_type.encode().replace(b"/", b"#2F")
    more = b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate(%s)>>" % (kind, len(item.content), _date(moment))
    return _packed(item.content, more)


def _strokes(qr: Iterable[bytearray]) -> bytes:
    """A QR code as strokes of one module's breadth, row by row, as its SVG draws it."""
    pieces = []
    for row, modules in enumerate(qr):
        text = bytes(modules).translate(_DARK)
        pieces += [b"%d %d.5 m %d %d.5 l" % (run.start(), row, run.end(), row) for run in _DARKRUN.finditer(text)]
    return b" ".join(pieces)


_DARK = bytes([0x20, 0x23]) + bytes(254)
_DARKRUN = re.compile(rb"#+")


def _without_letters(content: bytes, fonts: Mapping[bytes, EmbeddedFont]) -> bytes:
    """The content without its end, where all letters were set in order to be embedded."""
    for run in RUN.finditer(content):
        if decoded(run[3], fonts[run[1]]).startswith(LETTERS_MARK):
            return content[: content.rindex(b"/Artifact", 0, run.start())]
    raise UnfitPage("the letters are missing")
