"""A credential in the element ``openbadges:credential`` of an SVG: JSON as its text, or a JWT in ``verify``."""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from credseal.errors import CredentialError, DocumentError, LimitError

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_ELEMENT = f"{NAMESPACE} credential"
_SVG = "http://www.w3.org/2000/svg svg"
_START_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_JWT = re.compile(r"[A-Za-z0-9_.~-]+\Z")
MAX_SVG_BYTES = 3_000_000  # read tag by tag, at some megabytes a second
_MAX_DEPTH = 200


def looks_like_svg(content: bytes) -> bool:
    """True for what begins as XML and names an svg element."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<svg" in content[:20_000]


def bake_svg(picture: bytes, credential: str) -> bytes:
    """The picture with the credential (JSON text with its proof, or a JWT) right after its opening tag.

    Raises DocumentError when it is no SVG in UTF-8, or carries a credential already.
    """
    reader = _read(picture)
    if reader.found:
        raise DocumentError("this picture carries a credential already")
    tag = _START_TAG.match(picture[reader.start :].decode("utf-8"))
    if tag is None or tag.group().endswith("/>"):
        raise DocumentError("an empty SVG cannot carry a credential")
    opening = f"{tag.group()[:-1]} xmlns:openbadges={quoteattr(NAMESPACE)}>"
    if _JWT.match(credential):
        element = f"<openbadges:credential verify={quoteattr(credential)}/>"
    else:
        # A CDATA section cannot hold its own end.
        element = (
            f"<openbadges:credential><![CDATA[{credential.replace(']]>', ']]]]><![CDATA[>')}]]></openbadges:credential>"
        )
    after = reader.start + len(tag.group().encode())
    return picture[: reader.start] + f"{opening}{element}".encode() + picture[after:]


def credential_in_svg(picture: bytes) -> str | None:
    """The text of the credential in an SVG, or None. DocumentError for malformed XML or more than one credential."""
    found = _read(picture).found
    if len(found) > 1:
        raise DocumentError("a picture may carry one credential, this one carries several")
    return found[0].strip() if found else None


class _Reader:
    """Hears what expat reads. Entities are refused, so that a short text cannot unfold; nothing is fetched."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.opened
        self.parser.EndElementHandler = self.closed
        self.parser.CharacterDataHandler = self.said
        self.parser.EntityDeclHandler = self.refuse
        self.depth = 0
        self.start = -1
        self.found: list[str] = []
        self.inside = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0:
            if name not in (_SVG, "svg"):
                raise DocumentError("not an SVG")
            self.start = self.parser.CurrentByteIndex
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise LimitError("the SVG is nested too deeply")
        self.inside = name == _ELEMENT
        if self.inside:
            self.found.append(attributes.get("verify", ""))

    def said(self, text: str) -> None:
        if self.inside:
            self.found[-1] += text

    def closed(self, name: str) -> None:
        self.depth -= 1
        self.inside = False

    def refuse(self, *_: object) -> NoReturn:
        raise DocumentError("an SVG with entities of its own is refused")


def _read(picture: bytes) -> _Reader:
    if len(picture) > MAX_SVG_BYTES:
        raise LimitError(f"the picture has {len(picture)} bytes, at most {MAX_SVG_BYTES} are read")
    try:
        picture.decode("utf-8")
        reader = _Reader()
        reader.parser.Parse(picture, True)
    except CredentialError:
        raise
    except (expat.ExpatError, UnicodeDecodeError, ValueError) as error:
        raise DocumentError(f"not an SVG in UTF-8: {error}") from error
    return reader
