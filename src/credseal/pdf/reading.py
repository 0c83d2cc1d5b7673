"""Files as typst writes them, read without parsing PDF at large: objects, fonts, and the lines of text on the page."""

from __future__ import annotations

import re
import zlib

from credseal.pdf.letters import EmbeddedFont

_TAIL = re.compile(
    rb"trailer\n<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R/ID\[\(([^()\\]+)\)\(([^()\\]+)\)\]>>\nstartxref\n(\d+)\n%%EOF\Z"
)
_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.S)
_STREAM = re.compile(rb"<</Length \d+(.*?)>>\nstream\n(.*)\nendstream\Z", re.S)
_PAGE = re.compile(rb"<</Type/Page/.*?/Contents (\d+) 0 R")
_FILE = re.compile(rb"<</Type/Filespec/F\((.*?)\).*?/EF<</F (\d+) 0 R")
_FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
_TYPE0 = re.compile(rb"/BaseFont/\w+\+([\w-]+)/.*?/DescendantFonts\[(\d+) 0 R\]/ToUnicode (\d+) 0 R")
RUN = re.compile(rb"/(f\d+) ([\d.]+) Tf[^\[\]]*Tm(\[.*?\])TJ", re.S)
_ALTERNATIVE = re.compile(rb"(?<=/Alt)<FEFF([0-9A-F]*)>")
_TOKEN = re.compile(rb"<([0-9A-F]*)>|(-?[\d.]+)|(\()", re.S)  # in the array of a TJ
_INSIDE = re.compile(rb"\\([0-7]{1,3})|\\(.)|(.)", re.S)  # in one of its strings
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class UnfitPage(Exception):
    """The page has not the structure from which a mould can be made."""


class TypesetFile:
    """The objects of a file of typst's."""

    def __init__(self, pdf: bytes) -> None:
        tail = _TAIL.search(pdf, max(0, len(pdf) - 400))
        if tail is None:
            raise UnfitPage("no plain trailer")
        self.trailer = b"/Root %s 0 R/Info %s 0 R" % (tail[2], tail[3])
        self.identity = (tail[4], tail[5])
        self.head = pdf[: pdf.index(b"1 0 obj\n")]
        self.objects = {int(item[1]): item[2] for item in _OBJECT.finditer(pdf, 0, int(tail[6]))}
        if set(self.objects) != set(range(1, int(tail[1]))):
            raise UnfitPage("not one object after the other")

    def attached(self) -> dict[bytes, int]:
        """The number of each attached file's object, by its name, in order."""
        return {found[1]: int(found[2]) for body in self.objects.values() if (found := _FILE.match(body))}

    def content(self) -> int:
        """The number of the only page's content."""
        pages = [found for body in self.objects.values() if (found := _PAGE.match(body))]
        if len(pages) != 1:
            raise UnfitPage("not one page")
        return int(pages[0][1])

    def unpacked(self, number: int) -> bytes:
        """What a stream holds."""
        stream = _STREAM.match(self.objects[number])
        if stream is None:
            raise UnfitPage("a stream is missing")
        return zlib.decompress(stream[2]) if b"/FlateDecode" in stream[1] else stream[2]

    def fonts(self) -> dict[bytes, EmbeddedFont]:
        """The fonts by the names that the content gives them."""
        fonts = {}
        for body in self.objects.values():
            for key, number in _FONT.findall(body.partition(b"/Font<<")[2]):
                found = _TYPE0.search(self.objects[int(number)])
                if found is None:
                    raise UnfitPage("an unusual font")
                to_unicode = self.unpacked(int(found[3]))
                fonts[key] = EmbeddedFont.read(found[1].decode(), to_unicode, self.objects[int(found[2])])
        return fonts


def draw_alike(filled: bytes, typeset: bytes) -> bool:
    """True when both files draw the same page: the same operators, the same letters in the same places."""
    return _drawn(filled) == _drawn(typeset)


def _drawn(pdf: bytes) -> bytes:
    """The content of the page, with letters for the numbers that each file gives its glyphs."""
    file = TypesetFile(pdf)
    fonts = file.fonts()

    def plain(run: re.Match[bytes]) -> bytes:
        font, (_, gaps) = fonts[run[1]], _read(run[3])
        return f"{font.name} {run[2].decode()} {decoded(run[3], font)} {gaps}".encode()

    # A description in ASCII may be written in either form.
    content = _ALTERNATIVE.sub(lambda found: b"(%s)" % _text(found[1]), file.unpacked(file.content()))
    return RUN.sub(plain, content).strip()


def _text(hexadecimal: bytes) -> bytes:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be").encode()


def decoded(operand: bytes, font: EmbeddedFont) -> str:
    """The text that an operand of TJ shows."""
    letters = {code: letter for letter, code in font.codes.items()}
    shown, _ = _read(operand)
    return "".join(letters.get(int.from_bytes(shown[at : at + 2], "big"), "\ufffd") for at in range(0, len(shown), 2))


def _read(operand: bytes) -> tuple[bytes, list[int]]:
    """The bytes of an operand of TJ, and its gaps, rounded (ISO 32000-1, 7.3.4: parentheses may nest)."""
    shown, gaps, depth = bytearray(), list[int](), 0
    at = 1
    while at < len(operand) - 1:
        found = _TOKEN.match(operand, at) if depth == 0 else _INSIDE.match(operand, at)
        assert found is not None
        at = found.end()
        if depth == 0:
            shown += bytes.fromhex((found[1] or b"").decode())
            gaps += [round(float(found[2]))] if found[2] else []
            depth = int(found[3] is not None)
            continue
        depth += {b"(": 1, b")": -1}.get(found[3] or b"", 0)
        if depth:
            shown += bytes([int(found[1], 8)]) if found[1] else _NAMED.get(found[2], found[2]) or found[3]
    return bytes(shown), gaps
