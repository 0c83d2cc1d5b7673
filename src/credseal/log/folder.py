"""A log kept in a folder: ``log.json`` (name and keys), ``entries`` (one hexadecimal line each, only ever appended to),
``checkpoints/<size>.txt`` and, when an authority stamped it, ``checkpoints/<size>.tsr``."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from credseal.errors import LogError
from credseal.keys.history import KeyHistory
from credseal.keys.pairs import Signer
from credseal.log.checkpoint import Checkpoint
from credseal.log.inclusion import InclusionProof, require_signed
from credseal.log.timestamp import TimeStampAuthority, stamped_time
from credseal.log.tree import MerkleTree, leaf_hash
from credseal.strictjson import loads


@dataclass(frozen=True, slots=True)
class LogFolder:
    """The log in ``folder``, named ``origin``; ``keys`` are those that may sign its checkpoints."""

    folder: Path
    origin: str
    keys: KeyHistory

    @classmethod
    def create(cls, folder: Path, origin: str, keys: KeyHistory) -> LogFolder:
        """A new, empty log; LogError when the folder holds one already."""
        if (folder / "log.json").exists():
            raise LogError(f"{folder} holds a log already")
        (folder / "checkpoints").mkdir(parents=True, exist_ok=True)
        (folder / "entries").touch()
        document = {"origin": origin, "keys": keys.to_json()}
        (folder / "log.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
        return cls(folder, origin, keys)

    @classmethod
    def open(cls, folder: Path) -> LogFolder:
        """The log in ``folder``; LogError or KeyFormatError when it is none."""
        if not (folder / "log.json").is_file():
            raise LogError(f"{folder} holds no log")
        document = loads((folder / "log.json").read_bytes())
        try:
            return cls(folder, str(document["origin"]), KeyHistory.from_json(document["keys"]))
        except (KeyError, TypeError) as error:
            raise LogError(f"{folder}/log.json is malformed") from error

    def entries(self) -> list[bytes]:
        """All entries, in order."""
        try:
            return [bytes.fromhex(line) for line in (self.folder / "entries").read_text("ascii").splitlines()]
        except ValueError as error:
            raise LogError(f"{self.folder}/entries is malformed") from error

    def append(
        self, entries: Iterable[bytes], signer: Signer, *, time: datetime, authority: TimeStampAuthority | None = None
    ) -> Checkpoint:
        """Add the entries that are not there yet, and sign what the log holds then."""
        with self._locked():
            known = self.entries()
            seen = set(known)
            new = [entry for entry in dict.fromkeys(entries) if entry not in seen]
            tree, points = _tree([*known, *new]), self.checkpoints()
            if points and (points[-1].size > len(known) or tree.root(points[-1].size) != points[-1].root):
                raise LogError("the entries contradict the newest checkpoint: nothing more is signed on top of them")
            point = Checkpoint.sign(self.origin, len(tree), tree.root(), time=time, signer=signer)
            require_signed(point, self.keys)
            with (self.folder / "entries").open("a", encoding="ascii") as file:
                file.writelines(entry.hex() + "\n" for entry in new)
                file.flush()
                os.fsync(file.fileno())
            path = self._checkpoint(point.size)
            if path.exists():
                return Checkpoint.parse(path.read_text("utf-8"))
            if authority is not None:
                path.with_suffix(".tsr").write_bytes(authority.stamp(sha256(str(point).encode()).digest()))
            path.write_text(str(point), "utf-8")
            return point

    def checkpoints(self) -> list[Checkpoint]:
        """All checkpoints, smallest first."""
        files = (self.folder / "checkpoints").glob("*.txt")
        return sorted((Checkpoint.parse(file.read_text("utf-8")) for file in files), key=lambda point: point.size)

    def prove(self, entry: bytes) -> InclusionProof:
        """The inclusion proof of ``entry`` under the newest checkpoint; LogError when it is not there."""
        known, points = self.entries(), self.checkpoints()
        size = points[-1].size if points else 0
        if entry not in known[:size]:
            raise LogError("this document is not in the log")
        index = known.index(entry)
        stamp = self._checkpoint(size).with_suffix(".tsr")
        return InclusionProof(
            index, _tree(known).inclusion(index, size), points[-1], stamp.read_bytes() if stamp.exists() else None
        )

    def verify(self, *, keys: KeyHistory | None = None, stamp_roots: Iterable[bytes] = ()) -> Checkpoint:
        """Recompute everything; returns the newest checkpoint. LogError names the first contradiction.

        ``keys`` should come from elsewhere than the folder, which can only vouch for itself. Time-stamps are judged
        when ``stamp_roots`` are given.
        """
        tree, points, roots = _tree(self.entries()), self.checkpoints(), tuple(stamp_roots)
        if not points:
            raise LogError("the log has no checkpoint")
        for point in points:
            require_signed(point, keys or self.keys)
            if point.origin != self.origin or point.size > len(tree) or tree.root(point.size) != point.root:
                raise LogError(f"the entries contradict the checkpoint of {point.size} entries")
            stamp = self._checkpoint(point.size).with_suffix(".tsr")
            if roots and stamp.exists():
                stamped_time(stamp.read_bytes(), str(point).encode(), roots)
        return points[-1]

    def require_extends(self, old: Checkpoint, *, keys: KeyHistory | None = None) -> None:
        """LogError unless this log still begins with what ``old``, a checkpoint kept from before, promised."""
        require_signed(old, keys or self.keys)
        tree = _tree(self.entries())
        if old.origin != self.origin or old.size > len(tree) or tree.root(old.size) != old.root:
            raise LogError(f"the log no longer begins with the {old.size} entries that it once had")

    def _checkpoint(self, size: int) -> Path:
        return self.folder / "checkpoints" / f"{size:012}.txt"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "log.json").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _tree(entries: Iterable[bytes]) -> MerkleTree:
    return MerkleTree(leaf_hash(entry) for entry in entries)
