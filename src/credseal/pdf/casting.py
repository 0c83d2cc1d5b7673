"""Certificates of one award are cast in one mould: only name, birth, number, addresses, QR code and attachments differ.

The mould is proven when it is made: what it makes of sample texts is compared with what typst draws for the same ones.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno

from credseal.compiled import Memory
from credseal.pdf.compile import Attachment, compile_pdf
from credseal.pdf.letters import ALPHABET, UnfitText
from credseal.pdf.mould import LETTERS_MARK, Line, PageMould
from credseal.pdf.reading import UnfitPage, draw_alike
from credseal.record import AwardRecord

TEMPLATE = Path(str(files("credseal") / "pdf" / "certificate.typ"))
_MILLIMETRE = 72 / 25.4
# How these lines are set stands in certificate.typ: their width there, and the space taken from between the letters.
_LINES: Mapping[str, Line] = {
    "holder": Line(tracking=-20, most=261 * _MILLIMETRE),
    "birth": Line(tracking=0, most=261 * _MILLIMETRE),
    "shown": Line(tracking=0, most=61.5 * _MILLIMETRE),
    "number": Line(tracking=0, most=61.5 * _MILLIMETRE),
}
# Title and description of the QR code hold a letter beyond ASCII, so that typst writes them in the form that takes any.
_MARKS: Mapping[str, str] = {
    "holder": "HolderMark", "birth": "BirthMark", "shown": "ShownMark", "number": "NumberMark",
    "url": "https://mark.invalid/url", "title": "\u0178TitleMark", "qr_text": "\u0178QrMark",
    "credential_id": "urn:uuid:credential-mark",
}  # fmt: skip
# Pairs of letters that are kerned, accents, quotes: what could be set otherwise by HarfBuzz than by typst.
_SAMPLES: Mapping[str, str] = {
    "holder": "To\u00f6ve \u00c0v\u00efla-O'Neill \u0141ukasz", "birth": "AV 1er\u00a0mars\u00a01977, P\u00e9ronne (Fa\u00ff)", "shown": "w.example/v/7KQ4-TAXY",
    "number": "N\u00b0 MC-LYT-2027-001177", "url": "https://w.example/v/7KQ4-TAXY", "title": "N\u00b0 1, <O'N> & T\u00f6ve",
    "qr_text": "Code \u00e0 https://w.example", "credential_id": "urn:uuid:sample",
}  # fmt: skip
_LANGUAGES = ("fr", "en")  # in others, letters may take other forms than those that were proven
_WEIGHTS = (400, 750)  # of the lines above

_log = logging.getLogger(__name__)
_moulds: Memory[PageMould] = Memory(64)


def qr_code(url: str) -> segno.QRCode:
    """The code that leads to ``url``."""
    # The mask is fixed: trying all eight is most of the time that a QR code takes, and any of them reads well.
    return segno.make(url, error="m", micro=False, mask=4, boost_error=False)


def with_code(data: Mapping[str, Any], code: segno.QRCode) -> dict[str, Any]:
    """The values of the page with their QR code as SVG."""
    drawing = str(code.svg_inline(border=0, dark=data["colours"]["heading"]))
    return {**data, "verification": data["verification"] | {"qr": drawing}}


def cast(data: dict[str, Any], record: AwardRecord, attachments: Sequence[Attachment]) -> bytes:
    """The page with these values (those of ``certificate_data``, without the QR code)."""
    code = qr_code(record.url)
    if record.language[:2] not in _LANGUAGES:
        return _typeset(with_code(data, code), record, attachments)
    texts = _texts(data)
    marked = _with_texts(data, {name: mark if texts[name] else "" for name, mark in _MARKS.items()})
    shells = [replace(item, content=b"{}") for item in attachments]
    key = (json.dumps(marked, sort_keys=True), record.language[:2], tuple(body.name for body in record.bodies),
           tuple(shells), len(code.matrix))  # fmt: skip
    mould = _moulds.recall(key, lambda: _mould(marked, record, code, shells), at_once=True)
    if mould is not None:
        try:
            return mould.fill(texts, code.matrix, attachments, record.issued_at)
        except UnfitText:
            pass
    return _typeset(with_code(data, code), record, attachments)


def _mould(
    marked: dict[str, Any], record: AwardRecord, code: segno.QRCode, shells: list[Attachment]
) -> PageMould | None:
    """The mould of the family of these values, proven; None when such pages have none. No learner's text is in it."""
    letters = [(weight, f"{LETTERS_MARK} {' '.join(ALPHABET)}") for weight in _WEIGHTS]
    marks = {name: mark for name, mark in _MARKS.items() if _texts(marked)[name]}
    samples = {name: text if name in marks else "" for name, text in _SAMPLES.items()}
    drawn = with_code(marked, code)
    try:
        page = _typeset(drawn | {"letters": letters}, record, shells)
        mould = PageMould(page, marks, {name: line for name, line in _LINES.items() if name in marks}, record.issued_at)
        filled = mould.fill(samples, code.matrix, shells, record.issued_at)
        if draw_alike(filled, _typeset(_with_texts(drawn, samples), record, shells)):
            return mould
        reason = "their mould differs"
    except (UnfitPage, UnfitText) as error:
        reason = str(error)
    _log.warning("pages of %s are typeset one by one: %s", record.achievement_id, reason)
    return None


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    place = data["verification"]
    return {
        "holder": data["holder"], "birth": data["birth"], "shown": place["shown"], "number": place["number"],
        "url": place["url"], "title": data["document_title"], "qr_text": place["qr_text"],
        "credential_id": data["credential_id"],
    }  # fmt: skip


def _with_texts(data: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    place = data["verification"] | {name: texts[name] for name in ("shown", "number", "url", "qr_text")}
    own = {name: texts[name] for name in ("holder", "birth", "credential_id")}
    return {**data, **own, "document_title": texts["title"], "verification": place}


def _typeset(data: Mapping[str, Any], record: AwardRecord, attachments: Sequence[Attachment]) -> bytes:
    return compile_pdf(
        TEMPLATE,
        data,
        title=data["document_title"],
        lang=record.language[:2],
        attachments=attachments,
        authors=[body.name for body in record.bodies],
        made_at=record.issued_at,
    )
