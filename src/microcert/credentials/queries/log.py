"""The log as others read it: its tree, its proofs, its checkpoints. An entry tells nothing to whoever lacks the badge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings

from credseal.errors import LogError
from credseal.keys import KeyEntry, KeyHistory, did_web
from credseal.log import Checkpoint, InclusionProof, MerkleTree, leaf_hash
from microcert.credentials.models import Credential, LogCheckpoint, LogEntry, LogKey


def log_origin() -> str:
    """The log's name, as checkpoints bear it."""
    return f"{urlsplit(settings.SITE_URL).netloc}/log"


def log_did() -> str:
    """Whose keys sign the checkpoints: the platform itself, not one of its universities."""
    return did_web(urlsplit(settings.SITE_URL).netloc, "log")


def log_keys() -> KeyHistory:
    """Every key that ever signed a checkpoint, with its dates."""
    did = log_did()
    return KeyHistory(
        KeyEntry(
            key_id=f"{did}#{key.fragment}",
            public_multibase=key.public,
            valid_from=key.valid_from,
            valid_until=key.valid_until,
        )
        for key in LogKey.objects.order_by("valid_from", "pk")
    )


def latest_checkpoint() -> LogCheckpoint | None:
    return LogCheckpoint.objects.order_by("-size").first()


@dataclass(frozen=True)
class SignedPoint:
    """A checkpoint as a page lists it; `previous` is the size of the one before it, 0 for the first."""

    size: int
    root: str
    signed_at: datetime
    previous: int


@dataclass(frozen=True)
class LogStanding:
    """How many awards the log holds, and its newest checkpoints, the newest first."""

    size: int
    points: list[SignedPoint]


def log_standing(shown: int = 10) -> LogStanding:
    """What the public page shows. Two queries."""
    latest = list(LogCheckpoint.objects.order_by("-size")[: shown + 1])
    sizes = [*(point.size for point in latest[1:]), 0]
    points = [
        SignedPoint(point.size, point.root, point.signed_at, before)
        for point, before in zip(latest, sizes, strict=False)
    ]
    return LogStanding(LogEntry.objects.count(), points[:shown])


class _Grown:
    """The tree of this process, which only ever has to be told of what is new. Two kilobytes for sixteen entries."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.tree = MerkleTree()
        self.last = ""

    def catch_up(self) -> MerkleTree:
        """The tree with every entry of the database. One query, of as many rows as were added since, and the last one."""
        with self.lock:
            known = len(self.tree)
            fresh = list(LogEntry.objects.filter(index__gte=max(known - 1, 0)).values_list("index", "entry"))
            if known and (not fresh or fresh[0] != (known - 1, self.last)):
                # Another database than the one that this process read before: begin again.
                self.tree, self.last, known = MerkleTree(), "", 0
                fresh = list(LogEntry.objects.values_list("index", "entry"))
            for index, entry in fresh[1:] if known else fresh:
                if index != len(self.tree):
                    raise LogError(f"entry {len(self.tree)} is missing")
                self.tree.append(leaf_hash(bytes.fromhex(entry)))
                self.last = entry
            return self.tree


_grown = _Grown()


def log_tree() -> MerkleTree:
    """The log's Merkle tree. Raises LogError when an entry is missing. One query."""
    return _grown.catch_up()


def inclusion_of(credential: Credential) -> InclusionProof | None:
    """The proof that an award stands in the log under its newest checkpoint; None while no checkpoint covers it."""
    place = LogEntry.objects.filter(credential=credential).first()
    point = latest_checkpoint()
    if place is None or point is None or place.index >= point.size:
        return None
    return InclusionProof(place.index, log_tree().inclusion(place.index, point.size), Checkpoint.parse(point.note))


def consistency(first: int, second: int) -> tuple[bytes, ...]:
    """The proof that the log of `second` entries begins with that of `first`. Raises LogError when it cannot be given."""
    return log_tree().consistency(first, second)


def log_files() -> Iterator[tuple[str, str]]:
    """The whole log as credseal keeps one in a folder (path and text), for `credseal log verify`."""
    yield "log.json", log_description()
    points = list(LogCheckpoint.objects.all())
    # What no checkpoint covers yet is nobody's promise: it is published with the next one.
    size = points[-1].size if points else 0
    entries = LogEntry.objects.filter(index__lt=size).values_list("entry", flat=True)
    yield "entries", "".join(f"{entry}\n" for entry in entries.iterator(chunk_size=2000))
    for point in points:
        yield f"checkpoints/{point.size:012}.txt", point.note


def log_description() -> str:
    """The log's name and the keys that sign for it, JSON."""
    return json.dumps({"origin": log_origin(), "keys": log_keys().to_json()}, indent=1) + "\n"
