"""Files carried inside a PDF."""

from __future__ import annotations

import io
import zlib

import pikepdf

from credseal.errors import CredentialError, LimitError, SealError

_MAX_FILES = 50
_MAX_BYTES = 10_000_000


def attached_files(pdf: bytes) -> dict[str, bytes]:
    """Name → content of every file attached to ``pdf``. SealError when it cannot be read, LimitError beyond 10 MB."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            names = list(document.attachments)
            if len(names) > _MAX_FILES:
                raise LimitError("the PDF carries too many files")
            files: dict[str, bytes] = {}
            for name in names:
                files[name] = _content(document, name, _MAX_BYTES - sum(map(len, files.values())))
            return files
    except CredentialError:
        raise
    except Exception as error:  # noqa: BLE001  a hostile file makes the reader fail in any way at all
        raise SealError(f"the files attached to this PDF cannot be read: {type(error).__name__}") from error


def _content(document: pikepdf.Pdf, name: str, most: int) -> bytes:
    """The file ``name``, unpacked to ``most`` bytes at most: some kilobytes could unpack to gigabytes."""
    stream = document.attachments[name].get_file().obj
    raw = bytes(stream.read_raw_bytes())
    if "/Filter" in stream:
        if stream.Filter not in (pikepdf.Name.FlateDecode, pikepdf.Array([pikepdf.Name.FlateDecode])):
            raise SealError(f"the attached file {name[:80]!r} is packed in an unusual way")
        raw = zlib.decompressobj().decompress(raw, most + 1)
    if len(raw) > most:
        raise LimitError(f"the attached file {name[:80]!r} is too large")
    return raw


def keywords_of(pdf: bytes) -> str:
    """The keywords in the document information; empty when there are none or the file cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return str(document.docinfo.get("/Keywords", ""))
    except Exception:  # noqa: BLE001  a hostile file makes the reader fail in any way at all
        return ""
