"""Signed checkpoints: how many entries a log holds and their root, as a C2SP signed note (c2sp.org/tlog-checkpoint).

A plain text that Go's ``sumdb/note`` and other readers of transparency logs understand too::

    campus.example/journal
    431
    <base64 of the root>
    time 2026-12-18T09:42:00Z

    — campus.example/journal <base64 of key hint and Ed25519 signature>
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from credseal.errors import LogError, ProofError
from credseal.keys.pairs import ED25519, PublicKey, Signer
from credseal.proof import moment_text, read_moment

_TEXT = re.compile(
    r"(?P<origin>[^\s+]{1,200})\n(?P<size>0|[1-9][0-9]{0,15})\n(?P<root>[A-Za-z0-9+/]{43}=)\ntime (?P<time>[^\n]{1,40})\n"
)
_SIGNATURE = re.compile(r"— (?P<name>[^\s+]{1,200}) (?P<value>[A-Za-z0-9+/]{91}=)\Z")
_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log promised at one moment. ``text`` is what is signed; ``signature`` the raw 64 bytes."""

    origin: str
    size: int
    root: bytes
    time: datetime
    signature: bytes
    hint: bytes

    @classmethod
    def sign(cls, origin: str, size: int, root: bytes, *, time: datetime, signer: Signer) -> Checkpoint:
        """A new checkpoint by ``signer`` (Ed25519). ``origin`` names the log, without spaces."""
        if signer.public.kind is not ED25519:
            raise LogError("a log is signed by an Ed25519 key")
        blank = cls(origin, size, root, time.replace(microsecond=0), b"", key_hint(origin, signer.public))
        if not _TEXT.fullmatch(blank.text):
            raise LogError(f"{origin[:80]!r} cannot name a log: no spaces, no plus sign, at most 200 characters")
        return cls(origin, size, root, blank.time, signer.sign(blank.text.encode()), blank.hint)

    @classmethod
    def parse(cls, note: str) -> Checkpoint:
        """Read a checkpoint file; LogError when it is not one. Does not judge the signature."""
        text, _, rest = note.partition("\n\n")
        found, signed = _TEXT.fullmatch(text + "\n"), _SIGNATURE.match(rest.rstrip("\n"))
        if found is None or signed is None or signed["name"] != found["origin"]:
            raise LogError("not a signed checkpoint")
        try:
            value = base64.b64decode(signed["value"], validate=True)
            root = base64.b64decode(found["root"], validate=True)
            time = read_moment(found["time"])
        except (binascii.Error, ProofError) as error:
            raise LogError(f"not a signed checkpoint: {error}") from error
        return cls(found["origin"], int(found["size"]), root, time, value[4:], value[:4])

    @property
    def text(self) -> str:
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {moment_text(self.time)}\n"

    def __str__(self) -> str:
        signature = base64.b64encode(self.hint + self.signature).decode()
        return f"{self.text}\n— {self.origin} {signature}\n"

    def is_signed_by(self, public: PublicKey) -> bool:
        """True when ``public`` signed exactly this text as the key of this log."""
        return self.hint == key_hint(self.origin, public) and public.accepts(self.signature, self.text.encode())


def key_hint(origin: str, public: PublicKey) -> bytes:
    """The four bytes by which a signed note names its key."""
    return sha256(origin.encode() + b"\n" + _ED25519 + public.raw).digest()[:4]
