"""A credential in the ``iTXt`` chunk of a PNG (ISO/IEC 15948, 11.3.3.4): keyword ``openbadgecredential``, uncompressed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from credseal.errors import DocumentError, LimitError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
MAX_PICTURE_BYTES = 10_000_000
_MAX_TEXT = 2_000_000
_MAX_CHUNKS = 20_000


class Chunk(NamedTuple):
    kind: bytes
    content: bytes
    start: int  # offset of the whole chunk


def bake_png(picture: bytes, credential: str) -> bytes:
    """The picture with the credential (JSON text with its proof, or a JWT) put before its end.

    Raises DocumentError when it is no PNG, or carries a credential already: one picture, one credential.
    """
    chunks = list(_chunks(picture))
    if any(_keyword(chunk) == KEYWORD for chunk in chunks):
        raise DocumentError("this picture carries a credential already")
    end = chunks[-1].start
    content = KEYWORD + b"\0\0\0\0\0" + credential.encode()  # not compressed, no language, no translated keyword
    return picture[:end] + _chunk(b"iTXt", content) + picture[end:]


def credential_in_png(picture: bytes) -> str | None:
    """The text of the credential in a PNG, or None. DocumentError for a damaged PNG or more than one credential."""
    found = [chunk.content for chunk in _chunks(picture) if _keyword(chunk) == KEYWORD]
    if len(found) > 1:
        raise DocumentError("a picture may carry one credential, this one carries several")
    return _text(found[0]) if found else None


def _chunks(picture: bytes) -> Iterator[Chunk]:
    """All chunks up to and with IEND; each checksum is checked."""
    if len(picture) > MAX_PICTURE_BYTES:
        raise LimitError(f"the picture has {len(picture)} bytes, at most {MAX_PICTURE_BYTES} are read")
    if not picture.startswith(SIGNATURE):
        raise DocumentError("not a PNG")
    offset = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if offset + 12 > len(picture):
            raise DocumentError("the PNG ends too early")
        (length,) = struct.unpack_from(">I", picture, offset)
        kind, content = picture[offset + 4 : offset + 8], picture[offset + 8 : offset + 8 + length]
        checksum = picture[offset + 8 + length : offset + 12 + length]
        if checksum != struct.pack(">I", zlib.crc32(kind + content)):
            raise DocumentError("a part of the PNG is damaged")
        yield Chunk(kind, content, offset)
        if kind == b"IEND":
            return
        offset += 12 + length
    raise LimitError("the PNG holds too many parts")


def _keyword(chunk: Chunk) -> bytes:
    return chunk.content.partition(b"\0")[0] if chunk.kind == b"iTXt" else b""


def _text(content: bytes) -> str:
    flags, rest = content[len(KEYWORD) + 1 : len(KEYWORD) + 3], content[len(KEYWORD) + 3 :]
    parts = rest.split(b"\0", 2)  # language, translated keyword, text
    if len(flags) != 2 or len(parts) != 3:
        raise DocumentError("the credential in the PNG is malformed")
    try:
        return (_inflated(parts[2]) if flags[0] else parts[2]).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError("the credential in the PNG is not UTF-8") from error


def _inflated(content: bytes) -> bytes:
    """Foreign bakers compress although the specification forbids it; what comes out is bounded."""
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(content, _MAX_TEXT)
    except zlib.error as error:
        raise DocumentError("the credential in the PNG cannot be decompressed") from error
    if reader.unconsumed_tail:
        raise LimitError(f"the credential in the PNG unfolds to more than {_MAX_TEXT} bytes")
    if not reader.eof:
        raise DocumentError("the credential in the PNG ends too early")
    return text


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
