"""The bits of a status list and their text form (Bitstring Status List 1.0, 3.1 and 3.3)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable

from credseal.errors import KeyFormatError, StatusError
from credseal.multibase import base64url_decode, base64url_encode

LEAST_ENTRIES = 131_072  # 16 KB: fewer would make an index tell whose credential is asked about
_MOST_BYTES = 8_000_000  # a small hostile text could unpack to gigabytes


class BitList:
    """A row of bits; index 0 is the left-most bit of the first byte. Not thread-safe while written."""

    __slots__ = ("_bits",)

    def __init__(self, entries: int = LEAST_ENTRIES, *, bits: bytes | None = None) -> None:
        content = bytearray(bits) if bits is not None else bytearray((entries + 7) // 8)
        if len(content) * 8 < LEAST_ENTRIES:
            raise StatusError(f"a status list needs at least {LEAST_ENTRIES} entries, this one has {len(content) * 8}")
        self._bits = content

    @classmethod
    def with_set(cls, indexes: Iterable[int], entries: int = LEAST_ENTRIES) -> BitList:
        """A list in which exactly ``indexes`` are set."""
        result = cls(entries)
        for index in indexes:
            result.put(index, True)
        return result

    def __len__(self) -> int:
        return len(self._bits) * 8

    def __bytes__(self) -> bytes:
        """The raw bits, for storage; ``BitList(bits=…)`` reads them again."""
        return bytes(self._bits)

    def get(self, index: int) -> bool:
        """The bit at ``index``; StatusError outside the list."""
        self._require_inside(index)
        return bool(self._bits[index // 8] & (0x80 >> index % 8))

    def put(self, index: int, value: bool) -> None:
        """Set or clear the bit at ``index``; StatusError outside the list."""
        self._require_inside(index)
        mask = 0x80 >> index % 8
        if value:
            self._bits[index // 8] |= mask
        else:
            self._bits[index // 8] &= ~mask & 0xFF

    def _require_inside(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise StatusError(f"index {index} lies outside a list of {len(self)} entries")

    def encode(self) -> str:
        """``u`` + base64url of the GZIP of the bits; equal bits give equal text (no time stamp inside)."""
        return "u" + base64url_encode(gzip.compress(bytes(self._bits), compresslevel=9, mtime=0))

    @classmethod
    def decode(cls, text: object) -> BitList:
        """Read ``encodedList``; StatusError when malformed, too short or unreasonably large."""
        if not isinstance(text, str) or not text.startswith("u"):
            raise StatusError("encodedList must be base64url multibase text (u…)")
        try:
            unpacker = zlib.decompressobj(wbits=31)
            bits = unpacker.decompress(base64url_decode(text[1:]), _MOST_BYTES)
        except (KeyFormatError, zlib.error) as error:
            raise StatusError(f"encodedList cannot be unpacked: {error}") from error
        if not unpacker.eof or unpacker.unused_data:
            raise StatusError("encodedList is cut, followed by other bytes, or too large")
        return cls(bits=bits)
