"""Single values on their way into N-Quads: escaping of literals, and which addresses need no second thought."""

from __future__ import annotations

import re
from collections.abc import Sequence

# RDFC-1.0, 5.2 "Canonical N-Quads": short escapes for these. Backslash first, because the others write backslashes.
_SHORT = (
    (b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r"), (b"\t", b"\\t"), (b"\b", b"\\b"), (b"\f", b"\\f"),
)  # fmt: skip
# \uXXXX for other controls, for U+007F and for what XML 1.1 calls no character (U+FFFE, U+FFFF).
_CONTROLS = bytes([*range(1, 8), 0x0B, *range(0x0E, 0x20), 0x7F])
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_RARE = re.compile(b"[\x00-\x07\x0b\x0e-\x1f\x7f]|\xef\xbf[\xbe\xbf]")

# Stricter than RFC 3987: whatever a parser might refuse, resolve or escape is left to the full engine.
_TAIL = r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!$&'()*+,;=:@/-]*+)*+"
_QUERY, _FRAGMENT = rf"(?:\?{_TAIL})?", rf"(?:\#{_TAIL})?"
_HOST = r"[A-Za-z0-9][A-Za-z0-9.-]*+(?::[0-9]{1,5})?"
PART_RULE = r"[A-Za-z0-9_-]+"
"""The pattern of what may stand inside an address without changing its meaning."""


def escaped(values: Sequence[str]) -> list[bytes]:
    """Each value as it stands between the quotes of a canonical literal, in UTF-8.

    Raises UnicodeEncodeError for half a surrogate pair.
    """
    # One pass over all of them at once: encoding and searching cost more per call than per character.
    plain = '"'.join(values)
    if plain.isprintable() and "\\" not in plain and plain.count('"') == len(values) - 1:
        return plain.encode().split(b'"')
    together = "\x00".join(values).encode()
    for character, escape in _SHORT:
        together = together.replace(character, escape)
    parts = together.split(b"\x00")
    if (
        len(parts) != len(values)
        or len(together.translate(None, _CONTROLS)) != len(together)
        or any(item in together for item in _NO_CHARACTERS)
    ):
        return [_escaped(value) for value in values]
    return parts


def _escaped(value: str) -> bytes:
    content = value.encode()
    for character, escape in _SHORT:
        content = content.replace(character, escape)
    return _RARE.sub(lambda found: b"\\u%04X" % ord(found.group().decode()), content)


def iri_rule(prefix: str, *, fragment: bool = True) -> str:
    """The pattern of plain absolute addresses that begin with ``prefix`` (``urn:``, ``https://``), with fragment or not."""
    body = rf"{_HOST}(?:/{_TAIL})?" if prefix.endswith("//") else rf"(?!/){_TAIL}"
    return re.escape(prefix) + body + _QUERY + (_FRAGMENT if fragment else "")
