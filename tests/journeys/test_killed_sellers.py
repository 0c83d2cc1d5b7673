"""The platform killed at any moment of order, signature, payment, refund and settlement: nothing lost, nothing twice, no gap."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.foundation.jobs.test_killed_workers import own_database

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ROOT = Path(__file__).parents[2]
PRICE = 290_00
KILLS = 100
BUYERS = 40


def process_starter(tmp_path: Path) -> Any:
    """Starts processes that share a database and a folder of their own; `.run` waits for the end and gives what was said."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "tests.journeys.crash_settings",
        "DATABASE_URL": own_database(tmp_path),
        "CRASH_FOLDER": str(tmp_path),
    }

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(*words: str) -> str:
        process = start(*words)
        said, _nothing = process.communicate(timeout=900)
        assert process.returncode == 0, words
        return said

    run("-m", "django", "migrate", "--verbosity", "0")
    start.run = run  # type: ignore[attr-defined]
    return start


def kill_again_and_again(start: Any, module: str, work: str, number: int, *, kills: int, longest: float) -> int:
    """Begin the work and kill it at a random moment, `longest` seconds after it began at most; how many were still at work."""
    moments, struck = random.Random(2026), 0
    for _kill in range(kills):
        process = start("-m", module, work, str(number))
        assert process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.02, longest))
        struck += process.poll() is None
        process.kill()
        process.communicate()
    return struck


@pytest.fixture
def seller(tmp_path):
    start = process_starter(tmp_path)
    start.run("-m", "tests.journeys.seller", "prepare", str(BUYERS))
    return start


def test_a_hundred_kills_lose_no_payment_charge_nobody_twice_and_leave_no_gap(seller):
    struck = kill_again_and_again(seller, "tests.journeys.seller", "sell", BUYERS, kills=KILLS, longest=0.9)
    # The last one is left alone and finishes what there is.
    assert seller.run("-m", "tests.journeys.seller", "sell", str(BUYERS)).split() == ["ready", "done"]
    said = json.loads(seller.run("-m", "tests.journeys.seller", "judge", str(BUYERS)))
    refunded = len(range(0, BUYERS, 3))
    assert struck == KILLS, "each kill hit a seller at work"
    assert said["orders"] == {"refunded": refunded, "completed": BUYERS - refunded}
    assert said["numbers"] == list(range(1, BUYERS + 1)), "numbers of orders have no gap"
    assert (said["buyers_with_two"], said["without_contract"], said["without_file"]) == (0, 0, 0)
    holds, *indexes = said["draw"]
    assert holds and indexes == list(range(BUYERS + refunded)), "the ledger has no gap and no duplicate"
    assert (said["unpaid"], said["paid_twice"]) == (0, 0)
    assert said["paid"] == BUYERS * PRICE and said["refunded"] == refunded * PRICE and said["refunds_open"] == 0
    assert set(said["events"]) <= {"paid", "refused", "late_refusal", "repeated"}
    for numbers in said["invoices"].values():
        assert numbers == list(range(1, len(numbers) + 1)), "numbers of invoices have no gap"
    assert sum(map(len, said["invoices"].values())) == 3 * (BUYERS + refunded)
    assert (said["papers_missing"], said["failed_jobs"], said["waiting_jobs"]) == (0, 0, 0)
    assert said["journal"]
    judge_the_books(said)


def judge_the_books(said: dict[str, Any]) -> None:
    """The ledger holds each payment and refund once, months and statements follow each other, all to the cent."""
    for slug, (expected, booked) in said["books"].items():
        assert booked == expected, f"income, royalty and fees of {slug} are what the orders say"
    assert said["facts_missing_or_foreign"] == []
    assert said["corrections"] == len(range(1, BUYERS, 5))
    assert said["entries"] == list(range(1, len(said["entries"]) + 1)), "numbers of entries have no gap"
    assert len(said["entries"]) == 3 * (BUYERS + len(range(0, BUYERS, 3))) + said["corrections"]
    assert said["balanced"] and said["audited"]
    assert len(set(said["royalties"])) == 1, "what is owed as royalty is due to the producer"
    assert said["open_months"] == 0 and len(said["months"]) >= 5
    assert said["statements"] == said["statements_due"], "one statement for each closed month and university, no other"
    assert all(said["statements_say"])
