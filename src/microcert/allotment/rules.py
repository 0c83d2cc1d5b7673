"""Pure rules of the draw: what is committed, how a university is chosen, and how anyone replays the public ledger.

Everything here is the standard library's, so that a stranger may copy this file and check a session without the platform.

The proof in four lines: before sales open, `commitment_of(seed, code)` is published. Each contract goes to one of the
least-loaded universities; `choose()` picks among them with the seed and the row's index, nothing else. Each row carries
the hash of the row before, the first one the hash of the commitment. When sales have closed the seed is revealed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

SEED_BYTES = 32
FORMAT = "microcert-draws/1"
WORD = 1 << 32


class RowKind(StrEnum):
    DRAWN = "drawn"
    RETURNING = "returning"
    BATCH = "batch"
    RELEASED = "released"


def new_seed() -> bytes:
    """The secret of one session: 32 bytes of the operating system's randomness."""
    return secrets.token_bytes(SEED_BYTES)


def new_order_key() -> str:
    """The opaque name of an order in the public ledger; only its buyer can tell whose it is."""
    return secrets.token_hex(8)


def commitment_of(seed: bytes, session_code: str) -> str:
    """What is published before sales open: hex SHA-256 of the seed followed by the session's code (UTF-8)."""
    return hashlib.sha256(seed + session_code.encode()).hexdigest()


def least_loaded(loads: Mapping[str, int]) -> list[str]:
    """The universities with the fewest live contracts, in alphabetical order of their slugs."""
    if not loads:
        return []
    fewest = min(loads.values())
    return sorted(slug for slug, load in loads.items() if load == fewest)


def choose(seed: bytes, session_code: str, index: int, candidates: int | Sequence[str]) -> int:
    """The place, among the candidates, that falls to row `index`: from 0 to their number, exclusive.

    Only the seed, the session and the row's index decide, so nobody can try again with another order.
    """
    count = candidates if isinstance(candidates, int) else len(candidates)
    return below(count, _words(seed, f"{session_code}|{index}"))


def below(count: int, words: Iterable[int]) -> int:
    """A number from 0 to `count`, exclusive, out of uniform 32-bit words; words beyond the last whole multiple are left.

    Taking the remainder of every word would favour the first places by a hair: this does not (rejection sampling).
    """
    if not 0 < count <= WORD:
        raise ValueError("a choice needs at least one candidate")
    limit = WORD - WORD % count
    return next(word for word in words if word < limit) % count


def _words(seed: bytes, label: str) -> Iterator[int]:
    turn = 0
    while True:
        block = hmac.digest(seed, (label if turn == 0 else f"{label}|{turn}").encode(), "sha256")
        for start in range(0, len(block), 4):
            yield int.from_bytes(block[start : start + 4], "big")
        turn += 1


def opening_hash(session_code: str, commitment: str, committed_at: str, participants: Iterable[str]) -> str:
    """What the first row of a ledger is chained to: the commitment, its moment, and who takes part."""
    return _digest(
        {
            "format": FORMAT,
            "session": session_code,
            "sha256": commitment,
            "committed_at": committed_at,
            "participants": sorted(participants),
        }
    )


ROW_FIELDS = ("index", "kind", "order_key", "loads", "candidates", "university", "seats", "at", "previous")


def row_hash(session_code: str, row: Mapping[str, Any]) -> str:
    """The hash of one row: SHA-256 of its canonical JSON (sorted keys, no spaces) with the session and the previous hash."""
    return _digest({"session": session_code} | {name: row[name] for name in ROW_FIELDS})


def head_of(ledger: Mapping[str, Any], last: str) -> dict[str, Any]:
    """The head of a ledger: how many rows, the `last` hash of their chain, and the hash of the whole file around them.

    `around` covers whatever stands beside the rows, names and dates too, with the end of the chain. The seed is left out,
    since it is revealed later and has its own proof, the commitment.
    """
    around = {name: said for name, said in ledger.items() if name not in ("seed", "rows", "head")}
    return {"rows": len(ledger["rows"]), "hash": last, "around": _digest(around | {"last": last})}


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class FaultKind(StrEnum):
    """What can be wrong with a ledger; each names the field that does not hold."""

    UNREADABLE = "unreadable"
    COMMITMENT = "commitment"
    INDEX = "index"
    PREVIOUS = "previous"
    HASH = "hash"
    KIND = "kind"
    ORDER_KEY = "order_key"
    LOADS = "loads"
    CANDIDATES = "candidates"
    CHOICE = "university"
    SEATS = "seats"
    MOMENT = "at"
    CAPACITY = "capacity"
    FIELDS = "fields"
    NAMES = "names"
    CLOSING = "sales_close_on"
    AROUND = "around"
    HEAD = "head"


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: in which row (None: the ledger itself), what was expected and what stands there."""

    kind: FaultKind
    row: int | None
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class Replay:
    """The verdict on a ledger. Without the seed the choices themselves cannot be replayed yet: `is_revealed` says so."""

    session: str
    rows: int
    choices: int
    is_revealed: bool
    loads: Mapping[str, int]
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def replay(ledger: Any) -> Replay:
    """Walk a public ledger (the JSON of a session's draws) and name whatever does not hold. Never raises."""
    walk = _Walk()
    try:
        walk.go(ledger)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        walk.fault(FaultKind.UNREADABLE, found=f"{type(error).__name__}: {error}")
    return Replay(walk.session, walk.rows, walk.choices, walk.seed is not None, walk.loads, tuple(walk.faults))


@dataclass
class _Walk:
    session: str = ""
    rows: int = 0
    choices: int = 0
    capacity: int = 0
    closes_on: date = date.max
    seed: bytes | None = None
    row: int | None = None
    last: str = ""
    moment: str = ""
    loads: dict[str, int] = field(default_factory=dict)
    live: dict[str, tuple[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, kind: FaultKind, expected: object = "", found: object = "") -> None:
        self.faults.append(Fault(kind, self.row, str(expected), str(found)))

    def expect(self, kind: FaultKind, expected: object, found: object) -> None:
        # 1 == True == 1.0 in Python, not in JSON.
        if json.dumps(expected, sort_keys=True) != json.dumps(found, sort_keys=True):
            self.fault(kind, expected, found)

    def go(self, ledger: Mapping[str, Any]) -> None:
        if ledger["format"] != FORMAT:
            self.fault(FaultKind.UNREADABLE, FORMAT, ledger["format"])
            return
        self.session, self.capacity = str(ledger["session"]), int(ledger["capacity"])
        self.open(ledger["commitment"], sorted(ledger["participants"]), ledger["seed"])
        self.expect(FaultKind.NAMES, sorted(self.loads), sorted(ledger["names"]))
        self.closes_on = date.fromisoformat(ledger["sales_close_on"])
        if opened_at := ledger["sales_opened_at"]:
            self.follow(opened_at)
        for place, row in enumerate(ledger["rows"]):
            self.row = place
            self.step(row)
            self.rows += 1
        self.row = None
        self.end(ledger, dict(ledger["head"]))

    def end(self, ledger: Mapping[str, Any], head: dict[str, Any]) -> None:
        around = head_of(ledger, head["hash"])["around"]
        self.expect(FaultKind.AROUND, around, head.pop("around"))
        self.expect(FaultKind.HEAD, {"rows": self.rows, "hash": self.last}, head)

    def open(self, commitment: Mapping[str, str], participants: list[str], seed: str | None) -> None:
        self.loads = dict.fromkeys(participants, 0)
        self.moment = commitment["committed_at"]
        self.last = opening_hash(self.session, commitment["sha256"], self.moment, participants)
        if seed is not None:
            self.seed = bytes.fromhex(seed)
            self.expect(FaultKind.COMMITMENT, commitment_of(self.seed, self.session), commitment["sha256"])

    def follow(self, moment: str) -> None:
        """The commitment, the opening of the sales and the rows come in this order. All are UTC in one format: text compares."""
        if moment < self.moment:
            self.fault(FaultKind.MOMENT, self.moment, moment)
        self.moment = moment

    def step(self, row: Mapping[str, Any]) -> None:
        self.expect(FaultKind.INDEX, self.row, row["index"])
        self.expect(FaultKind.PREVIOUS, self.last, row["previous"])
        self.expect(FaultKind.HASH, row_hash(self.session, row), row["hash"])
        self.expect(FaultKind.FIELDS, sorted([*ROW_FIELDS, "hash"]), sorted(row))
        self.expect(FaultKind.LOADS, self.loads, row["loads"])
        self.follow(row["at"])
        self.last = row["hash"]
        if row["kind"] == RowKind.RELEASED:
            self.release(row)
        else:
            self.draw(row)
        # Go on from what the row itself says, so that one false row is one row of faults, not a cascade.
        slug, seats = row["university"], int(row["seats"])
        self.loads = {name: int(load) for name, load in row["loads"].items()}
        self.loads[slug] += -seats if row["kind"] == RowKind.RELEASED else seats

    def release(self, row: Mapping[str, Any]) -> None:
        key, seats = row["order_key"], row["seats"]
        slug, held = self.live.pop(key, ("", 0))
        self.expect(FaultKind.CANDIDATES, [], row["candidates"])
        if not held:
            self.fault(FaultKind.ORDER_KEY, found=key)
            return
        self.expect(FaultKind.CHOICE, slug, row["university"])
        # A company may give back a part of its batch.
        if not 1 <= seats <= held:
            self.fault(FaultKind.SEATS, held, seats)
        elif seats < held:
            self.live[key] = (slug, held - seats)

    def draw(self, row: Mapping[str, Any]) -> None:
        kind, key, slug = row["kind"], row["order_key"], row["university"]
        # The day is UTC's: never later than the day in France, on which sales close.
        if date.fromisoformat(row["at"][:10]) > self.closes_on:
            self.fault(FaultKind.CLOSING, self.closes_on, row["at"])
        if key in self.live:
            self.fault(FaultKind.ORDER_KEY, found=key)
        self.live[key] = (slug, row["seats"])
        if kind not in tuple(RowKind):
            self.fault(FaultKind.KIND, found=kind)
        if kind != RowKind.BATCH or row["seats"] < 1:
            self.expect(FaultKind.SEATS, 1, row["seats"])
        if sum(self.loads.values()) + row["seats"] > self.capacity:
            self.fault(FaultKind.CAPACITY, self.capacity, sum(self.loads.values()) + row["seats"])
        # A returning buyer has one candidate: their university. It must at least take part.
        among = [slug] if kind == RowKind.RETURNING else least_loaded(self.loads)
        self.expect(FaultKind.CANDIDATES, among, row["candidates"])
        if slug not in self.loads:
            self.fault(FaultKind.CHOICE, "|".join(sorted(self.loads)), slug)
        elif kind != RowKind.RETURNING and self.seed is not None:
            self.expect(FaultKind.CHOICE, among[choose(self.seed, self.session, row["index"], among)], slug)
            self.choices += 1
