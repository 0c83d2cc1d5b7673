"""credseal beside npm @digitalbazaar/vc and WeasyPrint + pyHanko: badges, pages, all four seals, growth and memory.

Every figure counts processor time, of the peers too, so that others on the machine change little. Ratios are of one run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from bench.credseal_forms import award, awards, rate  # noqa: E402
from bench.credseal_forms import figures as figures_of_forms  # noqa: E402
from tests.credseal.samples import DID, LIST, NOW, as_bytes, make_world  # noqa: E402

from credseal import (  # noqa: E402
    AwardRecord,
    BitList,
    StatusEntry,
    StatusSnapshot,
    TrustList,
    issue_open_badge,
    issue_status_list,
    open_badge,
    verify,
)

NODE = ROOT / "tests" / "interop" / "node"
TARGETS = {
    "issue_to_peer": 50, "issue_to_raw_signing": 0.33, "verify_to_peer": 15, "foreign_verify_to_peer": 1,
    "sealed_pdf_ms": 6.3, "pdf_to_peer": 10, "learners_per_second": 100, "growth": 1.25, "batch_memory_mb": 20,
}  # fmt: skip
AT_MOST = ("sealed_pdf_ms", "growth", "batch_memory_mb")


class Peer:
    """npm @digitalbazaar/vc in one node process, which takes orders."""

    def __init__(self, credentials: list[dict[str, Any]]) -> None:
        if not (NODE / "node_modules" / "@digitalbazaar" / "vc" / "package.json").exists():
            sys.exit(f"The peer is missing: run npm ci in {NODE.relative_to(ROOT)}, then again.")
        try:
            self._process = subprocess.Popen(
                ["node", "rate.mjs"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        except OSError as error:
            sys.exit(f"The peer cannot be started: {error}. Node 20 or later is needed.")
        self._write(json.dumps({"credentials": credentials, "created": NOW.strftime("%Y-%m-%dT%H:%M:%SZ")}))

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def ask(self, order: str) -> Any:
        assert self._process.stdout is not None
        self._write(order)
        answer = self._process.stdout.readline()
        if not answer:
            sys.exit("The peer gave up.")
        return json.loads(answer)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each figure of each round")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts, for either side")
    parser.add_argument("--most", type=int, default=100_000, help="records of the largest batch")
    parser.add_argument("--learners", type=int, default=1_000, help="learners who get all four seals")
    options = parser.parse_args()
    world, base = make_world(), award()
    material = list(islice(awards(base), 1_000))
    peer = Peer([open_badge(item, status) for item, status in material[:20]])
    listing = issue_status_list(
        LIST, DID, BitList(), world.key, purpose="revocation",
        valid_from=NOW - timedelta(days=1), valid_until=NOW + timedelta(days=1),
    )  # fmt: skip
    source = StatusSnapshot.of([listing])
    badges = [as_bytes(issue_open_badge(item, world.key, status=status)) for item, status in material[:300]]
    foreign = [as_bytes(item) for item in peer.ask("samples")]
    strangers = TrustList.of([])

    def issue(item: tuple[AwardRecord, list[StatusEntry]]) -> None:
        issue_open_badge(item[0], world.key, status=item[1])

    def check(badge: bytes) -> None:
        assert verify(badge, issuers=world.trust, status=source, now=NOW).ok

    def check_foreign(badge: bytes) -> None:
        found = verify(badge, issuers=strangers, status=StatusSnapshot.of(), now=NOW)
        assert found.findings[0].reason == "intact"

    ours: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
        "raw_signing": (world.key.sign, [bytes([n]) * 64 for n in range(100)]),
        "issue": (issue, material),
        "verify": (check, badges),
        "foreign_verify": (check_foreign, foreign),
    }
    figures: dict[str, float] = {}
    for _ in range(options.rounds):
        for name, (work, items) in ours.items():
            figures[name] = max(figures.get(name, 0), rate(work, items, options.seconds))
        for name in ("issue", "verify"):
            figures[f"peer_{name}"] = max(figures.get(f"peer_{name}", 0), peer.ask(f"{name} {options.seconds}")["rate"])
    peer.close()
    figures |= figures_of_forms(options.seconds, options.learners)
    figures |= batches(base, world, options.most)
    return report(figures)


def batches(base: AwardRecord, world: Any, most: int) -> dict[str, float]:
    """Microseconds a badge from 100 records to ``most``, streamed; how the cost grows, and by how much memory does."""
    figures: dict[str, float] = {}
    size, before = 100, 0
    while size <= most:
        start = time.process_time()
        for item, status in islice(awards(base), size):
            issue_open_badge(item, world.key, status=status)
        figures[f"batch_{size}_us"] = (time.process_time() - start) / size * 1e6
        before = before or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size *= 10
    costs = list(figures.values())
    figures["growth"] = costs[-1] / costs[0]
    figures["batch_memory_mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return figures


def report(figures: dict[str, float]) -> int:
    """Print every figure, then all of them as JSON; 1 when a target is missed."""
    figures["issue_to_peer"] = figures["issue"] / figures["peer_issue"]
    figures["issue_to_raw_signing"] = figures["issue"] / figures["raw_signing"]
    figures["verify_to_peer"] = figures["verify"] / figures["peer_verify"]
    figures["foreign_verify_to_peer"] = figures["foreign_verify"] / figures["peer_verify"]
    missed = [
        name for name, target in TARGETS.items()
        if (figures[name] > target if name in AT_MOST else figures[name] < target)
    ]  # fmt: skip
    for name, value in figures.items():
        target = f"  (target {'≤' if name in AT_MOST else '≥'} {TARGETS[name]})" if name in TARGETS else ""
        print(f"{name:24} {value:12.2f}{target}")
    rounded = {name: round(value, 3) for name, value in figures.items()}
    print("All by processor time. Targets missed: " + (", ".join(missed) or "none") + ".")
    print(
        json.dumps({"name": "credseal", "unit": "operations per second of processor time", **rounded, "missed": missed})
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
