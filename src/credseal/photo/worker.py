"""What the child that looks for QR codes on pictures of strangers does."""

from __future__ import annotations

import io
from typing import Any

import zxingcpp
from PIL import Image

from credseal.children import serve
from credseal.errors import DocumentError, LimitError

MAX_PIXELS = 25_000_000  # telephones take 12 or 24 million
_SIDE = 2_400  # a code on the photograph of a whole page still has five dots a module
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_MOST_CODES = 10
_MOST_LETTERS = 2_000


def main() -> None:
    """Answer requests to read the codes on a picture."""
    Image.preinit()
    serve(_codes, memory=190_000_000)


def _codes(request: dict[str, Any], payload: bytes) -> dict[str, Any]:
    grey = _grey(payload)
    found = zxingcpp.read_barcodes(grey, formats=_QR)
    return {"codes": [code.text[:_MOST_LETTERS] for code in found[:_MOST_CODES]]}


def _grey(payload: bytes) -> Image.Image:
    """The picture in grey and no larger than it needs to be; a JPEG is never decoded any larger."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(payload), formats=("PNG", "JPEG"))
        # The header is read, no pixel yet.
        if picture.width * picture.height > MAX_PIXELS:
            raise LimitError(
                f"the picture has {picture.width} × {picture.height} pixels, at most {MAX_PIXELS} are read"
            )
        picture.thumbnail((_SIDE, _SIDE))
        if picture.has_transparency_data:
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture.convert("RGBA"))
        return picture.convert("L")
    except (LimitError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise LimitError("the picture has too many pixels") from error
    except Exception as error:  # noqa: BLE001  a hostile picture makes a decoder fail in any way at all
        raise DocumentError(f"the picture cannot be decoded: {type(error).__name__}") from error
