"""Lines of text set by HarfBuzz as typst sets them, in the fonts that a page embeds: glyph numbers and kerning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import uharfbuzz as hb

from credseal.pdf.compile import FONTS

# The letters of the names of most of Europe. A name with others is typeset in full, on the long way.
ALPHABET = " \u00a0!\"#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~°’–" + (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĄąĆćČčĎďĐđĘęĚěĞğİıŁłŃńŇňŐőŒœŘřŚśŞşŠšŤťŮůŰűŸŹźŻżŽž"
)
_FEATURES = {"lnum": True}  # as the certificate has it
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>")
_WIDTHS = re.compile(rb"(\d+) (\d+) ([\d.]+)(?= |\])")


class UnfitText(Exception):
    """This text cannot be set in this place: a letter is missing, or it is too long."""


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A font as a page of typst embeds it: ``codes`` of its characters, and their widths in thousandths of its size."""

    name: str
    codes: Mapping[str, int]
    widths: Mapping[int, float]

    @classmethod
    def read(cls, name: str, to_unicode: bytes, descendant: bytes) -> EmbeddedFont:
        """From the name of the font's file, its ToUnicode CMap and its CIDFont dictionary."""
        codes = {chr(int(text, 16)): int(code, 16) for code, text in _PAIR.findall(to_unicode)}
        listed = descendant.partition(b"/W[")[2]
        widths: dict[int, float] = {}
        for first, last, width in _WIDTHS.findall(listed):
            widths |= dict.fromkeys(range(int(first), int(last) + 1), float(width))
        return cls(name, codes, widths)

    def shown(self, text: str, *, tracking: float, most: float) -> bytes:
        """The operand of TJ that shows ``text``, at most ``most`` thousandths wide; raises UnfitText.

        ``tracking`` is the space added to each letter, in thousandths of the size (negative: taken away).
        """
        if not text:
            raise UnfitText("nothing to show")
        try:
            codes = [self.codes[letter] for letter in text]
            widths = [self.widths[code] for code in codes]
        except KeyError as error:
            raise UnfitText("a letter that the page does not embed") from error
        moves = _advances(self.name, text)
        if len(moves) != len(codes) or sum(moves) + tracking * len(moves) > most:
            raise UnfitText("the text does not fit")
        # A positive number takes space away (ISO 32000-1, 9.4.3).
        gaps = [width - move - tracking for width, move in zip(widths, moves, strict=True)]
        return _operand(codes, gaps)


def _operand(codes: list[int], gaps: list[float]) -> bytes:
    pieces = [b"<%04X" % codes[0]]
    for (_, code), gap in zip(pairwise(codes), gaps, strict=False):
        amount = f"{gap:.2f}".rstrip("0").rstrip(".")
        pieces.append(b"%04X" % code if amount in ("0", "-0") else b">%s<%04X" % (amount.encode(), code))
    return b"[%s>]" % b"".join(pieces)


@lru_cache(maxsize=16)
def _font(name: str) -> hb.Font:
    blob = hb.Blob((FONTS / f"{name}.ttf").read_bytes())
    return hb.Font(hb.Face(blob))


def _advances(name: str, text: str) -> list[float]:
    """How far each letter moves the pen, kerned; empty when letters do not stay letters (ligatures, marks)."""
    font, buffer = _font(name), hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "fr"
    hb.shape(font, buffer, _FEATURES)
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    apart = [info.cluster for info in infos] == list(range(len(text)))
    if not apart or any(place.x_offset or place.y_offset for place in places):
        return []
    unit = 1_000 / font.face.upem
    return [place.x_advance * unit for place in places]
