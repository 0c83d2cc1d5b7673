"""The CMS structure of a PAdES B-B seal (ETSI EN 319 142-1, 6.3), built once per sealer: only two places vary.

pyHanko builds the first one; for each seal, the digest of the file and the signature are put in its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from hashlib import sha256

from pyhanko.sign import signers

from credseal.errors import SealError
from credseal.log.timestamp import TimeStampAuthority

MOST_TOKEN_BYTES = 16_000  # with its certificates a token has some 6,000
_SIGNATURE_TIME_STAMP = bytes.fromhex("060b2a864886f70d010910020e")  # 1.2.840.113549.1.9.16.2.14
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

    def wrapped(self, digest: bytes, signature: bytes, token: bytes = b"") -> bytes:
        """The ContentInfo with this digest and this signature of its attributes; ``token`` time-stamps the signature."""
        attributes = b"\xa0" + self.before + digest + self.after
        info = _der(0x30, self.who + attributes + self.how + _der(0x04, signature) + (token and _stamped(token)))
        return _der(0x30, self.type + _der(0xA0, _der(0x30, self.what + _der(0x31, info))))


class SealEnvelope:
    """Makes the seals of one sealer, B-T with ``time_stamps``; ``length`` is what the longest one takes."""

    def __init__(
        self, parts: EnvelopeParts, sign: Callable[[bytes], bytes], time_stamps: TimeStampAuthority | None = None
    ) -> None:
        self._parts, self._sign, self._time_stamps = parts, sign, time_stamps
        self.length = len(parts.wrapped(_MARK, bytes(72))) + (0 if time_stamps is None else MOST_TOKEN_BYTES)

    def seal(self, digest: bytes) -> bytes:
        """The DER of the seal of a file with this SHA-256 digest."""
        signature = self._sign(b"\x31" + self._parts.before + digest + self._parts.after)
        if self._time_stamps is None:
            return self._parts.wrapped(digest, signature)
        token = self._time_stamps.stamp(sha256(signature).digest())
        if len(token) > MOST_TOKEN_BYTES - 100:
            raise SealError("the time-stamp is too long")
        return self._parts.wrapped(digest, signature, token)


def _stamped(token: bytes) -> bytes:
    """The unsigned attribute id-aa-signatureTimeStampToken (RFC 3161, appendix A; EN 319 122-1, 5.3)."""
    return _der(0xA1, _der(0x30, _SIGNATURE_TIME_STAMP + _der(0x31, token)))


def _der(tag: int, content: bytes) -> bytes:
    """One element with a definite length (X.690, 8.1.3)."""
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
