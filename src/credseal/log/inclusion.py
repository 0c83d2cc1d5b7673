"""The proof that a document stands in the log, as one small JSON file that can be kept with it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from credseal.errors import LogError
from credseal.keys.history import KeyHistory
from credseal.log.checkpoint import Checkpoint
from credseal.log.tree import is_included, leaf_hash
from credseal.strictjson import loads

_FORMAT = "credseal-inclusion/1"


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Entry ``index`` of the log that ``checkpoint`` describes, with its audit path. ``time_stamp`` is DER or None."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint
    time_stamp: bytes | None = None

    def require(self, entry: bytes, keys: KeyHistory) -> None:
        """LogError unless ``entry`` stands at this place of a log that one of ``keys`` signed while it was in use."""
        point = self.checkpoint
        if not is_included(leaf_hash(entry), self.index, point.size, self.path, point.root):
            raise LogError("the path does not lead from this document to the root of the checkpoint")
        require_signed(point, keys)

    def to_json(self) -> dict[str, Any]:
        return {
            "format": _FORMAT,
            "index": self.index,
            "path": [_text(step) for step in self.path],
            "checkpoint": str(self.checkpoint),
        } | ({} if self.time_stamp is None else {"timeStamp": _text(self.time_stamp)})

    @classmethod
    def from_json(cls, source: str | bytes) -> InclusionProof:
        document = loads(source)
        try:
            if document["format"] != _FORMAT or type(document["index"]) is not int:
                raise LogError("not an inclusion proof")
            stamp = document.get("timeStamp")
            return cls(
                document["index"],
                tuple(base64.b64decode(step, validate=True) for step in document["path"]),
                Checkpoint.parse(document["checkpoint"]),
                None if stamp is None else base64.b64decode(stamp, validate=True),
            )
        except (KeyError, TypeError, AttributeError, binascii.Error, ValueError) as error:
            raise LogError(f"not an inclusion proof: {error!r}") from error

    def __str__(self) -> str:
        return json.dumps(self.to_json(), indent=1) + "\n"


def require_signed(checkpoint: Checkpoint, keys: KeyHistory) -> None:
    """LogError unless one of ``keys`` signed the checkpoint while it was in use."""
    signing = [entry for entry in keys.entries if checkpoint.is_signed_by(entry.public)]
    if not signing:
        raise LogError(f"the checkpoint of {checkpoint.size} entries is not signed by a known key of this log")
    if not any(entry.was_valid(checkpoint.time) for entry in signing):
        raise LogError(f"the key that signed the checkpoint of {checkpoint.size} entries was not in use then")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
