"""The CMS structure of a PAdES B-B seal (ETSI EN 319 142-1, 6.3), built once per sealer: only two places vary.

pyHanko builds the first one; for each seal, the digest of the file and the signature are put in its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pyhanko.sign import signers

from credseal.errors import SealError

_MARK = bytes(range(0x40, 0x60))  # 32 bytes where the digest will stand


class EnvelopeParts:
    """What all seals of one institution share, in DER."""

    def __init__(self, pyhanko: signers.Signer) -> None:
        sample = asyncio.run(pyhanko.async_sign(_MARK, "sha256", dry_run=True, use_pades=True))
        data = sample["content"]
        (info,) = data["signer_infos"]
        # The attributes are signed as a SET OF, and carried under the tag [0] (RFC 5652, 5.4).
        attributes = info["signed_attrs"].dump()
        self.before, mark, self.after = attributes[1:].partition(_MARK)
        if not mark or _MARK in self.after:
            raise SealError("the attributes of a seal have an unexpected form")
        self.who = info["version"].dump() + info["sid"].dump() + info["digest_algorithm"].dump()
        self.how = info["signature_algorithm"].dump()
        names = ("version", "digest_algorithms", "encap_content_info", "certificates")
        self.what = b"".join(data[name].dump() for name in names)
        self.type = sample["content_type"].dump()

    def wrapped(self, digest: bytes, signature: bytes) -> bytes:
        """The ContentInfo with this digest and this signature of its attributes."""
        attributes = b"\xa0" + self.before + digest + self.after
        info = _der(0x30, self.who + attributes + self.how + _der(0x04, signature))
        return _der(0x30, self.type + _der(0xA0, _der(0x30, self.what + _der(0x31, info))))


class SealEnvelope:
    """Makes the seals of one sealer; ``length`` is what the longest one takes."""

    def __init__(self, parts: EnvelopeParts, sign: Callable[[bytes], bytes]) -> None:
        self._parts, self._sign = parts, sign
        self.length = len(parts.wrapped(_MARK, bytes(72)))

    def seal(self, digest: bytes) -> bytes:
        """The DER of the seal of a file with this SHA-256 digest."""
        return self._parts.wrapped(digest, self._sign(b"\x31" + self._parts.before + digest + self._parts.after))


def _der(tag: int, content: bytes) -> bytes:
    """One element with a definite length (X.690, 8.1.3)."""
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
