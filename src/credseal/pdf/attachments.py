"""Files carried inside a PDF."""

from __future__ import annotations

import io

import pikepdf

from credseal.errors import LimitError, SealError

_MAX_FILES = 50
_MAX_BYTES = 10_000_000


def attached_files(pdf: bytes) -> dict[str, bytes]:
    """Name → content of every file attached to ``pdf``. SealError when it cannot be read, LimitError beyond 10 MB."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            names = list(document.attachments)
            if len(names) > _MAX_FILES:
                raise LimitError("the PDF carries too many files")
            return {name: _content(document, name) for name in names}
    except LimitError:
        raise
    except Exception as error:  # noqa: BLE001  a hostile file makes the reader fail in any way at all
        raise SealError(f"the files attached to this PDF cannot be read: {type(error).__name__}") from error


def _content(document: pikepdf.Pdf, name: str) -> bytes:
    stream = document.attachments[name].get_file().obj
    if int(stream.get("/Length", 0)) > _MAX_BYTES:
        raise LimitError(f"the attached file {name[:80]!r} is too large")
    content = bytes(stream.read_bytes())
    if len(content) > _MAX_BYTES:
        raise LimitError(f"the attached file {name[:80]!r} is too large")
    return content


def keywords_of(pdf: bytes) -> str:
    """The keywords in the document information; empty when there are none or the file cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return str(document.docinfo.get("/Keywords", ""))
    except Exception:  # noqa: BLE001  a hostile file makes the reader fail in any way at all
        return ""
