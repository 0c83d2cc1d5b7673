"""Pictures of strangers, decoded in child processes: a file of some kilobytes may unpack to gigabytes, or a decoder fail."""

from __future__ import annotations

from credseal.baking.png import SIGNATURE
from credseal.children import Children
from credseal.errors import LimitError

MAX_PHOTO_BYTES = 10_000_000
SECONDS = 2.0  # the photograph of a page needs a tenth of it
_JPEG = b"\xff\xd8\xff"
_CHILDREN = Children("credseal.photo.worker")


def is_photograph(data: bytes) -> bool:
    """True for what begins like a PNG or a JPEG."""
    return data.startswith((SIGNATURE, _JPEG))


def read_codes(photograph: bytes, *, seconds: float = SECONDS) -> tuple[str, ...]:
    """The texts of the QR codes on a PNG or JPEG, none when there is none that can be read. They are a stranger's words.

    DocumentError when the picture cannot be decoded, LimitError when it is too large or costs too much.
    """
    if len(photograph) > MAX_PHOTO_BYTES:
        raise LimitError(f"the picture has {len(photograph)} bytes, at most {MAX_PHOTO_BYTES} are read")
    answer = _CHILDREN.ask({}, photograph, seconds=seconds)
    return tuple(answer["codes"])
