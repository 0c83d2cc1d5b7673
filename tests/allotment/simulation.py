"""A session's draws without a database: what the action does, in plain Python, to try the rules ten thousand times."""

from __future__ import annotations

from typing import Any

from microcert.allotment import rules

AT = "2026-11-02T08:00:00.000000+00:00"
CLOSES_ON = "2026-11-20"


class SimulatedSession:
    """Keeps a public ledger as `allotment.queries.public_ledger` writes it."""

    def __init__(self, universities: list[str], *, seed: bytes, code: str = "essai-1", capacity: int = 1000) -> None:
        self.seed, self.code, self.capacity = seed, code, capacity
        self.universities = sorted(universities)
        self.loads = dict.fromkeys(self.universities, 0)
        self.rows: list[dict[str, Any]] = []
        self.sha256 = rules.commitment_of(seed, code)
        self.last = rules.opening_hash(code, self.sha256, AT, self.universities)

    def draw(self, order_key: str, returning: str = "") -> str:
        candidates = [returning] if returning else rules.least_loaded(self.loads)
        place = 0 if returning else rules.choose(self.seed, self.code, len(self.rows), candidates)
        kind = "returning" if returning else "drawn"
        return self.append(kind, order_key, candidates, candidates[place], 1)

    def batch(self, order_key: str, seats: int) -> str:
        candidates = rules.least_loaded(self.loads)
        place = rules.choose(self.seed, self.code, len(self.rows), candidates)
        return self.append("batch", order_key, candidates, candidates[place], seats)

    def release(self, order_key: str, seats: int = 1) -> str:
        drawn = next(row for row in reversed(self.rows) if row["order_key"] == order_key and row["kind"] != "released")
        return self.append("released", order_key, [], drawn["university"], -seats)

    def append(self, kind: str, order_key: str, candidates: list[str], slug: str, change: int) -> str:
        row = {
            "index": len(self.rows),
            "kind": kind,
            "order_key": order_key,
            "loads": dict(self.loads),
            "candidates": candidates,
            "university": slug,
            "seats": abs(change),
            "at": AT,
            "previous": self.last,
        }
        row["hash"] = self.last = rules.row_hash(self.code, row)
        self.rows.append(row)
        self.loads[slug] += change
        return slug

    def ledger(self, *, is_revealed: bool = True) -> dict[str, Any]:
        ledger = {
            "format": rules.FORMAT,
            "session": self.code,
            "capacity": self.capacity,
            "participants": self.universities,
            "names": {slug: slug.title() for slug in self.universities},
            "commitment": {"sha256": self.sha256, "committed_at": AT},
            "sales_opened_at": AT,
            "sales_close_on": CLOSES_ON,
            "seed": self.seed.hex() if is_revealed else None,
            "rows": self.rows,
        }
        return ledger | {"head": rules.head_of(ledger, self.last)}

    def spread(self) -> int:
        return max(self.loads.values()) - min(self.loads.values())
