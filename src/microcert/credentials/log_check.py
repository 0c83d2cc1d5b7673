"""Check the log against itself, against the credentials that it speaks of, and against a promise kept elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass

from credseal.errors import CredentialError, LogError
from credseal.log import Checkpoint, MerkleTree, credential_entry, leaf_hash

from .models import Credential, LogCheckpoint, LogEntry
from .queries.log import log_keys, log_origin


@dataclass(frozen=True)
class LogCheck:
    """What was read, the newest root, and the first contradiction (empty when the log holds)."""

    entries: int
    checkpoints: int
    root: str
    reason: str = ""

    @property
    def holds(self) -> bool:
        return not self.reason


def check_log(kept_elsewhere: str = "") -> LogCheck:
    """Recompute the whole log. `kept_elsewhere` is the text of a checkpoint that somebody saved earlier."""
    tree, reason = _tree()
    points = list(LogCheckpoint.objects.all())
    reason = reason or _points_contradict(tree, points) or _badges_contradict() or _promise_broken(tree, kept_elsewhere)
    return LogCheck(len(tree), len(points), tree.root().hex(), reason)


def _tree() -> tuple[MerkleTree, str]:
    tree = MerkleTree()
    for index, entry in LogEntry.objects.values_list("index", "entry").iterator(chunk_size=2000):
        if index != len(tree):
            return tree, f"entry {len(tree) + 1} is missing"
        tree.append(leaf_hash(bytes.fromhex(entry)))
    return tree, ""


def _points_contradict(tree: MerkleTree, points: list[LogCheckpoint]) -> str:
    for point in points:
        if point.size > len(tree):
            return f"the checkpoint of {point.size} entries promised more than the log holds"
        if reason := _is_broken(tree, point.note):
            return f"the checkpoint of {point.size} entries: {reason}"
    return ""


def _is_broken(tree: MerkleTree, note: str) -> str:
    try:
        point = Checkpoint.parse(note)
    except LogError as error:
        return str(error)
    signing = [key for key in log_keys().entries if point.is_signed_by(key.public) and key.was_valid(point.time)]
    if point.origin != log_origin() or not signing:
        return "it is not signed by a key of this log that was in use then"
    if point.size > len(tree) or tree.root(point.size) != point.root:
        return "the entries do not lead to its root"
    return ""


def _badges_contradict() -> str:
    """Every award stands in the log, and its entry is the one that its badge has."""
    rows = Credential.objects.order_by("pk").values_list("number", "badge", "log_entry__entry")
    for number, badge, entry in rows.iterator(chunk_size=200):
        if entry is None:
            return f"{number} is not in the log"
        try:
            if credential_entry(json.loads(badge)).hex() != entry:
                return f"{number} is not the credential that was entered"
        except (CredentialError, ValueError) as error:
            return f"{number} cannot be read: {error}"
    return ""


def _promise_broken(tree: MerkleTree, note: str) -> str:
    return f"the checkpoint kept elsewhere: {reason}" if note and (reason := _is_broken(tree, note)) else ""
